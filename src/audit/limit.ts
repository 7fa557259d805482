/** At most `max` of the tasks at once, in order; the results in the same order. A throwing task rejects. */
export async function atOnce<T, R>(
  max: number,
  items: readonly T[],
  task: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  async function work(): Promise<void> {
    while (next < items.length) {
      const index = next++;
      const item = items[index];
      // `index` is below the length, and no item is undefined by type
      results[index] = await task(item as T);
    }
  }
  await Promise.all(Array.from({ length: Math.min(max, items.length) }, work));
  return results;
}
