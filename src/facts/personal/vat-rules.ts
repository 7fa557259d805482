import { isLuhn } from "./cards.ts";
import { weighted } from "./compact.ts";

/** How the number behind a country's letters looks, and whether its check digits are right. */
export type VatRule = {
  readonly pattern: RegExp;
  readonly isRight: (number: string) => boolean;
};

const last = (number: string): number => Number(number.slice(-1));
const down = (from: number, to: number): readonly number[] =>
  Array.from({ length: from - to + 1 }, (_, index) => from - index);

/** ISO 7064 mod 11, 10, which Germany and Croatia use. */
function isMod1110(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === last(digits);
}

/** A remainder of 11 of the weighted sum, where 10 asks for the second weights, and 10 again for 0. */
function isTwice(number: string, first: readonly number[], second: readonly number[]): boolean {
  const one = weighted(number, first) % 11;
  const check = one === 10 ? (weighted(number, second) % 11) % 10 : one;
  return check === last(number);
}

function isAustrian(number: string): boolean {
  let sum = 4;
  for (let i = 1; i < 8; i++) {
    const counted = Number(number.charAt(i)) * (i % 2 === 0 ? 2 : 1);
    sum += counted > 9 ? counted - 9 : counted;
  }
  return (10 - (sum % 10)) % 10 === last(number);
}

const spanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

/** A person's DNI or NIE, or the CIF of a company. */
function isSpanish(number: string): boolean {
  const person = /^([XYZ]?)(\d{7,8})([A-Z])$/.exec(number);
  if (person !== null) {
    const [, letter = "", digits = "", check = ""] = person;
    if (letter === "" ? digits.length !== 8 : digits.length !== 7) return false;
    const lead = letter === "" ? "" : String("XYZ".indexOf(letter));
    return spanishLetters.charAt(Number(lead + digits) % 23) === check;
  }
  const [, body = "", check = ""] = /^[A-W](\d{7})([\dA-J])$/.exec(number) ?? [];
  if (body === "") return false;
  let sum = 0;
  for (let i = 0; i < 7; i++) {
    const counted = Number(body.charAt(i)) * (i % 2 === 0 ? 2 : 1);
    sum += counted > 9 ? counted - 9 : counted;
  }
  const digit = (10 - (sum % 10)) % 10;
  return check === String(digit) || check === "JABCDEFGHI".charAt(digit);
}

function isIrish(number: string): boolean {
  const second = number.charAt(8);
  const extra = second === "" || second === "W" ? 0 : second.charCodeAt(0) - 64;
  const sum = weighted(number, down(8, 2)) + 9 * extra;
  return "WABCDEFGHIJKLMNOPQRSTUV".charAt(sum % 23) === number.charAt(7);
}

/** Until 2019 the number held a person's own with a check digit; since then letters count, mod 97. */
function isDutch(number: string): boolean {
  if (weighted(number, down(9, 2)) % 11 === Number(number.charAt(8))) return true;
  let rest = 0;
  for (const character of `NL${number}`) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

function isFrench(number: string): boolean {
  const company = number.slice(2);
  return isLuhn(company) && (12 + 3 * (Number(company) % 97)) % 97 === Number(number.slice(0, 2));
}

function isBritish(number: string): boolean {
  const sum = weighted(number, down(8, 2)) + Number(number.slice(7, 9));
  return sum % 97 === 0 || (sum + 55) % 97 === 0;
}

/** 11 less the remainder; `ten` says what 10 is written as, and 11 is 0. */
const isElevenLess = (number: string, weights: readonly number[], ten: number): boolean => {
  const check = 11 - (weighted(number, weights) % 11);
  return (check === 10 ? ten : check % 11) === last(number);
};

/**
 * The countries whose numbers have check digits that are simple to count. Patterns: European Commission, VIES,
 * "VAT identification numbers"; check digits: OECD, "Tax identification numbers" by country, and HMRC's
 * VATREG37 for the United Kingdom. What is missing here (Cyprus, and personal numbers in Bulgaria, the Czech
 * Republic and Latvia) is not looked for.
 */
export const vatRules: Readonly<Record<string, VatRule>> = {
  AT: { pattern: /^U\d{8}$/, isRight: isAustrian },
  BE: {
    pattern: /^[01]\d{9}$/,
    isRight: (n) => 97 - (Number(n.slice(0, 8)) % 97) === Number(n.slice(8)),
  },
  BG: {
    pattern: /^\d{9}$/,
    isRight: (n) => isTwice(n, [1, 2, 3, 4, 5, 6, 7, 8], down(10, 3).toReversed()),
  },
  CZ: {
    pattern: /^\d{8}$/,
    isRight: (n) => {
      const check = 11 - (weighted(n, down(8, 2)) % 11);
      return check % 10 === last(n);
    },
  },
  DE: { pattern: /^[1-9]\d{8}$/, isRight: isMod1110 },
  DK: { pattern: /^[1-9]\d{7}$/, isRight: (n) => weighted(n, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0 },
  EE: { pattern: /^\d{9}$/, isRight: (n) => weighted(n, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0 },
  EL: {
    pattern: /^\d{9}$/,
    isRight: (n) => (weighted(n, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === last(n),
  },
  ES: { pattern: /^[A-Z\d]\d{7}[A-Z\d]$/, isRight: isSpanish },
  FI: { pattern: /^\d{8}$/, isRight: (n) => isElevenLess(n, [7, 9, 10, 5, 8, 4, 2], -1) },
  FR: { pattern: /^\d{11}$/, isRight: isFrench },
  GB: { pattern: /^\d{9}$/, isRight: isBritish },
  HR: { pattern: /^\d{11}$/, isRight: isMod1110 },
  HU: { pattern: /^\d{8}$/, isRight: (n) => weighted(n, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 === 0 },
  IE: { pattern: /^\d{7}[A-W][A-IW]?$/, isRight: isIrish },
  IT: { pattern: /^\d{11}$/, isRight: isLuhn },
  LT: {
    pattern: /^\d{7}1\d$/,
    isRight: (n) => isTwice(n, [1, 2, 3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 8, 9, 1]),
  },
  LU: { pattern: /^\d{8}$/, isRight: (n) => Number(n.slice(0, 6)) % 89 === Number(n.slice(6)) },
  LV: {
    pattern: /^[4-9]\d{10}$/,
    isRight: (n) => (weighted(n, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) - 3) % 11 === 0,
  },
  MT: {
    pattern: /^\d{8}$/,
    isRight: (n) => 37 - (weighted(n, [3, 4, 6, 7, 8, 9]) % 37) === Number(n.slice(6)),
  },
  NL: { pattern: /^\d{9}B\d{2}$/, isRight: isDutch },
  PL: {
    pattern: /^\d{10}$/,
    isRight: (n) => weighted(n, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === last(n),
  },
  PT: { pattern: /^[1-9]\d{8}$/, isRight: (n) => isElevenLess(n, down(9, 2), 0) },
  RO: {
    pattern: /^[1-9]\d{5,9}$/,
    isRight: (n) =>
      ((weighted(n.padStart(10, "0"), [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10) % 11) % 10 === last(n),
  },
  SE: { pattern: /^\d{10}(?!00)\d{2}$/, isRight: (n) => isLuhn(n.slice(0, 10)) },
  SI: { pattern: /^[1-9]\d{7}$/, isRight: (n) => isElevenLess(n, down(8, 2), 0) },
  SK: { pattern: /^[1-9]\d{9}$/, isRight: (n) => Number(n) % 11 === 0 },
};
