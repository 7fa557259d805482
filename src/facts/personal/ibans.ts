import { blanked, compactFrom, goesOn } from "./compact.ts";
import { exampleIbans } from "./published.ts";

/** Length of an IBAN by its country: SWIFT's IBAN registry, release 99. */
const lengths: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BI: 27,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DJ: 27,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FK: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HN: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  LY: 25,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MN: 20,
  MR: 27,
  MT: 31,
  MU: 30,
  NI: 28,
  NL: 18,
  NO: 15,
  OM: 23,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  RU: 33,
  SA: 24,
  SC: 31,
  SD: 18,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  SO: 23,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
  YE: 30,
};

/** ISO 7064 mod 97-10: letters count from A = 10, and a right number leaves 1. */
export function isIban(compact: string): boolean {
  if (lengths[compact.slice(0, 2)] !== compact.length) return false;
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(compact)) return false;
  let rest = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

// Printed in groups of four, by spaces, dots or dashes; the country says how many characters belong to it.
const start = /(?<![A-Za-z0-9])([A-Za-z]{2})[\s.-]?\d[\s.-]?\d(?=[\s.-]{0,2}[A-Za-z0-9])/g;

/** Every valid IBAN of a text, without its spaces, and the text with all of them taken out. */
export function ibansIn(text: string): {
  readonly found: readonly string[];
  readonly rest: string;
} {
  const found: string[] = [];
  let rest = text;
  for (const { 1: country = "", index } of text.matchAll(start)) {
    const length = lengths[country.toUpperCase()];
    const taken = length === undefined ? undefined : compactFrom(text, index, length);
    if (taken === undefined || goesOn(text, taken.end)) continue;
    if (!isIban(taken.compact)) continue;
    found.push(taken.compact);
    rest = blanked(rest, index, taken.end);
  }
  return { found, rest };
}

/** The IBANs that may be somebody's account. */
export const realIbans = (found: readonly string[]): readonly string[] =>
  found.filter((iban) => !exampleIbans.has(iban));
