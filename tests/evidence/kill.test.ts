import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { directoryAnchor } from "../../src/evidence/directory-anchor.ts";
import { generatePrivateKey, parsePrivateKey } from "../../src/evidence/keys.ts";
import { noteKey, type NoteKey } from "../../src/evidence/note.ts";
import { storeSource } from "../../src/evidence/store-source.ts";
import { verifyLedger } from "../../src/evidence/verify.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { fixedClock, runChild, temporaryDirectory } from "../store/support.ts";

const appender = new URL("children/appender.ts", import.meta.url);
const rounds = 50;
/** At the same time, each on a store of its own. */
const lanes = 4;
const { signal } = new AbortController();

/** Everything that the child said it has done, up to its end some moments after it said so much. */
async function killed(
  args: readonly string[],
  lines: number,
  afterMs: number,
): Promise<readonly string[]> {
  const child = runChild(appender, ...args);
  let said = "";
  child.process.stdout?.setEncoding("utf8").on("data", (text: string) => (said += text));
  for (let i = 0; i < lines; i++) await child.line();
  await sleep(afterMs);
  child.process.kill("SIGKILL");
  expect((await child.end()).stderr).toBe("");
  return said.split("\n").slice(0, -1); // what comes after the last newline was not said
}

type Place = { readonly path: string; readonly keyFile: string; readonly anchors: string };

/** One killed process, and what it left; how many audits it has told of. */
async function round({ path, keyFile, anchors }: Place, key: NoteKey, at: number): Promise<number> {
  const args = [path, keyFile, anchors, `r${at}`];
  // An append takes some milliseconds: the moments fall before it, into it, into signing and anchoring.
  const lines = await killed(args, 1 + (at % 6), (at * 7.3) % 23);
  const store = await openStore({ path, clock: fixedClock });
  try {
    await expectAllOf(lines, store);
    const { source, unread } = await storeSource(store, [directoryAnchor(anchors)], signal);
    const result = await verifyLedger(source, [() => key]);
    expect([result.issues, result.broken, unread]).toEqual([[], [], []]);
    const anchored = lines.findLast((line) => line.startsWith("anchored "))?.split(" ")[1];
    const reach = Math.max(0, ...result.anchors.map(({ size }) => size));
    expect(reach).toBeGreaterThanOrEqual(Number(anchored ?? 0));
    // As many entries as audits, and the one of the key: each with the state that it explains, or neither.
    const audits = await store.audits.list({ limit: 100_000 });
    expect(result.size).toBe(audits.length + 1);
    return lines.filter((line) => line.startsWith("audit ")).length;
  } finally {
    await store.close();
  }
}

async function expectAllOf(lines: readonly string[], store: Store): Promise<void> {
  for (const line of lines) {
    const [what, which = ""] = line.split(" ");
    if (what === "audit") {
      expect(await store.ledger.find(which), line).toBeDefined();
      expect(await store.audits.get(which), line).toBeDefined();
    }
    if (what === "signed") {
      const size = Number(which);
      expect(await store.ledger.checkpoints(size - 1, size), line).toHaveLength(1);
    }
  }
}

test("a process that is killed at any moment loses nothing it has told of, and leaves a ledger that holds", async () => {
  const lane = async (first: number): Promise<number> => {
    const folder = temporaryDirectory();
    const keyFile = join(folder, "key.pem");
    const pem = generatePrivateKey();
    writeFileSync(keyFile, pem, { mode: 0o600 });
    const key = noteKey("example.com/log", parsePrivateKey(pem) ?? expect.fail());
    const place = { path: join(folder, "store.db"), keyFile, anchors: temporaryDirectory() };
    let told = 0;
    for (let at = first; at < rounds; at += lanes) told += await round(place, key, at);
    return told;
  };
  const told = await Promise.all(Array.from({ length: lanes }, (_, i) => lane(i)));
  expect(told.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(rounds);
}, 240_000);
