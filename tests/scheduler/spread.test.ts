import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadMs } from "../../src/scheduler/spread.ts";

const hourMs = 3_600_000;

describe("spreadMs", () => {
  it("is whole seconds below the gap and below an hour", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 86_400 }), (name, seconds) => {
        const spread = spreadMs(name, seconds * 1000);
        expect(spread % 1000).toBe(0);
        expect(spread).toBeGreaterThanOrEqual(0);
        expect(spread).toBeLessThan(Math.min(seconds * 1000, hourMs));
      }),
    );
  });

  it("stays what it is for a name, from version to version", () => {
    expect(spreadMs("staging", 6 * hourMs)).toBe(spreadMs("staging", 24 * hourMs));
    expect(spreadMs("staging", hourMs)).toMatchInlineSnapshot(`425000`);
    expect(spreadMs("production", hourMs)).toMatchInlineSnapshot(`2974000`);
  });

  it("spreads a fleet: no minute of the hour has many of 600", () => {
    const perMinute = new Map<number, number>();
    for (let n = 0; n < 600; n += 1) {
      const minute = Math.floor(spreadMs(`customer-${n}-staging`, 6 * hourMs) / 60_000);
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
    }
    expect(perMinute.size).toBe(60);
    expect(Math.max(...perMinute.values())).toBeLessThan(30);
  });

  it("does not wait when the schedule fires every second", () => {
    expect(spreadMs("staging", 1000)).toBe(0);
  });
});
