import { blanked, compactFrom, goesOn } from "./compact.ts";
import { vatRules } from "./vat-rules.ts";
import { exampleVats } from "./published.ts";

const longest = 12;
const shortest = 6;

// Capitals: `de`, `at`, `el` and `it` are words.
const start = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(${Object.keys(vatRules).join("|")}|GR)(?=[ .-]?[A-Z\d][A-Z\d .-]{5})`,
  "gu",
);

/** Whether `compact`, with its country's letters, has the form and the check digits of a VAT number. */
export function isVat(compact: string): boolean {
  const country = compact.slice(0, 2) === "GR" ? "EL" : compact.slice(0, 2);
  const rule = vatRules[country];
  const number = compact.slice(2);
  return rule !== undefined && rule.pattern.test(number) && rule.isRight(number);
}

/** Every VAT number of a text that is right by its check digits, without its spaces, and the text without them. */
export function vatsIn(text: string): { readonly found: readonly string[]; readonly rest: string } {
  const found: string[] = [];
  let rest = text;
  for (const { index } of text.matchAll(start)) {
    // The country need not say how long: the longest that is right and ends where the text does.
    for (let length = longest + 2; length >= shortest + 2; length--) {
      const taken = compactFrom(text, index, length);
      if (taken === undefined || goesOn(text, taken.end) || !isVat(taken.compact)) continue;
      found.push(taken.compact);
      rest = blanked(rest, index, taken.end);
      break;
    }
  }
  return { found, rest };
}

/** The numbers that may be somebody's. */
export const realVats = (found: readonly string[]): readonly string[] =>
  found.filter((vat) => !exampleVats.has(vat));
