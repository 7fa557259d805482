import { isOver } from "../model/days.ts";
import type { Exception } from "../model/exception.ts";

/** Whether an exception is in force. Only an `active` one authorises anything. */
export type Standing = "pending" | "active" | "expired" | "revoked";

/** How an exception stands at `now` (ISO 8601, UTC): in force from the begin of its first day to the end of its last. */
export function standingOf(exception: Exception, now: string): Standing {
  const time = Date.parse(now);
  if (exception.revoked !== undefined && time >= Date.parse(exception.revoked.on)) return "revoked";
  if (time < Date.parse(exception.approvedOn)) return "pending";
  return isOver(exception.expires, now) ? "expired" : "active";
}

/** The moment at which its last day is over, ISO 8601, UTC. */
export function endOf({ expires }: Exception): string {
  return new Date(Date.parse(expires) + 86_400_000).toISOString();
}

/** Whether it has ended and nobody has recorded the review that it asks for. */
export function isReviewOpen(exception: Exception, now: string): boolean {
  const standing = standingOf(exception, now);
  return (standing === "expired" || standing === "revoked") && exception.reviewed === undefined;
}
