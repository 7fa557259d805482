import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longestMs, parseDuration } from "../../src/config/durations.ts";

const units = { s: 1000, m: 60_000, h: 3_600_000 };

describe("parseDuration", () => {
  it("gives number times unit up to a day, and nothing else", () => {
    const unit = fc.constantFrom("s" as const, "m" as const, "h" as const);
    fc.assert(
      fc.property(fc.nat(200_000), unit, (count, name) => {
        const ms = count * units[name];
        const expected = ms > 0 && ms <= longestMs ? ms : undefined;
        expect(parseDuration(`${count}${name}`)).toBe(expected);
      }),
    );
  });

  it("never gives anything for a text of another form", () => {
    const other = fc.string().filter((text) => !/^\d+[smh]$/.test(text));
    fc.assert(fc.property(other, (text) => parseDuration(text) === undefined));
  });

  it.each(["90", "s", "1.5h", "-5m", "5 m", "5M", "1d", "1h30m", "9999999s"])(
    "refuses %j",
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );
});
