import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import type { ScanRead, ScanResult } from "./read.ts";
import { tally, tallySchema } from "./tally.ts";

/** What waits in a queue, and what failed in it: the one leaves by itself, the other by one press of a button. */
export const queueSchema = z.strictObject({ waiting: tallySchema, failed: tallySchema });
export type Queue = z.infer<typeof queueSchema>;

/** The states of a queue's rows, which are read together: one walk through a model, whoever asks. */
export type QueueStates = {
  readonly model: string;
  readonly waiting: readonly string[];
  readonly failed: readonly string[];
};

// Both kinds share the walk, so it goes on further than for one of them; each row is an id and a word.
const enoughRows = 20_000;

export const queueRead = ({ model, waiting, failed }: QueueStates): ScanRead => ({
  kind: "scan",
  model,
  fields: { state: { name: "state", kind: "text" } },
  where: { field: "state", op: "in", value: [...waiting, ...failed] },
  keep: () => true,
  enough: enoughRows,
});

/** Throws `response_too_large` where the walk ended before it met one of the two kinds: that is no "none". */
export function queueOf(states: QueueStates, result: ScanResult): Queue {
  const of = (wanted: readonly string[]): ScanResult => ({
    ...result,
    kept: result.kept.filter((row) => wanted.includes(String(row["state"]))),
  });
  const queue = { waiting: tally(of(states.waiting)), failed: tally(of(states.failed)) };
  if (!result.complete && (queue.waiting.count === 0 || queue.failed.count === 0)) {
    throw new TargetError("response_too_large", `more than ${enoughRows} rows of ${states.model}`);
  }
  return queue;
}
