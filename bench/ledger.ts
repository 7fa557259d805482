import { spawnSync } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { append, readSubtree } from "../src/evidence/append.ts";
import { canonicalJson } from "../src/evidence/canonical.ts";
import { hashOfLeaf } from "../src/evidence/entry.ts";
import { exportSource } from "../src/evidence/export-source.ts";
import { exportLines } from "../src/evidence/export.ts";
import { generatePrivateKey, parsePrivateKey } from "../src/evidence/keys.ts";
import { appendLeaf, emptyTree, sha256, type TreeHead } from "../src/evidence/merkle.ts";
import type { NoteKey } from "../src/evidence/note.ts";
import { consistencyProof, inclusionProof } from "../src/evidence/proofs.ts";
import { openSigner, seal } from "../src/evidence/seal.ts";
import type { LedgerSource } from "../src/evidence/source.ts";
import { storeSource } from "../src/evidence/store-source.ts";
import { verifyLedger } from "../src/evidence/verify.ts";
import { systemClock } from "../src/model/clock.ts";
import { openStore, type Store } from "../src/store/store.ts";

// What the ledger costs: durable appends, each in a transaction of its own; verifying a million entries from the
// store and from an export, in turn with sha256sum over the same export; and how large proofs are.
const entries = Number(process.argv[2] ?? 1_000_000);
const appends = 500;
const rounds = 3;

const folder = mkdtempSync(join(tmpdir(), "envaudit-bench-"));
const { signal } = new AbortController();
const at = "2026-03-01T12:00:00.000Z";
const bodyOf = (i: number) => ({
  audit: { id: `audit-${i}`, environment: "staging", n: i },
  diff: {},
});

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function durableAppends(): Promise<void> {
  const store = await openStore({ path: join(folder, "appends.db"), clock: systemClock });
  const ms = await timed(async () => {
    for (let i = 0; i < appends; i++) {
      const entry = { kind: "audit", subject: `audit-${i}`, at, body: bodyOf(i) } as const;
      await store.transaction((tx) => append(tx, entry));
    }
  });
  await store.close();
  console.log(
    `durable appends        ${((appends / ms) * 1000).toFixed(0)} a second (${appends}, each synced)`,
  );
}

/** The rows that so many appends leave, written past the store: a million transactions would take hours. */
function fill(path: string): void {
  const database = new DatabaseSync(path);
  const leaf = database.prepare("insert into ledger_leaves values (?, ?, ?, ?, ?, ?)");
  const body = database.prepare("insert into ledger_bodies values (?, ?)");
  const node = database.prepare("insert into ledger_nodes values (?, ?, ?)");
  const first = database.prepare("select leaf_hash from ledger_leaves").get();
  let tree: TreeHead = appendLeaf(emptyTree, Buffer.from(String(first?.["leaf_hash"]), "hex")).tree;
  database.exec("begin");
  for (let number = 1; number < entries; number++) {
    const text = canonicalJson(bodyOf(number));
    const bodyHash = sha256(Buffer.from(text)).toString("hex");
    const columns = { number, kind: "audit", subject: `audit-${number}`, at, bodyHash };
    const hash = hashOfLeaf(columns);
    leaf.run(number, columns.kind, columns.subject, at, bodyHash, hash.toString("hex"));
    body.run(number, text);
    const next = appendLeaf(tree, hash);
    for (const made of next.completed) node.run(number, made.level, made.hash.toString("hex"));
    tree = next.tree;
  }
  database.exec("commit");
  database.close();
}

async function verification(source: () => Promise<LedgerSource>, by: NoteKey): Promise<number> {
  return await timed(async () => {
    const result = await verifyLedger(await source(), [() => by]);
    if (result.issues.length > 0 || result.size !== entries) throw new Error("it does not verify");
  });
}

async function verifications(store: Store, key: NoteKey): Promise<void> {
  const file = join(folder, "export.jsonl");
  const fromStore = async () => (await storeSource(store, [], signal)).source;
  await pipeline(Readable.from(exportLines(await fromStore())), createWriteStream(file));
  const times = { store: [] as number[], export: [] as number[], sha256sum: [] as number[] };
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50);
  for (let round = 0; round < rounds; round++) {
    times.store.push(await verification(fromStore, key));
    times.export.push(await verification(() => exportSource(file), key));
    times.sha256sum.push(
      await timed(async () => {
        const { status } = spawnSync("sha256sum", [file]);
        if (status !== 0) throw new Error("sha256sum is missing");
        return await Promise.resolve();
      }),
    );
  }
  clearInterval(watch);
  const sum = median(times.sha256sum);
  const line = (ms: number): string =>
    `${seconds(ms)} (median of ${rounds}), ${(ms / sum).toFixed(1)} times sha256sum`;
  console.log(`entries                ${entries}, ${megabytes(statSync(file).size)} as an export`);
  console.log(`verify the store       ${line(median(times.store))}`);
  console.log(`verify the export      ${line(median(times.export))}`);
  console.log(`sha256sum of it        ${seconds(sum)} (median of ${rounds}, in turn)`);
  console.log(`memory while verifying ${megabytes(most)} at most, ${megabytes(before)} before`);
}

async function proofs({ ledger }: Store): Promise<void> {
  const read = (subtree: { level: number; index: number }) => readSubtree(ledger, subtree);
  const inclusion = await inclusionProof(Math.floor(entries / 3), entries, read);
  const consistency = await consistencyProof(Math.floor(entries / 3), entries, read);
  const size = (proof: readonly Buffer[]): string =>
    `${proof.length} hashes, ${proof.length * 32} bytes`;
  console.log(`proof of one entry     ${size(inclusion)}`);
  console.log(`proof of consistency   ${size(consistency)}`);
}

try {
  await durableAppends();
  const path = join(folder, "million.db");
  const privateKey = parsePrivateKey(generatePrivateKey());
  if (privateKey === undefined) throw new Error("a made key does not parse");
  const store = await openStore({ path, clock: systemClock });
  const origin = "example.com/bench";
  const signer = await openSigner(store, { privateKey, origin, newOrigin: () => origin, at });
  fill(path);
  await seal(store, signer);
  await verifications(store, signer);
  await proofs(store);
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
