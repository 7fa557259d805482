import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startDaemon } from "../../src/daemon.ts";
import { systemClock } from "../../src/model/clock.ts";
import { openStore } from "../../src/store/store.ts";
import { temporaryFolder, until } from "../cli/support.ts";
import { runHere } from "../cli/streams.ts";
import { memoryLog } from "../scheduler/support.ts";
import { configIn, registry } from "./support.ts";

const dark = { gaps: ["api", "ssh", "sql", "http"] as const };

test("a daemon records the configurations it ran with, and leaves a ledger that is signed and anchored", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "anchors"));
  const anchors = [{ kind: "directory", path: join(folder, "anchors") }] as const;
  const withAnchor = (names: Parameters<typeof configIn>[1]) => {
    const config = configIn(folder, names);
    return { ...config, evidence: { ...config.evidence, anchors } };
  };
  const [one, two] = [withAnchor({ dark }), withAnchor({ dark, darker: dark })];
  const { log, lines } = memoryLog();
  const daemon = await startDaemon({
    config: one,
    registry,
    reload: () => two,
    clock: systemClock,
    log,
    version: "0.1.0",
  });
  onTestFinished(async () => void (await daemon.stop({ graceMs: 0 })));
  const store = await openStore({ path: one.store.path, clock: systemClock });
  onTestFinished(() => store.close());
  await until("the first audit", async () => (await store.audits.latest("dark")) !== undefined);
  expect(daemon.reload()).toBe(true);
  await until("the audit of the new one", async () => await store.audits.latest("darker"));
  const metric = async (name: string): Promise<number> => {
    const page = await (await fetch(`${daemon.url}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, "m").exec(page)?.[1]);
  };
  expect(await metric("envaudit_ledger_entries")).toBe(await store.ledger.size());
  expect(await metric("envaudit_ledger_signed_entries")).toBe(0);
  expect(await metric("envaudit_ledger_anchored_entries")).toBe(0);

  await daemon.stop();
  const changes = (await store.ledger.entries(0, 100)).filter(
    ({ leaf }) => leaf.kind === "config_change",
  );
  expect(changes.map(({ body }) => JSON.parse(body ?? "") as unknown)).toEqual([
    { digest: one.digest, registryDigest: registry.digest, environments: ["dark"] },
    { digest: two.digest, registryDigest: registry.digest, environments: ["dark", "darker"] },
  ]);
  const size = await store.ledger.size();
  expect(await store.ledger.reach()).toEqual([{ anchor: `directory:${anchors[0].path}`, size }]);
  const verified = await runHere(["evidence", "verify"], folder);
  expect([verified.code, verified.stderr]).toEqual([0, ""]);
  expect(lines.filter(({ level }) => level === "error")).toEqual([]);
});
