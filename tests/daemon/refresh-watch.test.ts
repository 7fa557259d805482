import { DatabaseSync } from "node:sqlite";
import { onTestFinished, expect, test } from "vitest";
import { openApp, type App } from "../../src/app.ts";
import type { Config } from "../../src/config/load.ts";
import { systemClock } from "../../src/model/clock.ts";
import { RecordError } from "../../src/model/errors.ts";
import { createRefreshWatch } from "../../src/refresh-watch.ts";
import { cloneOf } from "../../src/simulator/breaks.ts";
import { odooAt, simulated } from "../cli/environments.ts";
import { auditsIn, temporaryFolder, until } from "../cli/support.ts";
import { silentHost } from "../support/http-hosts.ts";
import { configIn, daemonOn, gateTo, registry } from "./support.ts";

const never = new AbortController().signal;

async function appOn(config: Config): Promise<App> {
  const app = await openApp({ config, registry, clock: systemClock, onKeyMade: () => undefined });
  onTestFinished(() => app.close());
  return app;
}

/** Audits the environment as it is, so that it is known. */
async function audited(app: App, config: Config): Promise<void> {
  for (const environment of config.environments) {
    await app.conduct(config, environment, { trigger: "manual" }, never);
  }
}

/** A watch, and whom it told of; `fails` decides what becomes of the audit that follows. */
function watching(app: App, fails: () => boolean = () => false) {
  const told: string[] = [];
  const watch = createRefreshWatch(app, async ({ name }) => {
    told.push(name);
    if (fails()) throw new RecordError("the disk is full");
  });
  onTestFinished(() => watch.close());
  return { watch, told };
}

test("tells once of each database that an environment became", async () => {
  const safe = await simulated("safe");
  const config = configIn(temporaryFolder(), { safe: { odoo: safe.odoo } });
  const app = await appOn(config);
  const { watch, told } = watching(app);
  const look = (): Promise<void> => watch.look(config.environments, never);

  await look();
  expect(told).toEqual([]); // it was never audited, and will be
  expect(safe.calls).toEqual([]);

  await audited(app, config);
  await look();
  expect(told).toEqual([]);

  safe.change(cloneOf("first"));
  await look();
  await look();
  expect(told).toEqual(["safe"]);

  safe.change(cloneOf("second")); // again, before anybody audited it
  await look();
  await look();
  expect(told).toEqual(["safe", "safe"]);
});

test("tells again of a restore whose audit was not recorded, until one is", async () => {
  const safe = await simulated("safe");
  const config = configIn(temporaryFolder(), { safe: { odoo: safe.odoo } });
  const app = await appOn(config);
  await audited(app, config);
  let isFull = true;
  const { watch, told } = watching(app, () => isFull);
  const look = (): Promise<void> => watch.look(config.environments, never);
  safe.change(cloneOf("another"));
  await look();
  await look();
  expect(told).toEqual(["safe", "safe"]);
  isFull = false;
  await look();
  await look();
  expect(told).toEqual(["safe", "safe", "safe"]);
});

test("does not tell again while the audit is under way", async () => {
  const safe = await simulated("safe");
  const config = configIn(temporaryFolder(), { safe: { odoo: safe.odoo } });
  const app = await appOn(config);
  await audited(app, config);
  const told: string[] = [];
  const watch = createRefreshWatch(app, ({ name }) => {
    told.push(name);
    return new Promise(() => undefined);
  });
  onTestFinished(() => watch.close());
  safe.change(cloneOf("another"));
  await watch.look(config.environments, never);
  await watch.look(config.environments, never);
  expect(told).toEqual(["safe"]);
});

test("the daemon audits a restored environment until the store takes the audit", async () => {
  const safe = await simulated("safe");
  const { store, ...rest } = configIn(temporaryFolder(), { safe: { odoo: safe.odoo } });
  const daemon = await daemonOn({ store, ...rest, refreshPollSeconds: 0.2 });
  await until("the first audit", () => auditsIn(store.path).length === 1);
  const beside = new DatabaseSync(store.path, { timeout: 5_000 });
  onTestFinished(() => beside.close());
  beside.exec("create trigger full before insert on audits begin select raise(abort, 'full'); end");
  safe.change(cloneOf("another"));
  const failed = (): number =>
    daemon.lines.filter((l) => l.message === "the audit after a restore failed").length;
  await until("a second failure", () => failed() >= 2);
  expect(auditsIn(store.path)).toHaveLength(1);
  beside.exec("drop trigger full");
  await until("the audit after the restore", () => auditsIn(store.path).length === 2);
  expect(auditsIn(store.path)[1]?.trigger).toBe("refresh");
});

test("logs in once for many looks", async () => {
  const safe = await simulated("safe");
  const config = configIn(temporaryFolder(), { safe: { odoo: safe.odoo } });
  const app = await appOn(config);
  await audited(app, config);
  const { watch } = watching(app);
  const before = safe.calls.length;
  for (let i = 0; i < 4; i++) await watch.look(config.environments, never);
  const logins = safe.calls.slice(before).filter(({ method }) => method === "authenticate");
  expect(logins).toHaveLength(1);
});

test("says nothing of an environment that does not answer, and sees it again when it does", async () => {
  const safe = await simulated("safe");
  const folder = temporaryFolder();
  const known = configIn(folder, { safe: { odoo: safe.odoo } });
  const app = await appOn(known);
  await audited(app, known);
  const gate = await gateTo(safe.odoo.url);
  await gate.close(); // refuses
  const config = configIn(folder, { safe: { odoo: { ...safe.odoo, url: gate.url } } });
  const { watch, told } = watching(app);
  safe.change(cloneOf("another"));
  await watch.look(config.environments, never);
  expect(told).toEqual([]);
  await watch.look(known.environments, never);
  expect(told).toEqual(["safe"]);
});

test("lets go of the connections of an environment that is configured no more", async () => {
  const safe = await simulated("safe");
  const gate = await gateTo(safe.odoo.url);
  gate.open();
  const config = configIn(temporaryFolder(), { safe: { odoo: { ...safe.odoo, url: gate.url } } });
  const app = await appOn(config);
  await audited(app, config);
  const { watch } = watching(app);
  await watch.look(config.environments, never);
  expect(gate.sockets.size).toBeGreaterThan(0);
  await watch.look([], never);
  await until("the connections to end", () => gate.sockets.size === 0);
});

test("ends a look when it is told to", async () => {
  await using silent = await silentHost();
  const safe = await simulated("safe");
  const folder = temporaryFolder();
  const known = configIn(folder, { safe: { odoo: safe.odoo } });
  const app = await appOn(known);
  await audited(app, known);
  const config = configIn(folder, { safe: { odoo: odooAt(silent.url) } });
  const { watch, told } = watching(app);
  const stop = new AbortController();
  const looking = watch.look(config.environments, stop.signal);
  await until("the look to be under way", () => silent.accepted() > 0);
  stop.abort();
  await looking.catch(() => undefined);
  expect(told).toEqual([]);
});
