/** Lists of at most `size`, none of them empty. */
export function chunks<T>(all: readonly T[], size: number): readonly (readonly [T, ...T[]])[] {
  const lists: [T, ...T[]][] = [];
  for (let at = 0; at < all.length; at += size) {
    const [first, ...rest] = all.slice(at, at + size);
    if (first !== undefined) lists.push([first, ...rest]);
  }
  return lists;
}
