import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleIbans } from "../../../src/facts/personal/published.ts";
import { ibansIn, isIban, realIbans } from "../../../src/facts/personal/ibans.ts";

/** A valid IBAN of a country from its account part: what no bank gave out may still be right by its digits. */
export function ibanOf(country: string, account: string): string {
  for (let check = 2; check <= 98; check++) {
    const iban = `${country}${String(check).padStart(2, "0")}${account}`;
    if (isIban(iban)) return iban;
  }
  throw new Error("97 check numbers leave one that is right");
}

const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
const valid = fc.oneof(
  digits(12).map((account) => ibanOf("BE", account)),
  digits(18).map((account) => ibanOf("DE", account)),
  digits(14).map((account) => ibanOf("GB", `BARC${account}`)),
  digits(11).map((account) => ibanOf("NO", account)),
);

describe("an IBAN", () => {
  it("is known by its check digits, and each published example is one", () => {
    expect(exampleIbans.size).toBeGreaterThan(70);
    expect([...exampleIbans].filter((iban) => !isIban(iban))).toEqual([]);
  });

  it("that is published as an example is nobody's", () => {
    expect(ibansIn("GB29 NWBK 6016 1331 9268 19").found).toEqual(["GB29NWBK60161331926819"]);
    expect(realIbans(["GB29NWBK60161331926819"])).toEqual([]);
  });

  it("is found however it is written", () => {
    const separator = fc.constantFrom("", " ", "-", ".", "\u00a0");
    const written = fc.tuple(valid, separator, fc.boolean()).map(([iban, between, small]) => ({
      iban,
      text: (small ? iban.toLowerCase() : iban).replaceAll(/(.{4})(?=.)/g, `$1${between}`),
    }));
    const word = fc.constantFrom("", "IBAN: ", "account ", "(", "pay to\n");
    fc.assert(
      fc.property(written, word, ({ iban, text }, before) => {
        expect(ibansIn(`${before}${text}, thank you`).found).toEqual([iban]);
        expect(ibansIn(`${before}${text} and more`).found).toEqual([iban]);
      }),
    );
  });

  it("is none with one digit changed, one digit more, or inside a longer word", () => {
    fc.assert(
      fc.property(valid, fc.nat(9), fc.nat(), (iban, digit, place) => {
        const at = iban.length - 1 - (place % 8);
        const changed = iban.slice(0, at) + String(digit) + iban.slice(at + 1);
        fc.pre(changed !== iban);
        expect(ibansIn(changed).found).toEqual([]);
        expect(ibansIn(`${iban}7`).found).toEqual([]);
        expect(ibansIn(`X${iban}`).found).toEqual([]);
      }),
    );
  });

  it("leaves the text without it, so that its digits are nothing else", () => {
    expect(ibansIn("a BE71 0961 2345 6769 b").rest).toBe("a                     b");
  });
});
