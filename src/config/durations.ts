const unitMs = { s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A day: no audit and no poll is meant to take longer, and timers break above 24 days. */
export const longestMs = 24 * unitMs.h;

/** `90s`, `5m` or `2h` in milliseconds; undefined for anything else, for nothing and for over a day. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})([smh])$/.exec(text);
  const unit = match?.[2];
  if (match === null || !isUnit(unit)) return undefined;
  const ms = Number(match[1]) * unitMs[unit];
  return ms > 0 && ms <= longestMs ? ms : undefined;
}

function isUnit(text: string | undefined): text is keyof typeof unitMs {
  return text !== undefined && Object.hasOwn(unitMs, text);
}
