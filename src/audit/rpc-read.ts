import type {
  ComparisonRead,
  ReadContext,
  RecordsRead,
  SampleRead,
  ScanRead,
} from "../facts/read.ts";
import type { PlannedFact } from "./plan.ts";

export type RowsRead = RecordsRead | ScanRead | SampleRead | ComparisonRead;

/** The rows that a fact reads over the API; undefined for a fact that reads none, or not over it. */
export function rowsReadOverApi(
  { collector, via }: PlannedFact,
  context: ReadContext,
): RowsRead | undefined {
  if (via !== "rpc") return undefined;
  const read = collector.sources.rpc?.read(context);
  if (read === undefined || "absent" in read) return undefined;
  return "model" in read ? read : undefined;
}
