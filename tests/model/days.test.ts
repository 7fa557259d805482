import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isUtcDay, utcDayAfter } from "../../src/model/days.ts";

const pad = (value: number, width: number) => String(value).padStart(width, "0");

describe("isUtcDay", () => {
  it("takes every day of the calendar and no other", () => {
    const part = {
      year: fc.integer({ min: 0, max: 9999 }),
      month: fc.integer({ min: 0, max: 13 }),
    };
    fc.assert(
      fc.property(fc.record({ ...part, day: fc.integer({ min: 0, max: 32 }) }), (given) => {
        const { year, month, day } = given;
        const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
        const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        const exists = day >= 1 && day <= (lengths[month - 1] ?? 0);
        expect(isUtcDay(`${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`)).toBe(exists);
      }),
    );
  });

  it.each([
    "2026-02-30",
    "2026-2-3",
    "20260203",
    "2026-02-03T00:00:00Z",
    " 2026-02-03",
    "",
    "today",
  ])("refuses %j", (text) => expect(isUtcDay(text)).toBe(false));
});

describe("utcDayAfter", () => {
  it("counts days over the end of a leap February", () => {
    expect(utcDayAfter(new Date("2028-02-28T23:59:59Z"), 2)).toBe("2028-03-01");
  });

  it("gives days that exist", () => {
    const days = fc.integer({ min: 0, max: 5000 });
    const now = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });
    fc.assert(fc.property(now, days, (from, count) => isUtcDay(utcDayAfter(from, count))));
  });
});
