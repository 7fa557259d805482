const dayMs = 86_400_000;

/** Whole days from one ISO time or UTC day to another; negative when it lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / dayMs);
}

/** Whether the UTC day is over: an environment that expires on a day is good until its end. */
export function isOver(day: string, now: string): boolean {
  return Date.parse(now) >= Date.parse(day) + dayMs;
}

/** Whether `text` is a day that exists, as `YYYY-MM-DD`: `2026-02-30` is none. */
export function isUtcDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  // Some parsers roll the 30th of February over to March: only what comes back unchanged is a day.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The UTC day `days` after `now`, as `YYYY-MM-DD`. */
export function utcDayAfter(now: Date, days: number): string {
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}
