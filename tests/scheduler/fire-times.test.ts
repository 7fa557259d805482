import fc from "fast-check";
import { getTasks, schedule } from "node-cron";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fireTimes } from "../../src/scheduler/fire-times.ts";
import { wallClock } from "../../src/scheduler/wall-clock.ts";

const at = (time: string) => Date.parse(time);
const iso = (time: number | undefined) =>
  time === undefined ? undefined : new Date(time).toISOString();
const next = (cron: string, zone: string, after: string) =>
  iso(fireTimes(cron, zone).next(at(after)));
const previous = (cron: string, zone: string, before: string) =>
  iso(fireTimes(cron, zone).previous(at(before)));

/** Zones with one change or more near each of these moments, and one without any. */
const zones = [
  { zone: "Europe/Brussels", around: "2026-03-29T01:00:00Z" },
  { zone: "Europe/Brussels", around: "2026-10-25T01:00:00Z" },
  { zone: "America/New_York", around: "2026-03-08T07:00:00Z" },
  { zone: "America/New_York", around: "2026-11-01T06:00:00Z" },
  { zone: "Australia/Lord_Howe", around: "2026-04-04T15:00:00Z" },
  { zone: "Australia/Lord_Howe", around: "2026-10-03T15:30:00Z" },
  { zone: "America/Santiago", around: "2026-04-05T03:00:00Z" },
  { zone: "America/Santiago", around: "2026-09-06T04:00:00Z" },
  { zone: "Africa/Casablanca", around: "2026-02-15T02:00:00Z" },
  { zone: "Pacific/Apia", around: "2011-12-30T10:00:00Z" },
  { zone: "Asia/Kolkata", around: "2026-06-01T00:00:00Z" },
] as const;

const list = (max: number) =>
  fc
    .uniqueArray(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 3 })
    .map((values) => values.join(","));
const crons = fc.oneof(
  fc.tuple(list(59), list(23)).map(([minute, hour]) => `${minute} ${hour} * * *`),
  fc.tuple(list(59), list(4)).map(([minute, hour]) => `${minute} ${hour} * * *`),
  fc.constantFrom("*/15 * * * *", "0 * * * *", "30 1-3 * * *", "0 0 * * *", "0 12 * * 1-5"),
);
const cases = fc.record({
  place: fc.constantFrom(...zones),
  cron: crons,
  shiftSeconds: fc.integer({ min: -2 * 86_400, max: 2 * 86_400 }),
});

describe("fireTimes", () => {
  it("answers in order, and leaves nothing out between two neighbours", () => {
    fc.assert(
      fc.property(cases, ({ place, cron, shiftSeconds }) => {
        const times = fireTimes(cron, place.zone);
        const now = at(place.around) + shiftSeconds * 1000;
        const before = times.previous(now) ?? NaN;
        const after = times.next(now) ?? NaN;
        expect(before).toBeLessThanOrEqual(now);
        expect(after).toBeGreaterThan(now);
        expect(times.next(before)).toBe(after);
        expect(times.previous(after)).toBe(after);
        expect(times.previous(after - 1000)).toBe(before);
      }),
      { numRuns: 400 },
    );
  });

  it("fires once for every wall time that the expression names, skipped and repeated hours included", () => {
    fc.assert(
      fc.property(cases, ({ place, cron, shiftSeconds }) => {
        const start = at(place.around) + shiftSeconds * 1000;
        const end = start + 86_400_000;
        expect(firesIn(cron, place.zone, start, end)).toEqual(
          wallFiresIn(cron, place.zone, start, end),
        );
      }),
      { numRuns: 15 },
    );
  });

  describe("beside node-cron, where no clock changes", () => {
    afterEach(() => {
      vi.useRealTimers();
      for (const task of getTasks().values()) void task.destroy();
    });
    const expressions = [
      "*/7 2-5 * * *",
      "0 22-2 * * *",
      "15 10 L * *",
      "0 3 15W * *",
      "0 4 * * 1#2",
      "0 0 1 jan,jul *",
      "30 6 * * mon-fri",
      "0 9 * * 5L",
      "10 5 * * * *",
      "0 0 29 2 *",
    ];
    it.each(expressions)("%s", (cron) => {
      vi.useFakeTimers({ now: at("2026-05-05T10:20:30Z") });
      const theirs = schedule(cron, () => undefined, { timezone: "UTC" }).getNextRuns(8);
      const times = fireTimes(cron, "UTC");
      let now = Date.now();
      for (const expected of theirs) {
        expect(iso(times.next(now))).toBe(expected.toISOString());
        expect(iso(times.previous(expected.getTime() + 59_000))).toBe(expected.toISOString());
        now = expected.getTime();
      }
    });
  });

  it("runs a nightly schedule on the night that skips its hour, when the clocks change", () => {
    const [cron, zone] = ["30 2 * * *", "Europe/Brussels"];
    expect(next(cron, zone, "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
    expect(next(cron, zone, "2026-03-29T01:00:00Z")).toBe("2026-03-30T00:30:00.000Z");
    expect(previous(cron, zone, "2026-03-29T12:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
  });

  it("runs a nightly schedule once on the night that repeats its hour", () => {
    const [cron, zone] = ["30 2 * * *", "Europe/Brussels"];
    expect(next(cron, zone, "2026-10-24T12:00:00Z")).toBe("2026-10-25T00:30:00.000Z");
    expect(next(cron, zone, "2026-10-25T00:30:00Z")).toBe("2026-10-26T01:30:00.000Z");
    expect(previous(cron, zone, "2026-10-25T01:45:00Z")).toBe("2026-10-25T00:30:00.000Z");
  });

  it("keeps a schedule on the wall's time through the year", () => {
    expect(next("0 6 * * *", "Europe/Brussels", "2026-01-10T12:00:00Z")).toBe(
      "2026-01-11T05:00:00.000Z",
    );
    expect(next("0 6 * * *", "Europe/Brussels", "2026-07-10T12:00:00Z")).toBe(
      "2026-07-11T04:00:00.000Z",
    );
  });

  it("finds a leap day years away in both directions", () => {
    expect(next("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z")).toBe("2028-02-29T00:00:00.000Z");
    expect(previous("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z")).toBe("2024-02-29T00:00:00.000Z");
  });

  it("has no time for a day that the month does not have", () => {
    expect(next("0 0 L-30 2 *", "UTC", "2026-01-01T00:00:00Z")).toBeUndefined();
    expect(previous("0 0 L-30 2 *", "UTC", "2026-01-01T00:00:00Z")).toBeUndefined();
  });

  it("takes a field of seconds too", () => {
    expect(next("*/20 * * * * *", "UTC", "2026-01-01T00:00:05Z")).toBe("2026-01-01T00:00:20.000Z");
    expect(previous("*/20 * * * * *", "UTC", "2026-01-01T00:00:19Z")).toBe(
      "2026-01-01T00:00:00.000Z",
    );
  });

  it("leaves no task behind in node-cron", () => {
    fireTimes("0 * * * *", "UTC");
    expect(getTasks().size).toBe(0);
  });

  it.each([
    ["0 */6 * * *", 6 * 3600],
    ["0 2 * * *", 24 * 3600],
    ["0 8,20 * * *", 12 * 3600],
    ["0 23,1 * * *", 2 * 3600],
    ["0,5 * * * *", 5 * 60],
    ["0 2 1 * *", 24 * 3600],
    ["* * * * * *", 1],
  ])("knows the shortest gap of %s", (cron, seconds) => {
    expect(fireTimes(cron, "UTC").shortestGapMs).toBe(seconds * 1000);
  });
});

/** Fire times in (start, end], asked one after the other. */
function firesIn(cron: string, zone: string, start: number, end: number): readonly string[] {
  const times = fireTimes(cron, zone);
  const found: string[] = [];
  for (let now = times.next(start); now !== undefined && now <= end; now = times.next(now)) {
    found.push(new Date(now).toISOString());
  }
  return found;
}

/** The same by brute force: every minute that the wall could name, in one long list. */
function wallFiresIn(cron: string, zone: string, start: number, end: number): readonly string[] {
  const { instantOf } = wallClock(zone);
  const task = schedule(cron, () => undefined, { timezone: "UTC" });
  void task.destroy();
  const found = new Set<number>();
  const first = Math.floor((start - 1.2 * 86_400_000) / 60_000) * 60_000;
  for (let wall = first; wall <= end + 1.2 * 86_400_000; wall += 60_000) {
    if (!task.match(new Date(wall))) continue;
    const instant = instantOf(wall);
    if (instant > start && instant <= end) found.add(instant);
  }
  return [...found].toSorted((a, b) => a - b).map((instant) => new Date(instant).toISOString());
}
