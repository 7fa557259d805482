/**
 * The next `count` letters and digits of a text from `at` on, in capitals and without the spaces, dots and
 * dashes that they are written with, and where they end; undefined where something else comes before.
 */
export function compactFrom(
  text: string,
  at: number,
  count: number,
): { readonly compact: string; readonly end: number } | undefined {
  let compact = "";
  let gap = 0;
  for (let i = at; i < text.length; i++) {
    const character = text.charAt(i);
    if (/[A-Za-z0-9]/.test(character)) {
      compact += character;
      gap = 0;
      if (compact.length === count) return { compact: compact.toUpperCase(), end: i + 1 };
    } else if (!/[\s.-]/.test(character) || ++gap > 2) return undefined;
  }
  return undefined;
}

/** Whether a number goes on at `at`, so that what stands before is a part of something else. */
export const goesOn = (text: string, at: number): boolean =>
  /^[\p{L}\p{N}]/u.test(text.slice(at, at + 2));

/** A text with spaces from `from` to before `to`: what was found there is nothing else. */
export const blanked = (text: string, from: number, to: number): string =>
  text.slice(0, from) + " ".repeat(to - from) + text.slice(to);

/** Digits times weights, added up; weights beyond the digits count nothing. */
export function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits.charAt(index)), 0);
}
