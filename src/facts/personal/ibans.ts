import { compactFrom, goesOn } from "./compact.ts";

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

/**
 * IBANs that are printed as examples and are nobody's: those of the registry's country pages, and the test
 * accounts that payment providers publish.
 */
export const exampleIbans: ReadonlySet<string> = new Set([
  "AD1200012030200359100100",
  "AE070331234567890123456",
  "AL47212110090000000235698741",
  "AT611904300234573201",
  "AT483200000012345864",
  "AZ21NABZ00000000137010001944",
  "BA391290079401028494",
  "BE68539007547034",
  "BE71096123456769",
  "BG80BNBG96611020345678",
  "BH67BMAG00001299123456",
  "BR1800360305000010009795493C1",
  "CH9300762011623852957",
  "CR05015202001026284066",
  "CY17002001280000001200527600",
  "CZ6508000000192000145399",
  "DE89370400440532013000",
  "DE75512108001245126199",
  "DE91100000000123456789",
  "DK5000400440116243",
  "DO28BAGR00000001212453611324",
  "EE382200221020145685",
  "ES9121000418450200051332",
  "ES7921000813610123456789",
  "FI2112345600000785",
  "FO6264600001631634",
  "FR1420041010050500013M02606",
  "FR7630006000011234567890189",
  "GB29NWBK60161331926819",
  "GB33BUKB20201555555555",
  "GB82WEST12345698765432",
  "GE29NB0000000101904917",
  "GI75NWBK000000007099453",
  "GL8964710001000206",
  "GR1601101250000000012300695",
  "GT82TRAJ01020000001210029690",
  "HR1210010051863000160",
  "HU42117730161111101800000000",
  "IE29AIBK93115212345678",
  "IE64IRCE92050112345678",
  "IL620108000000099999999",
  "IS140159260076545510730339",
  "IT60X0542811101000000123456",
  "JO94CBJO0010000000000131000302",
  "KW81CBKU0000000000001234560101",
  "KZ86125KZT5004100100",
  "LB62099900000001001901229114",
  "LI21088100002324013AA",
  "LT121000011101001000",
  "LU280019400644750000",
  "LV80BANK0000435195001",
  "MC5811222000010123456789030",
  "MD24AG000225100013104168",
  "ME25505000012345678951",
  "MK07250120000058984",
  "MR1300020001010000123456753",
  "MT84MALT011000012345MTLCAST001S",
  "MU17BOMM0101101030300200000MUR",
  "NL91ABNA0417164300",
  "NO9386011117947",
  "PK36SCBL0000001123456702",
  "PL61109010140000071219812874",
  "PS92PALS000000000400123456702",
  "PT50000201231234567890154",
  "QA58DOHB00001234567890ABCDEFG",
  "RO49AAAA1B31007593840000",
  "RS35260005601001611379",
  "SA0380000000608010167519",
  "SE4550000000058398257466",
  "SI56263300012039086",
  "SK3112000000198742637541",
  "SM86U0322509800000000270100",
  "TN5910006035183598478831",
  "TR330006100519786457841326",
  "UA213223130000026007233566001",
  "VG96VPVG0000012345678901",
  "XK051212012345678906",
]);

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
    const blank = " ".repeat(taken.end - index);
    rest = rest.slice(0, index) + blank + rest.slice(taken.end);
  }
  return { found, rest };
}

/** The IBANs that may be somebody's account. */
export const realIbans = (found: readonly string[]): readonly string[] =>
  found.filter((iban) => !exampleIbans.has(iban));
