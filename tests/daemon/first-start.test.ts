import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { cloneOf } from "../../src/simulator/breaks.ts";
import { odooAt, simulated } from "../cli/environments.ts";
import { auditsIn, temporaryFolder, until } from "../cli/support.ts";
import { silentHost } from "../support/http-hosts.ts";
import { configIn, daemonOn, gateTo } from "./support.ts";

/** How a check ended in each audit of the environment. */
function outcomes(path: string, environment: string, check: string): readonly string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database
      .prepare('select outcome from results where environment = ? and "check" = ?')
      .all(environment, check)
      .map((row) => String(row["outcome"]));
  } finally {
    database.close();
  }
}

test("on an empty store production is audited first, so that a clone is found out at once", async () => {
  const copy = await simulated("copy");
  const live = await simulated("live");
  copy.change(cloneOf("live"));
  live.change(cloneOf("live"));
  const gate = await gateTo(live.odoo.url);
  const { store, ...config } = configIn(temporaryFolder(), {
    copy,
    live: { ...live, odoo: { ...live.odoo, url: gate.url }, tier: "production" },
  });
  await daemonOn({ store, ...config });
  await until("production's turn", () => gate.accepted() > 0);
  expect(copy.calls).toEqual([]);
  gate.open();
  await until("both audits", () => auditsIn(store.path).length === 2);
  const [first, second] = auditsIn(store.path);
  expect([first?.environment, second?.environment]).toEqual(["live", "copy"]);
  expect(outcomes(store.path, "copy", "integrations.shared-identity")).toEqual(["fail"]);
});

test("a production that hangs holds the others up until its deadline", async () => {
  await using silent = await silentHost();
  const copy = await simulated("copy");
  const config = configIn(temporaryFolder(), {
    copy,
    live: { odoo: odooAt(silent.url), tier: "production", deadline: "1s" },
  });
  await daemonOn(config);
  await until("both audits", () => auditsIn(config.store.path).length === 2);
  expect(auditsIn(config.store.path).map(({ environment }) => environment)).toEqual([
    "live",
    "copy",
  ]);
});

test("stopping does not wait for a turn that never came, and the next start makes it good", async () => {
  await using silent = await silentHost();
  const copy = await simulated("copy");
  const folder = temporaryFolder();
  const hanging = { odoo: odooAt(silent.url), tier: "production", deadline: "1h" } as const;
  const first = await daemonOn(configIn(folder, { copy, live: hanging }));
  await until("production's turn", () => silent.accepted() > 0);
  expect(await first.stop({ graceMs: 0 })).toBe(true);
  expect(copy.calls).toEqual([]);

  const config = configIn(folder, { copy });
  await daemonOn(config);
  await until("the copy's audit", () => auditsIn(config.store.path).length === 1);
});
