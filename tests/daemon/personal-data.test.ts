import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/model/clock.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import {
  startSimulatedEnvironment,
  type SimulatedEnvironment,
} from "../../src/simulator/environment.ts";
import { mapRows } from "../../src/simulator/odoo/database.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { withPersonalData } from "../../src/simulator/personal-data.ts";
import { writeConfig } from "../cli/environments.ts";
import { auditsIn, cli, start, temporaryFolder, until } from "../cli/support.ts";

const { personalData } = loadRegistry(registryDirectory());
const iban = "BE71 0961 2345 6769";

/** What stands in the simulated rows, however it might be written down. */
const planted = [
  /[\w.]+@harbour-goods\.com/,
  /211[- ]?691[- ]?\d{4}/,
  /Simulated [a-z_.]+ [a-z_0-9]+ \d/,
  /Customer \d/,
  new RegExp(iban.replaceAll(" ", " ?")),
];

/** An environment with personal data in every area of the catalogue. */
async function withPeople(kind: "production" | "staging"): Promise<SimulatedEnvironment> {
  const spec = withPersonalData(
    seed(17, kind, { now: systemClock.now() }),
    personalData,
    "original",
  );
  const database = mapRows(spec.database, "res.partner.bank", (rows) =>
    rows.map((row) => ({ ...row, acc_number: iban })),
  );
  const environment = await startSimulatedEnvironment({ ...spec, database }, systemClock);
  onTestFinished(() => environment.close());
  return environment;
}

/** Every file below a folder, but for the secrets that the test has written there itself. */
function filesIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(password|key|pem)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n");
}

test("personal data of the environments is in no output, and in no file that is written", async () => {
  const folder = temporaryFolder();
  const [production, staging] = [await withPeople("production"), await withPeople("staging")];
  writeConfig(folder, {
    production: { odoo: production.odoo, ssh: production.ssh, tier: "production" },
    staging: { odoo: staging.odoo, ssh: staging.ssh, derivedFrom: "production" },
  });
  const started = { cwd: folder, env: { ENVAUDIT_TRACE: "1" } };
  const outputs: string[] = [];
  const run = async (code: number, ...args: readonly string[]): Promise<string> => {
    const ended = await cli(args, started);
    expect([args.join(" "), ended.code, ended.stderr]).toEqual([
      args.join(" "),
      code,
      expect.any(String),
    ]);
    outputs.push(ended.stdout, ended.stderr);
    return ended.stdout;
  };
  const taken = await run(0, "fingerprint", "production");
  expect(taken).toMatch(/^res\.partner\s+22 rows\s+\d+ columns, \d+ values$/m);
  await run(0, "fingerprint", "production", "--whole-table", "--json");
  const found = await run(1, "audit");
  // What was planted was met: every area that is compared fails.
  const areas = Object.entries(personalData.areas).filter(([, { compared_by: by }]) => !by);
  for (const [area] of areas) expect(found).toContain(`masking.matches-${area}`);
  await run(1, "audit", "staging", "--format", "json");
  await run(1, "audit", "staging", "--format", "junit");
  await run(0, "evidence", "export", "-o", join(folder, "exported.jsonl"));
  const serving = start(["serve"], started);
  const [, url = ""] = await serving.says(/(http:\/\/\S+)\/metrics/);
  await until("the daemon's audits", () => auditsIn(join(folder, "envaudit.db")).length >= 6);
  outputs.push(await (await fetch(`${url}/metrics`)).text());
  serving.process.kill("SIGTERM");
  const { stdout, stderr } = await serving.ended();
  const everything = [...outputs, stdout, stderr, filesIn(folder)].join("\n");
  for (const pattern of planted) expect(everything).not.toMatch(pattern);
}, 240_000);
