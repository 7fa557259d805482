import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { append, readSubtree } from "../../src/evidence/append.ts";
import { canonicalJson } from "../../src/evidence/canonical.ts";
import { hashOfLeaf, leafData } from "../../src/evidence/entry.ts";
import { appendLeaf, emptyTree, rootOf, sha256 } from "../../src/evidence/merkle.ts";
import { consistencyProof, inclusionProof, prefixRoot } from "../../src/evidence/proofs.ts";
import { verifyConsistency, verifyInclusion } from "../../src/evidence/proofs.ts";
import { removeBodies } from "../../src/evidence/retention.ts";
import { InternalError, RecordError, UsageError } from "../../src/model/errors.ts";
import { temporaryStore } from "../store/support.ts";
import { appendMany, at, signerFor, tamper } from "./support.ts";

describe("an appended entry", () => {
  test("has the hash of its body, and the leaf hash of its columns", async () => {
    const { store } = await temporaryStore();
    const body = { b: 1, a: ["ö"] };
    await store.transaction((tx) => append(tx, { kind: "drill", subject: "d", at: at(1), body }));
    const [entry] = await store.ledger.entries(0, 1);
    expect(entry?.body).toBe('{"a":["ö"],"b":1}');
    const { leafHash, ...columns } = entry?.leaf ?? expect.fail();
    expect(columns).toEqual({
      number: 0,
      kind: "drill",
      subject: "d",
      at: at(1),
      bodyHash: sha256(Buffer.from('{"a":["ö"],"b":1}')).toString("hex"),
    });
    expect(leafHash).toBe(hashOfLeaf(columns).toString("hex"));
  });

  test("is hashed as canonical JSON, whatever stands in its columns", () => {
    const text = fc.string({ unit: "grapheme" });
    const columns = fc.record({
      number: fc.nat(),
      kind: text,
      subject: text,
      at: text,
      bodyHash: text,
    });
    fc.assert(
      fc.property(columns, (leaf) => {
        const { bodyHash, ...rest } = leaf;
        expect(leafData(leaf).toString()).toBe(canonicalJson({ ...rest, body: bodyHash, v: 1 }));
      }),
    );
  });

  test("is not there when its transaction fails", async () => {
    const { store } = await temporaryStore();
    const failing = store.transaction(async (tx) => {
      await append(tx, { kind: "audit", subject: "a", at: at(1), body: {} });
      throw new Error("afterwards");
    });
    await expect(failing).rejects.toThrow("afterwards");
    expect(await store.ledger.size()).toBe(0);
    const nothing = { kind: "audit", subject: "a", at: at(1), body: undefined } as const;
    await expect(store.transaction((tx) => append(tx, nothing))).rejects.toThrow(InternalError);
  });

  test("with a name that is no text is recorded all the same", async () => {
    const { store } = await temporaryStore();
    const body = { name: "a\ud800" };
    await store.transaction((tx) =>
      append(tx, { kind: "audit", subject: "s\udc00", at: at(1), body }),
    );
    expect(await store.ledger.find("s\ufffd")).toMatchObject({ body: '{"name":"a\ufffd"}' });
  });
});

test("the kept subtrees give every root and every proof of the tree", async () => {
  const { store } = await temporaryStore();
  await appendMany(store, 21);
  const read = (subtree: { level: number; index: number }) => readSubtree(store.ledger, subtree);
  const leaves = (await store.ledger.entries(0, 21)).map((e) =>
    Buffer.from(e.leaf.leafHash, "hex"),
  );
  let tree = emptyTree;
  const heads = leaves.map((leaf) => {
    tree = appendLeaf(tree, leaf).tree;
    return { size: tree.size, root: rootOf(tree) };
  });
  const last = heads.at(-1) ?? expect.fail();
  for (const [index, head] of heads.entries()) {
    expect(await prefixRoot(head.size, read)).toEqual(head.root);
    const leaf = leaves[index] ?? expect.fail();
    const inclusion = await inclusionProof(index, 21, read);
    expect(verifyInclusion({ leaf, index, size: 21 }, inclusion, last.root)).toBe(true);
    const consistency = await consistencyProof(head.size, 21, read);
    expect(verifyConsistency(head, last, consistency)).toBe(true);
  }
});

describe("the tables refuse", () => {
  const tables = ["leaves", "bodies", "nodes", "checkpoints", "keys", "anchors"];
  const columns: Readonly<Record<string, string>> = {
    leaves: "subject = 'x'",
    bodies: "body = '{}'",
    nodes: "hash = 'x'",
    checkpoints: "note = 'x'",
    keys: "verifier = 'x'",
    anchors: "location = 'x'",
  };

  async function filled(): Promise<DatabaseSync> {
    const { store, path } = await temporaryStore();
    await signerFor(store);
    await appendMany(store, 3);
    await store.ledger.insertCheckpoint({ size: 4, keyId: "k", note: "n" });
    await store.ledger.insertAnchored({ anchor: "a", size: 4, keyId: "k", location: "l" });
    await store.close();
    return new DatabaseSync(path);
  }

  test.each(tables)("to change, delete or replace what is in ledger_%s", async (table) => {
    const raw = await filled();
    const refusal = table === "bodies" ? "no retention entry" : `ledger_${table} is append-only`;
    expect(() => raw.exec(`update ledger_${table} set ${columns[table]}`)).toThrow(
      `ledger_${table} is append-only`,
    );
    expect(() => raw.exec(`delete from ledger_${table}`)).toThrow(refusal);
    expect(() =>
      raw.exec(`insert or replace into ledger_${table} select * from ledger_${table}`),
    ).toThrow(/append-only|without gaps/);
    raw.close();
  });

  test("a leaf whose number is not the next one", async () => {
    const raw = await filled();
    const insert = "insert into ledger_leaves select 7, kind, subject, at, body_hash, leaf_hash";
    expect(() => raw.exec(`${insert} from ledger_leaves limit 1`)).toThrow("without gaps");
    raw.close();
  });
});

describe("after the tail was cut", () => {
  test("nothing is appended while rows of it are left", async () => {
    const { store, path } = await temporaryStore();
    await appendMany(store, 4);
    tamper(path, "delete from ledger_leaves where number = 3");
    await expect(appendMany(store, 1)).rejects.toThrow(
      new RecordError(
        "the ledger is damaged: entries after 2 are gone; see `envaudit evidence verify`",
      ),
    );
  });
});

describe("retention", () => {
  test("removes old bodies, says so in the ledger, and keeps the leaves", async () => {
    const { store } = await temporaryStore();
    await signerFor(store);
    await appendMany(store, 3);
    const asked = { before: at(3), reason: "older than a year", at: at(5) };
    expect(await removeBodies(store, asked)).toBe(3);
    const entries = await store.ledger.entries(0, 5);
    expect(entries.map(({ leaf, body }) => [leaf.kind, body !== undefined])).toEqual([
      ["key_rotation", true],
      ["audit", false],
      ["audit", false],
      ["audit", false],
      ["retention", true],
    ]);
    expect(entries[4]?.body).toBe('{"first":0,"last":3,"reason":"older than a year"}');
  });

  test("leaves alone what is not old, and what is to come", async () => {
    const { store } = await temporaryStore();
    await appendMany(store, 2);
    expect(await removeBodies(store, { before: at(2), reason: "r", at: at(5) })).toBe(0);
    expect(await store.ledger.size()).toBe(2);
    const early = removeBodies(store, { before: at(9), reason: "r", at: at(5) });
    await expect(early).rejects.toThrow(UsageError);
  });
});
