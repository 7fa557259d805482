const dayMs = 86_400_000;

/**
 * The clock on the wall in one time zone. A wall time is written as the milliseconds of the UTC time that
 * reads the same: `Date.UTC(2026, 2, 29, 2, 30)` is half past two on that day, wherever.
 */
export type WallClock = {
  /** What the clock shows at `instant` (milliseconds since 1970), down to the second. */
  readonly wallOf: (instant: number) => number;
  /**
   * When the clock shows `wall`. Where it shows it twice (clocks go back) the first time, as RFC 5545 has
   * it; where it never does (clocks go forward) the moment of the change. So later wall times never come
   * before earlier ones, and nothing is left out or runs twice.
   */
  readonly instantOf: (wall: number) => number;
};

export function wallClock(timezone: string): WallClock {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });

  function wallOf(instant: number): number {
    const at = new Map<string, number>();
    for (const { type, value } of format.formatToParts(instant)) at.set(type, Number(value));
    const part = (name: Intl.DateTimeFormatPartTypes) => at.get(name) ?? 0;
    const date = [part("year"), part("month") - 1, part("day")] as const;
    return Date.UTC(...date, part("hour"), part("minute"), part("second"));
  }

  const offsetAt = (instant: number) => wallOf(instant) - Math.floor(instant / 1000) * 1000;

  function instantOf(wall: number): number {
    // No zone is further than a day from UTC, and none changes twice within two days.
    const instants = [wall - offsetAt(wall - dayMs), wall - offsetAt(wall + dayMs)];
    const shown = instants.filter((instant) => wallOf(instant) === wall);
    if (shown.length > 0) return Math.min(...shown);
    return changeBetween(Math.min(...instants), Math.max(...instants));
  }

  /** The first second in (before, after] with another offset than at `before`. */
  function changeBetween(before: number, after: number): number {
    const offset = offsetAt(before);
    let low = before;
    let high = after;
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (offsetAt(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }

  return { wallOf, instantOf };
}
