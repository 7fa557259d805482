/** Rows per statement: 15 columns of 500 rows stay far below SQLite's 32766 parameters. */
const rowsPerStatement = 500;

/** `items` in pieces that one statement can carry; none when there is nothing to write. */
export function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const pieces: (readonly T[])[] = [];
  for (let start = 0; start < items.length; start += rowsPerStatement) {
    pieces.push(items.slice(start, start + rowsPerStatement));
  }
  return pieces;
}
