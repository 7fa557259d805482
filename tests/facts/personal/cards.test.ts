import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testCards } from "../../../src/facts/personal/published.ts";
import { cardsIn, isCard, isLuhn, realCards } from "../../../src/facts/personal/cards.ts";

const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
const withCheck = (body: string): string => {
  const check = "0123456789".split("").find((digit) => isLuhn(body + digit));
  return body + (check ?? "");
};
const valid = fc.oneof(
  digits(14).map((body) => withCheck(`4${body}`)),
  digits(13).map((body) => withCheck(`53${body}`)),
  digits(12).map((body) => withCheck(`37${body}`)),
  digits(11).map((body) => withCheck(`36${body}`).slice(0, 14)),
);
const real = valid.filter((number) => isCard(number) && realCards([number]).length === 1);

describe("a card number", () => {
  it("is known by its issuer, its length and its check digit, and each published test number is one", () => {
    expect(testCards.size).toBeGreaterThan(45);
    expect([...testCards].filter((number) => !isCard(number))).toEqual([]);
    expect(realCards([...testCards])).toEqual([]);
  });

  it("is found in one, in groups of four, and as American Express prints it", () => {
    fc.assert(
      fc.property(real, fc.constantFrom(" ", "-"), (number, between) => {
        const grouped =
          number.length === 16
            ? number.replaceAll(/(\d{4})(?=\d)/g, `$1${between}`)
            : number.replace(/^(\d{4})(\d{6})(\d+)$/, `$1${between}$2${between}$3`);
        expect(cardsIn(`card ${number}.`)).toEqual([number]);
        expect(cardsIn(`paid by ${grouped}, thanks`)).toEqual([number]);
      }),
    );
  });

  it("is none with one digit changed, or with digits around it", () => {
    fc.assert(
      fc.property(real, fc.nat(9), (number, digit) => {
        const changed = number.slice(0, 8) + String(digit) + number.slice(9);
        fc.pre(changed !== number);
        expect(cardsIn(changed)).toEqual([]);
        expect(cardsIn(`${number}12345`)).toEqual([]);
      }),
    );
  });

  it.each([
    ["a German barcode", "4006381333931"],
    ["a time in milliseconds", "1732780000000"],
    ["an order number with a letter", "SO4111111111111112"],
    ["an amount", "4556737586899855.00"],
    ["zeros", "0000000000000000"],
    ["a version", "4556.7375.8689.9855"],
  ])("is not %s", (_, text) => {
    expect(realCards(cardsIn(text))).toEqual([]);
  });
});
