import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holdsPhone } from "../../../src/facts/personal/phones.ts";

const holds = (text: string, safe: readonly string[] = []): boolean => holdsPhone(text, safe);

describe("a telephone number in a text", () => {
  it.each([
    "call me at +32 470 12 34 56 please",
    "+1 (415) 555-2671",
    "(415) 555-2671",
    "415-555-2671",
    "+44 (0)20 7183 8750",
    "020 7183 8750",
    "06 12 34 56 78",
    "01.42.68.53.00",
    "0470/12.34.56",
    "0171-3920134",
    "0032 470 12 34 56",
    "Tel. 639981234",
    "Tél : 0142685300",
    "Handy: 01713920134",
    "móvil 639 98 12 34",
    "тел. 8 912 345 67 89",
    "電話 03-1234-5678",
    "phone number is 4155552671",
    "+380441234567",
    "+1 202-555-0123 or +32 470 12 34 56",
    "(+49) 171 3920134",
  ])("%s could ring", (text) => {
    expect(holds(text)).toBe(true);
  });

  it.each([
    "+1 202-555-0123",
    "call 202-555-0123",
    "Tel. 07700 900123",
    "+49 69 90009 123",
    "+353 20 91 12345",
    "+46 70 174 06 50",
    "order 0123-456-789",
    "SO 0470 12 34 56",
    "invoice no. 415-555-2671",
    "2026-11-28 07:05:07",
    "01.02.2026 10:30",
    "28/11/2026",
    "version 14.0.1.2.3",
    "10.0.0.12",
    "192.168.100.200",
    "0123456789",
    "4155552671",
    "€ 1 234 567,89",
    "0.123.456,78",
    "550e8400-e29b-41d4-a716-446655440000",
    "+999 123 456 78",
    "+0 123 456 789",
    "+12 345",
    "#0470 12 34 56",
    "x=0470 12 34 56",
    "no number",
    "",
  ])("%s is none, or rings nowhere", (text) => {
    expect(holds(text)).toBe(false);
  });

  it("rings nowhere under a prefix that the operator calls safe", () => {
    expect(holds("+32 470 00 12 34", ["+3247000"])).toBe(false);
  });

  it("with a country code is found however it is grouped, anywhere in a text", () => {
    const number = fc.stringMatching(/^[1-9]\d{8}$/).map((rest) => `+32${rest}`);
    const gaps = fc.array(fc.constantFrom("", " ", "-", ".", " "), { minLength: 12 });
    const word = fc.constantFrom("", "dial ", "Fax: ", "(", "<", "text, ");
    fc.assert(
      fc.property(number, gaps, word, (digits, between, before) => {
        const written = digits.replaceAll(/\d(?=\d)/g, (d, at: number) => d + (between[at] ?? ""));
        fc.pre(!/(\d)\1{6}/.test(digits));
        expect(holds(`${before}${written} thanks`)).toBe(true);
      }),
    );
  });
});
