import { describe, expect, it } from "vitest";
import { wallClock } from "../../src/scheduler/wall-clock.ts";

const instantOf = (zone: string, wall: string) =>
  new Date(wallClock(zone).instantOf(Date.parse(`${wall}Z`))).toISOString();

describe("wallClock", () => {
  it("reads the wall to the second, before 1970 and with half-hour zones too", () => {
    const read = (zone: string, at: string) =>
      new Date(wallClock(zone).wallOf(Date.parse(at))).toISOString();
    expect(read("Asia/Kathmandu", "2026-01-01T00:00:00.900Z")).toBe("2026-01-01T05:45:00.000Z");
    expect(read("Europe/Brussels", "1969-12-31T23:30:15.500Z")).toBe("1970-01-01T00:30:15.000Z");
    expect(read("UTC", "2026-12-31T00:00:00Z")).toBe("2026-12-31T00:00:00.000Z");
  });

  it("takes the first of two when the clocks go back, east and west of Greenwich", () => {
    expect(instantOf("Europe/Brussels", "2026-10-25T02:30:00")).toBe("2026-10-25T00:30:00.000Z");
    expect(instantOf("America/New_York", "2026-11-01T01:30:00")).toBe("2026-11-01T05:30:00.000Z");
    expect(instantOf("Australia/Lord_Howe", "2026-04-05T01:45:00")).toBe(
      "2026-04-04T14:45:00.000Z",
    );
  });

  it("takes the moment of the change for a time that is skipped", () => {
    expect(instantOf("Europe/Brussels", "2026-03-29T02:00:00")).toBe("2026-03-29T01:00:00.000Z");
    expect(instantOf("Europe/Brussels", "2026-03-29T02:59:59")).toBe("2026-03-29T01:00:00.000Z");
    expect(instantOf("America/New_York", "2026-03-08T02:30:00")).toBe("2026-03-08T07:00:00.000Z");
    expect(instantOf("Australia/Lord_Howe", "2026-10-04T02:15:00")).toBe(
      "2026-10-03T15:30:00.000Z",
    );
  });

  it("takes the start of the next day for a day that a country left out", () => {
    expect(instantOf("Pacific/Apia", "2011-12-30T12:00:00")).toBe("2011-12-30T10:00:00.000Z");
  });
});
