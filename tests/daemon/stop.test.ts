import { expect, test } from "vitest";
import { ConfigError, RecordError } from "../../src/model/errors.ts";
import { requestAudits } from "../../src/server/control-client.ts";
import { odooAt, simulated } from "../cli/environments.ts";
import { auditsIn, temporaryFolder, until } from "../cli/support.ts";
import { silentHost, tcpHost } from "../support/http-hosts.ts";
import { configIn, daemonOn, gateTo } from "./support.ts";

test("stopping waits for the audit in flight, and records it", async () => {
  const safe = await simulated("safe");
  const gate = await gateTo(safe.odoo.url);
  const config = configIn(temporaryFolder(), {
    safe: { ...safe, odoo: { ...safe.odoo, url: gate.url } },
  });
  const daemon = await daemonOn(config);
  await until("the audit to be under way", () => gate.accepted() > 0);
  const stopped = daemon.stop();
  await until("the log to say so", () => daemon.lines.some((l) => l.message === "stopping"));
  expect(auditsIn(config.store.path)).toEqual([]);
  gate.open();
  expect(await stopped).toBe(true);
  expect(auditsIn(config.store.path)).toMatchObject([{ environment: "safe", complete: 1 }]);
  await expect(fetch(daemon.url)).rejects.toThrow("fetch failed");
});

test("stopping does not wait for a silent host longer than the grace", async () => {
  await using silent = await silentHost();
  const config = configIn(temporaryFolder(), {
    silent: { odoo: odooAt(silent.url), gaps: ["ssh"], deadline: "1h" },
  });
  const daemon = await daemonOn(config);
  await until("the audit to be under way", () => silent.accepted() > 0);
  expect(await daemon.stop({ graceMs: 50 })).toBe(true);
  expect(auditsIn(config.store.path)).toEqual([]); // half an audit is none
  expect(daemon.lines.filter(({ level }) => level === "error")).toEqual([]);
});

test("what was aborted is done at the next start, and what was done is not", async () => {
  const safe = await simulated("safe");
  const gate = await gateTo(safe.odoo.url);
  const folder = temporaryFolder();
  const held = { ...safe, odoo: { ...safe.odoo, url: gate.url } };
  const aborted = await daemonOn(configIn(folder, { safe: held }));
  await until("the audit to be under way", () => gate.accepted() > 0);
  await aborted.stop({ graceMs: 0 });

  const config = configIn(folder, { safe });
  const { path } = config.store;
  const second = await daemonOn(config);
  await until("the audit that was owed", () => auditsIn(path).length === 1);
  await second.stop();

  const third = await daemonOn(config);
  await third.stop();
  expect(auditsIn(path)).toHaveLength(1);
});

test("a second call ends at once what the first one waits for", async () => {
  await using silent = await silentHost();
  const config = configIn(temporaryFolder(), {
    silent: { odoo: odooAt(silent.url), gaps: ["ssh"], deadline: "1h" },
  });
  const daemon = await daemonOn(config);
  await until("the audit to be under way", () => silent.accepted() > 0);
  const both = [daemon.stop(), daemon.stop()];
  expect(await Promise.all(both)).toEqual([true, true]);
});

test("a command whose audit is cut short is told that it was not recorded", async () => {
  await using silent = await silentHost();
  const config = configIn(temporaryFolder(), {
    silent: { odoo: odooAt(silent.url), gaps: ["ssh"], deadline: "1h" },
  });
  const daemon = await daemonOn(config);
  const events: string[] = [];
  const signal = new AbortController().signal;
  const asked = requestAudits(
    `${config.store.path}.sock`,
    {},
    (event) => events.push("error" in event ? event.error : event.type),
    signal,
  );
  await until("the audit to be planned", () => events.includes("planned"));
  await daemon.stop({ graceMs: 0 });
  await asked;
  expect(events).toEqual(["planned", "the daemon is stopping"]);
});

test("audits of one environment do not overlap", async () => {
  const safe = await simulated("safe");
  const config = configIn(temporaryFolder(), { safe });
  await daemonOn(config);
  const { path } = config.store;
  const signal = new AbortController().signal;
  const ask = (): Promise<void> => requestAudits(`${path}.sock`, {}, () => undefined, signal);
  await Promise.all([ask(), ask(), ask()]);
  await until("the one that was due", () => auditsIn(path).length === 4);
  const spans = auditsIn(path).toSorted((a, b) => a.started_at.localeCompare(b.started_at));
  for (const [i, { started_at }] of spans.entries()) {
    const before = spans[i - 1]?.finished_at ?? "";
    expect(before <= started_at, `${before} ${started_at}`).toBe(true);
  }
});

test("a start that fails lets go of all that it took", async () => {
  await using taken = await tcpHost(() => undefined);
  const config = configIn(temporaryFolder(), { dark: {} });
  const port = Number(new URL(taken.url).port);
  const refused = daemonOn({ ...config, server: { listen: { host: "127.0.0.1", port } } });
  await expect(refused).rejects.toThrow(ConfigError);
  const daemon = await daemonOn(config);
  await expect(daemonOn(config)).rejects.toThrow(RecordError);
  await daemon.stop();
});
