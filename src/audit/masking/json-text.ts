/**
 * JSON as PostgreSQL writes a jsonb, but for the blanks, which the normal form drops: keys by their length in
 * bytes, then by their bytes.
 */
export function jsonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .map(([key, item]) => ({ key, bytes: Buffer.from(key), item: item as unknown }))
    .toSorted((a, b) => a.bytes.length - b.bytes.length || Buffer.compare(a.bytes, b.bytes));
  return `{${entries.map(({ key, item }) => `${JSON.stringify(key)}:${jsonText(item)}`).join(",")}}`;
}
