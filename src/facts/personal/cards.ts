import { testCards } from "./published.ts";

/** Beginnings and lengths of card numbers by scheme (ISO/IEC 7812 issuer ranges as the schemes publish them). */
const schemes: readonly (readonly [RegExp, readonly number[]])[] = [
  // Visa; its 13 digits went out of use, and would make a card of every tenth German or Japanese barcode.
  [/^4/, [16, 19]],
  // Mastercard
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  // American Express
  [/^3[47]/, [15]],
  // Diners Club
  [/^3(?:0[0-5]|095|[689])/, [14, 16]],
  // Discover
  [/^(?:6011|64[4-9]|65)/, [16, 19]],
  // JCB
  [/^35(?:2[89]|[3-8])/, [16, 19]],
  // UnionPay
  [/^62/, [16, 17, 18, 19]],
  // Maestro
  [/^(?:50|5[6-8]|6304|6759|676[1-3])/, [16, 18, 19]],
  // Mir
  [/^220[0-4]/, [16]],
];

/** The Luhn sum (ISO/IEC 7812-1, annex B) of digits that end with their check digit. */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.charAt(digits.length - 1 - i));
    const counted = i % 2 === 0 ? digit : digit * 2;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}

/** Whether digits can be a card: an issuer's range, its length, and the check digit. */
export function isCard(digits: string): boolean {
  return (
    schemes.some(([prefix, lengths]) => prefix.test(digits) && lengths.includes(digits.length)) &&
    isLuhn(digits)
  );
}

// Not in the groups of an account number, right or wrong. As they are printed: in one, in fours, or 4-6-5 and 4-6-4. Other groups are numbers of another kind.
const written =
  /(?<![\p{L}\p{N}_.,/+-])(?<!\b[A-Za-z]{2}\d{2}[ -](?:[A-Za-z\d]{4}[ -]){0,6})(?:\d{14,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([ -])\d{6}\2\d{4,5})(?![\p{L}\p{N}_]|[.,/-]\d)/gu;

/** Every card number of a text, digits alone. */
export function cardsIn(text: string): readonly string[] {
  return [...text.matchAll(written)]
    .map(([number]) => number.replaceAll(/\D/g, ""))
    .filter((digits) => isCard(digits));
}

/** The cards that may be somebody's: no published test number, and not one digit over and over. */
export const realCards = (found: readonly string[]): readonly string[] =>
  found.filter((digits) => !testCards.has(digits) && !/^\d(\d)\1{9,}/.test(digits));
