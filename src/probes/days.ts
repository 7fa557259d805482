const dayMs = 86_400_000;

/** Whole days from one ISO time or UTC day to another; negative when it lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / dayMs);
}

/** Whether the UTC day is over: an environment that expires on a day is good until its end. */
export function isOver(day: string, now: string): boolean {
  return Date.parse(now) >= Date.parse(day) + dayMs;
}
