import { createHash } from "node:crypto";

// Long enough to spread hundreds of audits of a minute each over a few at a time; short enough that a
// nightly audit is done before people start to work.
const longestSpreadMs = 3_600_000;

/**
 * How long after its fire time an environment's work starts: the same for the same name, on every machine
 * and after every restart, so that a fleet with one schedule never starts all at once and each environment
 * keeps its interval. It stays below the shortest gap of the schedule, so work never starts after the next
 * fire time. Milliseconds, whole seconds.
 */
export function spreadMs(environment: string, shortestGapMs: number): number {
  const seconds = Math.floor(Math.min(shortestGapMs, longestSpreadMs) / 1000);
  if (seconds <= 1) return 0;
  // 48 bits of a good hash: a number that JavaScript holds exactly, and no bias over an hour's seconds.
  const hash = createHash("sha256").update(environment).digest().readUIntBE(0, 6);
  return (hash % seconds) * 1000;
}
