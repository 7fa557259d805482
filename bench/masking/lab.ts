import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { compareModel } from "../../src/audit/masking/compare.ts";
import { rpcCells } from "../../src/audit/masking/cells-rpc.ts";
import { everything } from "../../src/facts/read.ts";
import type { Environment } from "../../src/model/environment.ts";
import { environment, lab, sql } from "../../tests/lab/lab.ts";
import { median, recordExchanges, replay, timed } from "../exchanges.ts";
import { digester, model, signal, take, withWires } from "./taking.ts";

/** Rows that are put into production's chatter for as long as it is measured, and a quarter of them first. */
const tableRows = 200_000;
const rounds = 5;
const mostRatio = 1.25;
const leastPerMinute = 1_000_000;
const mostMegabytes = 200;

const mark = "envaudit benchmark";

function fill(rows: number): void {
  sql(
    "production",
    `insert into mail_message (subject, body, email_from, reply_to, record_name, model, message_type, date, create_date)
     select '${mark}', '<p>Dear ' || i || ', call +32 470 ' || i || '</p>', 'a' || i || '@shop.com', 'b' || i || '@shop.com',
       'Record ' || i, 'res.partner', 'comment', now(), now() from generate_series(1, ${rows}) i; analyze mail_message`,
  );
}
const empty = (): void =>
  void sql("production", `delete from mail_message where subject = '${mark}'`);

/** Takes a sample over the API and compares the same rows with it: what both ends of the comparison cost. */
async function takeAndCompare(of: Environment): Promise<number> {
  return withWires(of, async ({ rpc }) => {
    if (rpc === undefined) throw new Error("the lab's environment has an API");
    const reader = rpcCells(rpc, signal);
    const { fingerprint, kept } = await take(reader, "sample");
    const [taken] = fingerprint.models;
    if (taken === undefined) throw new Error(JSON.stringify(fingerprint.gaps));
    const chunks = (async function* () {
      for (let number = 0; number < taken.chunks; number++) {
        const chunk = await kept.chunk(fingerprint.id, model, number);
        if (chunk !== undefined) yield chunk;
      }
    })();
    const cells = { model, table: "mail_message", where: everything };
    const compared = await compareModel(cells, taken, { reader, digester: digester.cells, chunks });
    return compared.found;
  });
}

async function overTheApi(): Promise<readonly string[]> {
  const of = environment("production", { ssh: undefined, sql: undefined });
  const { odoo } = of;
  if (odoo === undefined) throw new Error("the lab's environment has an API");
  let found = 0;
  const exchanges = await recordExchanges(lab.odoo.url, async (url) => {
    found = await takeAndCompare({ ...of, odoo: { ...odoo, url } });
  });
  const whole: number[] = [];
  const bare: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const ms = await timed(() => takeAndCompare(of));
    // One call after the other, as the program makes them.
    const alone = await timed(() => replay(lab.odoo.url, exchanges, 1));
    if (round < 0) continue;
    whole.push(ms);
    bare.push(alone);
  }
  const ratio = median(whole.map((ms, i) => ms / (bare[i] ?? Number.NaN)));
  const perMinute = (ms: number): string => ((2 * found * 60_000) / ms).toFixed(0);
  console.log(
    `rows over the API      ${found} fingerprinted and compared, ${exchanges.length} calls`,
  );
  console.log(
    `rows a minute          ${perMinute(median(whole))}, bare ${perMinute(median(bare))}`,
  );
  console.log(
    `ratio                  ${ratio.toFixed(2)} (median of ${rounds}; at most ${mostRatio})`,
  );
  return ratio <= mostRatio ? [] : [`fingerprints cost ${ratio.toFixed(2)} times their bare reads`];
}

const measured = z.object({ values: z.number(), ms: z.number(), megabytes: z.number() });

/** In a process of its own, since what it has needed at most is asked. */
function wholeTable(rows: number): readonly string[] {
  const program = join(import.meta.dirname, "../whole-table.ts");
  const said = execFileSync(process.execPath, [program], { encoding: "utf8" });
  const { values, ms, megabytes } = measured.parse(JSON.parse(said));
  const perMinute = (values * 60_000) / ms;
  console.log(
    `${`whole table, ${rows} rows`.padEnd(23)}${values} values in ${(ms / 1000).toFixed(1)} s, ${perMinute.toFixed(0)} a minute (at least ${leastPerMinute}), ${megabytes.toFixed(0)} MB at most (under ${mostMegabytes})`,
  );
  return [
    ...(perMinute >= leastPerMinute ? [] : [`${perMinute.toFixed(0)} values a minute by SQL`]),
    ...(megabytes < mostMegabytes
      ? []
      : [`${megabytes.toFixed(0)} MB for a table of ${rows} rows`]),
  ];
}

/** What fingerprints cost on a real Odoo, on rows that are put there for it and taken away again. */
export async function onLab(): Promise<readonly string[]> {
  empty();
  try {
    fill(tableRows / 4);
    const small = wholeTable(tableRows / 4);
    fill((tableRows * 3) / 4);
    const large = wholeTable(tableRows);
    return [...small, ...large, ...(await overTheApi())];
  } finally {
    empty();
  }
}
