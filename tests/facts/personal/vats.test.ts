import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleVats } from "../../../src/facts/personal/published.ts";
import { vatRules } from "../../../src/facts/personal/vat-rules.ts";
import { isVat, realVats, vatsIn } from "../../../src/facts/personal/vats.ts";

const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
const valid = fc.oneof(
  digits(7).map((body) => `BE0${body}${String(97 - (Number(`0${body}`) % 97)).padStart(2, "0")}`),
  digits(6).map((body) => `LU${body}${String(Number(body) % 89).padStart(2, "0")}`),
  digits(10).chain((body) =>
    fc.constantFrom(
      ..."0123456789"
        .split("")
        .map((d) => `IT${body}${d}`)
        .filter((vat) => isVat(vat)),
    ),
  ),
);

describe("a VAT number", () => {
  it("is known by its check digits in every country of the list, as Odoo's own examples are", () => {
    expect([...exampleVats].filter((vat) => !isVat(vat))).toEqual([]);
    const countries = new Set([...exampleVats].map((vat) => vat.slice(0, 2)));
    expect([...countries].toSorted()).toEqual(Object.keys(vatRules).toSorted());
    expect(realVats([...exampleVats])).toEqual([]);
  });

  it("is none with its last digit changed", () => {
    for (const vat of exampleVats) {
      const at = vat.search(/\d\D*$/);
      const digit = (Number(vat.charAt(at)) + 1) % 10;
      const changed = vat.slice(0, at) + String(digit) + vat.slice(at + 1);
      // In Ireland and Spain a letter checks the digits, in Sweden and the Netherlands the last two nothing.
      if (!/^(?:SE|NL)/.test(vat)) expect([changed, isVat(changed)]).toEqual([changed, false]);
    }
  });

  it("is found as people write it, and nowhere in a longer word", () => {
    fc.assert(
      fc.property(valid, fc.constantFrom("", " ", "."), (vat, between) => {
        const text =
          vat.slice(0, 2) + between + vat.slice(2).replace(/(\d{3})(?=\d{4})/, `$1${between}`);
        expect(vatsIn(`VAT ${text}, thanks`).found).toEqual([vat]);
        expect(vatsIn(`X${vat}`).found).toEqual([]);
      }),
    );
  });

  it.each(["de 136695976", "DE 136695977", "IT 2024", "SE 2026-11-28", "at 12345675"])(
    "is not %s",
    (text) => {
      expect(vatsIn(text).found).toEqual([]);
    },
  );

  it("of Greece is known under both of its letters", () => {
    expect(vatsIn("GR123456783").found).toEqual(["GR123456783"]);
  });
});
