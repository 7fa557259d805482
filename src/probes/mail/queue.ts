import type { Tally } from "../../facts/tally.ts";
import { failOrPass, type Finding, type Verdict } from "../../model/outcome.ts";
import { countOf, idsOf } from "../tally.ts";

/** How a queue is spoken of: one and many with their verb, and what empties it. */
export type Queue = {
  /** `mail.mail,outgoing`: a queue is one finding, however long it is. */
  readonly subject: string;
  readonly one: string;
  readonly many: string;
  readonly remedy: string;
};

/** Fails on anything in a queue, with how much and a few ids: a rising count is "worse". */
export function judgeQueue(rows: Tally, queue: Queue): Verdict {
  return failOrPass(queueFindings(rows, queue), "there is none");
}

export function queueFindings(rows: Tally, queue: Queue): readonly Finding[] {
  const { subject, one, many, remedy } = queue;
  if (rows.count === 0) return [];
  const title = `${countOf(rows, one, many)} (${idsOf(rows)})`;
  return [{ subject, title, remedy, count: rows.count }];
}
