import { randomBytes, randomUUID } from "node:crypto";
import { createDigester } from "../../src/audit/digester.ts";
import { compareModel } from "../../src/audit/masking/compare.ts";
import { inMemoryFingerprints } from "../../src/audit/masking/in-memory.ts";
import { rpcCells } from "../../src/audit/masking/cells-rpc.ts";
import { sqlCells } from "../../src/audit/masking/cells-sql.ts";
import type { CellReader } from "../../src/audit/masking/cells.ts";
import { takeFingerprint } from "../../src/audit/masking/take.ts";
import { everything } from "../../src/facts/read.ts";
import { systemClock } from "../../src/model/clock.ts";
import type { Environment } from "../../src/model/environment.ts";
import type { Fingerprint, FingerprintMode } from "../../src/model/fingerprint.ts";
import { Secret } from "../../src/model/secret.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { openWires } from "../../src/transports/open.ts";
import { closeWires, type Wires } from "../../src/transports/wires.ts";
import { environment, lab, sql } from "../../tests/lab/lab.ts";
import { median, recordExchanges, replay, timed } from "../exchanges.ts";

/** Rows that are put into production's chatter for as long as it is measured, and a quarter of them first. */
const tableRows = 200_000;
const sampleRows = 3600;
const rounds = 5;
const mostRatio = 1.25;
const leastPerMinute = 1_000_000;
const mostMegabytes = 200;

const model = "mail.message";
const mark = "envaudit benchmark";
const { personalData } = loadRegistry(registryDirectory());
const chatter = personalData.models[model];
if (chatter === undefined) throw new Error(`the catalogue has no ${model}`);
const digester = createDigester(new Secret(randomUUID()));
const { signal } = new AbortController();

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

async function withWires<T>(of: Environment, work: (wires: Wires) => Promise<T>): Promise<T> {
  const wires = openWires(of, { identities: () => Promise.resolve([]) }, randomBytes);
  try {
    return await work(wires);
  } finally {
    closeWires(wires);
  }
}

type Taken = {
  readonly fingerprint: Fingerprint;
  readonly kept: ReturnType<typeof inMemoryFingerprints>;
};

async function take(reader: CellReader, mode: FingerprintMode): Promise<Taken> {
  const kept = inMemoryFingerprints();
  // Chunks go to the store, which is no part of what is measured; of whole tables they are not kept at all.
  const sink = mode === "sample" ? kept : { ...kept, save: () => Promise.resolve() };
  const fingerprint = await takeFingerprint(
    {
      environment: "production",
      version: { major: 14, serie: "14.0" },
      uuidDigest: null,
      modules: ["mail"],
      mode,
      sample: sampleRows,
      seed: "benchmark",
      personalData: { ...personalData, models: { [model]: { ...chatter!, where: undefined } } },
    },
    {
      reader,
      digester: digester.cells,
      sink,
      clock: systemClock,
      newId: randomUUID,
      signal,
      onProgress: () => undefined,
    },
  );
  return { fingerprint, kept };
}

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

/** The memory of this process at its most while the work goes on, in MB. */
async function mostMemory(work: () => Promise<unknown>): Promise<number> {
  let most = process.memoryUsage.rss();
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return most / 2 ** 20;
}

async function wholeTable(rows: number): Promise<readonly string[]> {
  return withWires(environment("production"), async ({ sql: wire }) => {
    if (wire === undefined) throw new Error("the lab's environment has SQL");
    let values = 0;
    let ms = 0;
    const memory = await mostMemory(async () => {
      ms = await timed(async () => {
        const { fingerprint } = await take(sqlCells(wire, signal), "whole-table");
        const [taken] = fingerprint.models;
        if (taken === undefined) throw new Error(JSON.stringify(fingerprint.gaps));
        values = taken.columns.reduce((all, column) => all + column.values, 0);
      });
    });
    const perMinute = (values * 60_000) / ms;
    console.log(
      `whole table, ${rows} rows ${" ".repeat(Math.max(0, 3 - Math.floor(Math.log10(rows)) + 4))}${values} values in ${(ms / 1000).toFixed(1)} s, ${perMinute.toFixed(0)} a minute, ${memory.toFixed(0)} MB at most`,
    );
    return [
      ...(perMinute >= leastPerMinute ? [] : [`${perMinute.toFixed(0)} values a minute by SQL`]),
      ...(memory < mostMegabytes ? [] : [`${memory.toFixed(0)} MB for a table of ${rows} rows`]),
    ];
  });
}

/** What fingerprints cost on a real Odoo, on rows that are put there for it and taken away again. */
export async function onLab(): Promise<readonly string[]> {
  empty();
  try {
    fill(tableRows / 4);
    const small = await wholeTable(tableRows / 4);
    fill((tableRows * 3) / 4);
    const large = await wholeTable(tableRows);
    return [...small, ...large, ...(await overTheApi())];
  } finally {
    empty();
  }
}
