import { z } from "zod";
import { conditionOf, nameFieldOf, type Asset } from "../../model/assets.ts";
import { printable, shorten } from "../../model/text.ts";
import { formatRange, inRange } from "../../model/versions.ts";
import { collector, type Collector } from "../../facts/collector.ts";
import { fromRecords } from "../../facts/source.ts";
import type { Row } from "../../facts/read.ts";

// Enough to see what is wrong and where to begin; ten thousand names are not read by anybody, and every
// audit of every environment keeps them.
const mostKept = 20;
const longestName = 80;

const schema = z.strictObject({
  /** Every row that was found. */
  count: z.int(),
  /** The first of them by id; ids and names, and nothing else. */
  first: z.array(z.strictObject({ id: z.int(), name: z.string().nullable() })),
});

/** The rows of one asset: how many there are, and the names of the first. */
export type Found = z.output<typeof schema>;

function shape(rows: readonly Row[]): Found {
  const first = rows
    .toSorted((a, b) => a.id - b.id)
    .slice(0, mostKept)
    .map(({ id, name }) => ({
      id,
      name: typeof name === "string" && name !== "" ? shorten(printable(name), longestName) : null,
    }));
  return { count: rows.length, first };
}

/** How the rows of one asset are read; absent in versions that it is not about. */
export function assetCollector(id: string, asset: Asset): Collector<Found> {
  const { model, module, table, versions = {} } = asset;
  const name = nameFieldOf(asset);
  const kind = asset.live === undefined ? "kept safe by" : "live";
  return collector({
    id: `asset.${id}`,
    title: `Records of ${model}: ${kind} (${id})`,
    schema,
    // Every database has base: its rows need not wait for the list of modules.
    ...(module !== "base" && { module: () => module }),
    sources: fromRecords(
      ({ version }) =>
        inRange(version, versions)
          ? {
              kind: "records",
              model,
              table,
              fields: name === undefined ? {} : { name: { name, kind: "text" } },
              where: conditionOf(asset),
            }
          : { absent: `${id} is about Odoo ${formatRange(versions)}` },
      shape,
    ),
  });
}
