/** Entries from `first` to `last`, both of them too. */
export type Range = { readonly first: number; readonly last: number };

/** The ranges in order, those that touch or overlap made one. */
export function merged(ranges: readonly Range[]): readonly Range[] {
  const joined: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = joined.at(-1);
    if (before === undefined || range.first > before.last + 1) joined.push(range);
    else joined[joined.length - 1] = { ...before, last: Math.max(before.last, range.last) };
  }
  return joined;
}

/** What of `range` is in none of `holes`, which are in order and apart. */
export function without(range: Range, holes: readonly Range[]): readonly Range[] {
  const rest: Range[] = [];
  let first = range.first;
  for (const hole of holes) {
    if (hole.last < first || hole.first > range.last) continue;
    if (hole.first > first) rest.push({ first, last: hole.first - 1 });
    first = hole.last + 1;
  }
  if (first <= range.last) rest.push({ first, last: range.last });
  return rest;
}

/** The first `size` entries. */
export function firstEntries(size: number): readonly Range[] {
  return size === 0 ? [] : [{ first: 0, last: size - 1 }];
}
