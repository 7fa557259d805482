import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRoutablePhone } from "../../src/facts/phone-numbers.ts";

const rings = (text: string, safe: readonly string[] = []): boolean => isRoutablePhone(text, safe);

describe("a telephone number", () => {
  // 555-0100 to 555-0199 aside, none of these is dialled: they only look real.
  it.each([
    "+1 415-555-2671",
    "+1 202-555-0200",
    "(415) 555-2671",
    "4155552671",
    "+44 20 7946 1958",
    "+44 7700 901123",
    "020 7183 8750",
    "+44 (0)20 7183 8750",
    "+33 1 42 68 53 00",
    "06 12 34 56 78",
    "+49 30 901820",
    "0171 3920134",
    "+61 491 570 007",
    "0491 579 999",
    "+61 2 9374 4000",
    "+32 470 12 34 56",
    "0470/12.34.56",
    "02/123.45.67",
    "+34 639 98 12 34",
    "639 98 12 34",
    "+31 20 255 5123",
    "+39 02 1234567",
    "+91 98765 43210",
    "+55 11 91234-5678",
    "+81 3-1234-5678",
    "0032 470 12 34 56",
    "٠٤٧٠١٢٣٤٥٦",
    "+1 202-555-0123, +32 470 12 34 56",
    "+1 202-555-0123 / 0470 12 34 56",
    "+32 470 12 34 56 ext. 12",
    "5551234",
  ])("%s could ring somewhere", (text) => {
    expect(rings(text)).toBe(true);
  });

  it.each([
    "+1 202-555-0123",
    "(202) 555-0123",
    "1-202-555-0199",
    "001 202 555 0100",
    "555-0123",
    "202-555-0123x45",
    "202-555-0123 ext. 4567",
    "+44 7700 900123",
    "07700 900 123",
    "+44 (0)20 7946 0123",
    "0044 1632 960123",
    "028 9649 6123",
    "029 2018 0123",
    "+33 1 99 00 12 34",
    "06 39 98 12 34",
    "+61 491 570 006",
    "0491 579 455",
    "(02) 5550 1234",
    "+49 30 23125 123",
    "030/23125-123",
    "0171 3920012",
    "+1 202-555-0123 / +44 7700 900123",
    "0000000000",
    "+32 000 00 00 00",
    "112",
    "1234",
    "no number",
    "",
  ])("%s rings nowhere", (text) => {
    expect(rings(text)).toBe(false);
  });

  it("rings nowhere under a prefix that the operator calls safe", () => {
    expect(rings("+32 470 00 12 34", ["+3247000"])).toBe(false);
    expect(rings("+32 470 01 12 34", ["+3247000"])).toBe(true);
    expect(rings("202 555 8123", ["+1202555"])).toBe(false);
    // A Dutch number with its trunk 0 is none of North America.
    expect(rings("020 255 5123", ["+1202555"])).toBe(true);
  });
});

describe("what a mask makes of a number", () => {
  const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
  const reserved = fc.oneof(
    fc.tuple(fc.stringMatching(/^[2-9]\d\d$/), digits(2)).map(([a, n]) => `+1${a}55501${n}`),
    fc
      .tuple(
        fc.constantFrom(
          "7700900",
          "2079460",
          "1134960",
          "1614960",
          "1914980",
          "1632960",
          "2896496",
        ),
        digits(3),
      )
      .map(([place, n]) => `+44${place}${n}`),
    fc
      .tuple(fc.constantFrom("19900", "26191", "35301", "46571", "53649", "63998"), digits(4))
      .map(([place, n]) => `+33${place}${n}`),
    fc
      .tuple(fc.constantFrom("2", "3", "7", "8"), fc.constantFrom("5550", "7010"), digits(4))
      .map((parts) => `+61${parts.join("")}`),
    digits(3).map((n) => `+493023125${n}`),
    digits(2).map((n) => `+4917139200${n}`),
  );

  /** The number with something between its digits, as people and forms write it. */
  const written = fc
    .tuple(reserved, fc.array(fc.constantFrom("", " ", "-", ".", "  "), { minLength: 16 }))
    .map(([number, gaps]) => number.replaceAll(/./g, (c, at: number) => c + (gaps[at] ?? "")));

  it("never rings, however it is written", () => {
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 3 }), (numbers) => {
        expect(rings(numbers.join(", "))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("never rings in its national form", () => {
    fc.assert(
      fc.property(reserved, (number) => {
        const national = number.replace(/^\+(?:44|33|61|49)/, "0").replace(/^\+1/, "");
        expect(rings(national)).toBe(false);
        expect(rings(number.replace("+", "00"))).toBe(false);
      }),
    );
  });

  it("rings as soon as a real number stands beside it", () => {
    fc.assert(
      fc.property(written, fc.constantFrom(", ", "; ", " / "), (masked, between) => {
        expect(rings(`${masked}${between}+32 470 12 34 56`)).toBe(true);
        expect(rings(`+32 470 12 34 56${between}${masked}`)).toBe(true);
      }),
    );
  });
});
