import { z } from "zod";
import type { ScanResult } from "./read.ts";

/** After so many rows the exact number changes nothing that anybody does. */
export const enoughRows = 1000;

/** How many rows a scan kept, whether there may be more, and the ids of a few: never the rows themselves. */
export const tallySchema = z.strictObject({
  count: z.int(),
  orMore: z.boolean(),
  scanned: z.int(),
  sample: z.array(z.int()).max(5),
});
export type Tally = z.infer<typeof tallySchema>;

export function tally({ kept, complete, scanned }: ScanResult): Tally {
  return {
    count: kept.length,
    orMore: !complete,
    scanned,
    sample: kept.slice(0, 5).map((row) => row.id),
  };
}
