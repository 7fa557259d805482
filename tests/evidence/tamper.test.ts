import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { append } from "../../src/evidence/append.ts";
import { signCheckpoint } from "../../src/evidence/checkpoint.ts";
import { deliver } from "../../src/evidence/deliver.ts";
import { directoryAnchor } from "../../src/evidence/directory-anchor.ts";
import { exportLines } from "../../src/evidence/export.ts";
import { exportSource } from "../../src/evidence/export-source.ts";
import type { IssueCode } from "../../src/evidence/issues.ts";
import { rotateKey, seal, type Signer } from "../../src/evidence/seal.ts";
import { storeSource } from "../../src/evidence/store-source.ts";
import { verifyLedger, type Verification } from "../../src/evidence/verify.ts";
import { RecordError, UsageError } from "../../src/model/errors.ts";
import type { Store } from "../../src/store/store.ts";
import { openedStore, temporaryDirectory, temporaryStore } from "../store/support.ts";
import { appendMany, at, newKey, origin, sealedLedger, tamper } from "./support.ts";

const { signal } = new AbortController();

type Made = {
  readonly store: Store;
  readonly path: string;
  readonly signer: Signer;
  readonly folder: string;
};

/** Nine entries, 0 to 8: signed at 4 and 9, anchored at both. */
async function made(): Promise<Made> {
  const { store, path } = await temporaryStore();
  const folder = temporaryDirectory();
  const signer = await sealedLedger(store, 3);
  await anchor({ store, signer, folder });
  await appendMany(store, 5);
  await anchor({ store, signer, folder });
  return { store, path, signer, folder };
}

async function anchor({ store, signer, folder }: Omit<Made, "path">): Promise<void> {
  const checkpoint = (await seal(store, signer)) ?? expect.fail();
  expect(await deliver(store, [directoryAnchor(folder)], checkpoint, signal)).toEqual([]);
}

async function verified({ store, signer, folder }: Omit<Made, "path">): Promise<Verification> {
  const { source } = await storeSource(store, [directoryAnchor(folder)], signal);
  return await verifyLedger(source, [() => signer]);
}

const found = ({ issues }: Verification) =>
  issues.map(({ code, range, detail }) => {
    const where = range === undefined ? "" : ` ${range.first}-${range.last}`;
    return `${code}${where}${detail === "" ? "" : `: ${detail}`}`;
  });
const codes = (result: Verification): readonly IssueCode[] => [
  ...new Set(result.issues.map(({ code }) => code)),
];

const bump = (column: string) =>
  `${column} = case substr(${column}, 1, 1) when '0' then '1' else '0' end || substr(${column}, 2)`;

describe("one byte changed", () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      "kind of a leaf",
      "update ledger_leaves set kind = 'audiu' where number = 5",
      ["entry_altered 5-5"],
    ],
    [
      "subject of a leaf",
      "update ledger_leaves set subject = 'audit-6' where number = 5",
      ["entry_altered 5-5"],
    ],
    [
      "time of a leaf",
      "update ledger_leaves set at = replace(at, '2026', '2025') where number = 5",
      ["entry_altered 5-5"],
    ],
    [
      "body hash of a leaf",
      `update ledger_leaves set ${bump("body_hash")} where number = 5`,
      ["entry_altered 5-5", "body_altered 5-5"],
    ],
    [
      "leaf hash of a leaf",
      `update ledger_leaves set ${bump("leaf_hash")} where number = 4`,
      ["leaf_hash_altered 4-4", "subtree_altered: after entry 5", "subtree_altered: after entry 7"],
    ],
    [
      "number of a leaf",
      "update ledger_leaves set number = 13 where number = 8",
      ["entry_missing 8-13", "entry_altered 13-13", "body_missing 13-13"],
    ],
    [
      "body",
      "update ledger_bodies set body = replace(body, 'entry 5', 'entry 6') where number = 5",
      ["body_altered 5-5"],
    ],
    [
      "number of a body",
      "update ledger_bodies set number = 50 where number = 8",
      ["body_missing 8-8", "tail_cut: parts of entries from 9 on are left"],
    ],
    [
      "hash of the tree",
      `update ledger_nodes set ${bump("hash")} where number = 3 and level = 2`,
      ["subtree_altered: after entry 3"],
    ],
    [
      "level in the tree",
      "update ledger_nodes set level = 3 where number = 3 and level = 2",
      ["subtree_altered: after entry 3"],
    ],
    [
      "number in the tree",
      "update ledger_nodes set number = 2 where number = 3 and level = 2",
      ["subtree_altered: after entry 2", "subtree_altered: after entry 3"],
    ],
    [
      "size of a checkpoint",
      "update ledger_checkpoints set size = 5 where size = 4",
      [
        "checkpoint_missing: checkpoint of 4 entries in ANCHOR",
        "checkpoint_altered: checkpoint of 5 entries",
      ],
    ],
    [
      "key of a checkpoint",
      `update ledger_checkpoints set ${bump("key_id")} where size = 4`,
      [
        "checkpoint_altered: checkpoint of 4 entries",
        "checkpoint_missing: checkpoint of 4 entries in ANCHOR",
      ],
    ],
    [
      "origin in a checkpoint",
      "update ledger_checkpoints set note = replace(note, 'com/log', 'com/lop') where size = 4",
      ["other_log: checkpoint of 4 entries"],
    ],
    [
      "size in a checkpoint",
      "update ledger_checkpoints set note = replace(note, char(10) || '4' || char(10), char(10) || '5' || char(10)) where size = 4",
      ["bad_signature: checkpoint of 4 entries"],
    ],
    [
      "signature of a checkpoint",
      "update ledger_checkpoints set note = substr(note, 1, length(note) - 10) || case substr(note, -10, 1) when 'A' then 'B' else 'A' end || substr(note, -9) where size = 4",
      ["bad_signature: checkpoint of 4 entries"],
    ],
    [
      "form of a checkpoint",
      "update ledger_checkpoints set note = replace(note, '—', '-') where size = 4",
      ["checkpoint_malformed: checkpoint of 4 entries"],
    ],
    [
      "key",
      "update ledger_keys set verifier = replace(verifier, 'com', 'con')",
      ["key_altered: 1 of 1 keys differ"],
    ],
    ["beginning of a key", "update ledger_keys set since = 1", ["key_altered: 1 of 1 keys differ"]],
    [
      "location in an anchor",
      "update ledger_anchors set location = replace(location, '4-', '5-') where size = 4",
      ["anchor_missing: checkpoint of 4 entries in ANCHOR"],
    ],
    [
      "size in an anchor",
      "update ledger_anchors set size = 5 where size = 4",
      ["anchor_missing: checkpoint of 5 entries in ANCHOR"],
    ],
    [
      "key in an anchor",
      `update ledger_anchors set ${bump("key_id")} where size = 4`,
      ["anchor_missing: checkpoint of 4 entries in ANCHOR"],
    ],
  ];
  test.each(cases)("%s", async (_name, sql, expected) => {
    const ledger = await made();
    tamper(ledger.path, sql);
    const result = await verified(ledger);
    const name = directoryAnchor(ledger.folder).name;
    expect(found(result)).toEqual(expected.map((line) => line.replace("ANCHOR", name)));
  });

  test("an entry that is broken leaves the others valid", async () => {
    const ledger = await made();
    tamper(ledger.path, "update ledger_leaves set subject = 'x' where number = 5");
    expect(await verified(ledger)).toMatchObject({
      valid: [
        { first: 0, last: 4 },
        { first: 6, last: 8 },
      ],
      broken: [{ first: 5, last: 5 }],
      unsigned: [],
    });
  });

  test("every byte of an export is noticed", async () => {
    const ledger = await made();
    const { source } = await storeSource(ledger.store, [directoryAnchor(ledger.folder)], signal);
    let text = "";
    for await (const line of exportLines(source)) text += line;
    const file = join(temporaryDirectory(), "export.jsonl");
    const bytes = Buffer.from(text);
    const quiet: number[] = [];
    for (let position = 0; position < bytes.length; position += 7) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(position) ^ 1, position);
      writeFileSync(file, copy);
      try {
        const result = await verifyLedger(await exportSource(file), [() => ledger.signer]);
        if (result.issues.length === 0) quiet.push(position);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }
    // What an anchor is called, and where in it a checkpoint is, is nowhere else in an export.
    const isNamed = quiet.every((position) => {
      const start = text.lastIndexOf("\n", position) + 1;
      return text.slice(start).startsWith('{"anchored":');
    });
    expect(isNamed).toBe(true);
  });
});

describe("rows removed", () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ["an entry", "delete from ledger_leaves where number = 5", ["entry_missing 5-8"]],
    ["a body", "delete from ledger_bodies where number = 5", ["body_missing 5-5"]],
    [
      "a hash of the tree",
      "delete from ledger_nodes where number = 7 and level = 3",
      ["subtree_altered: after entry 7"],
    ],
    [
      "a checkpoint that was anchored",
      "delete from ledger_checkpoints where size = 4",
      ["checkpoint_missing: checkpoint of 4 entries in ANCHOR"],
    ],
    ["a key", "delete from ledger_keys", ["key_altered: 1 of 1 keys differ"]],
    [
      "the first entry",
      "delete from ledger_leaves where number = 0",
      [
        "key_altered: 0 of 0 keys differ",
        "entry_missing 0-8",
        "other_log: checkpoint of 4 entries",
        "other_log: checkpoint of 4 entries in ANCHOR",
        "other_log: checkpoint of 9 entries",
        "other_log: checkpoint of 9 entries in ANCHOR",
        "unknown_key: the given public key never signed this ledger",
      ],
    ],
  ];
  test.each(cases)("%s", async (_name, sql, expected) => {
    const ledger = await made();
    tamper(ledger.path, sql);
    const result = await verified(ledger);
    const name = directoryAnchor(ledger.folder).name;
    expect(found(result)).toEqual(expected.map((line) => line.replace("ANCHOR", name)));
  });
});

describe("the tail cut", () => {
  const tail = (size: number) =>
    ["leaves", "bodies", "nodes"]
      .map((table) => `delete from ledger_${table} where number >= ${size};`)
      .join("");

  test("below a checkpoint", async () => {
    const ledger = await made();
    tamper(ledger.path, tail(7));
    expect(found(await verified(ledger))).toEqual([
      "tail_cut 7-8: checkpoint of 9 entries",
      `tail_cut 7-8: checkpoint of 9 entries in ${directoryAnchor(ledger.folder).name}`,
    ]);
  });

  test("with its checkpoints, below an anchor", async () => {
    const ledger = await made();
    tamper(
      ledger.path,
      `${tail(4)} delete from ledger_checkpoints where size > 4; delete from ledger_anchors where size > 4`,
    );
    const result = await verified(ledger);
    expect(found(result)).toEqual([
      `tail_cut 4-8: checkpoint of 9 entries in ${directoryAnchor(ledger.folder).name}`,
    ]);
    expect(result.valid).toEqual([{ first: 0, last: 3 }]);
  });

  test("of leaves alone", async () => {
    const ledger = await made();
    await appendMany(ledger.store, 2);
    tamper(ledger.path, "delete from ledger_leaves where number >= 9");
    expect(found(await verified(ledger))).toEqual([
      "tail_cut: parts of entries from 9 on are left",
    ]);
  });
});

describe("checkpoints of somebody else", () => {
  const insert = (size: number, keyId: string, note: string) =>
    `insert into ledger_checkpoints (size, key_id, note) values (${size}, '${keyId}', '${note}')`;
  const root = Buffer.alloc(32, 7);

  test("from another log", async () => {
    const ledger = await made();
    const note = signCheckpoint({ origin: "example.com/other", size: 6, root }, newKey());
    tamper(ledger.path, insert(6, "00000000", note));
    expect(found(await verified(ledger))).toEqual(["other_log: checkpoint of 6 entries"]);
  });

  test("by a key that is none of this log", async () => {
    const ledger = await made();
    tamper(ledger.path, insert(6, "00000000", signCheckpoint({ origin, size: 6, root }, newKey())));
    expect(found(await verified(ledger))).toEqual(["unknown_key: checkpoint of 6 entries"]);
  });

  test("in an anchor", async () => {
    const ledger = await made();
    const note = signCheckpoint({ origin: "example.com/other", size: 9, root }, newKey());
    for (const name of readdirSync(ledger.folder).filter((file) => file.includes("9-"))) {
      chmodSync(join(ledger.folder, name), 0o644);
      writeFileSync(join(ledger.folder, name), note);
    }
    const result = await verified(ledger);
    expect(codes(result)).toEqual(["other_log"]);
    expect(result.anchored).toEqual([{ first: 0, last: 3 }]);
  });

  test("by the key before the last, after its time", async () => {
    const { store, path, signer, folder } = await made();
    await rotateKey(store, signer, newKey(), at(3));
    await appendMany(store, 2);
    tamper(
      path,
      insert(12, signer.id, signCheckpoint({ origin, size: 12, root }, signer.privateKey)),
    );
    expect(found(await verified({ store, signer, folder }))).toEqual([
      "key_out_of_turn: checkpoint of 12 entries",
    ]);
  });

  test("by a key that the one before never signed for", async () => {
    const { store, path, signer, folder } = await made();
    await rotateKey(store, signer, newKey(), at(3));
    await store.close();
    tamper(path, `delete from ledger_checkpoints where size = 10 and key_id = '${signer.id}'`);
    const again = await openedStore(path);
    const result = await verified({ store: again, signer, folder });
    expect(codes(result)).toEqual(["rotation_broken"]);
    expect(result.valid).toEqual([{ first: 0, last: 8 }]);
  });
});

describe("two histories", () => {
  test("after an older copy of the store was put back and went on", async () => {
    const { store, path } = await temporaryStore();
    const folder = temporaryDirectory();
    const signer = await sealedLedger(store, 3);
    await anchor({ store, signer, folder });
    const copy = join(temporaryDirectory(), "copy.db");
    const raw = new DatabaseSync(path);
    raw.exec(`vacuum into '${copy}'`);
    raw.close();
    await appendMany(store, 2);
    await anchor({ store, signer, folder });

    const older = await openedStore(copy);
    await older.transaction(async (tx) => {
      for (const subject of ["x", "y"]) {
        await append(tx, { kind: "audit", subject, at: at(2), body: {} });
      }
    });
    const checkpoint = (await seal(older, signer)) ?? expect.fail();
    const [failure] = await deliver(older, [directoryAnchor(folder)], checkpoint, signal);
    expect(failure?.error).toBeInstanceOf(RecordError);
    expect(failure?.error.message).toMatch(/another checkpoint of 6 entries: the log has two/);
    const result = await verified({ store: older, signer, folder });
    expect(found(result)).toEqual([
      `two_histories 4-5: checkpoint of 6 entries in ${directoryAnchor(folder).name}`,
    ]);
    expect(result).toMatchObject({
      valid: [{ first: 0, last: 3 }],
      anchored: [{ first: 0, last: 3 }],
    });
  });

  test("by two checkpoints of one size", async () => {
    const { store, path } = await temporaryStore();
    const folder = temporaryDirectory();
    const signer = await sealedLedger(store, 3);
    const note = signCheckpoint({ origin, size: 4, root: Buffer.alloc(32, 7) }, signer.privateKey);
    tamper(
      path,
      `insert into ledger_checkpoints (size, key_id, note) values (4, '00000000', '${note}')`,
    );
    expect(codes(await verified({ store, signer, folder }))).toEqual([
      "checkpoint_altered",
      "two_histories",
      "root_mismatch",
    ]);
  });

  test("rewritten together with its hashes", async () => {
    const ledger = await made();
    const other = await made();
    const rows = new DatabaseSync(other.path);
    const { leaf_hash: hash } = rows
      .prepare("select leaf_hash from ledger_leaves where number = 0")
      .get() as { leaf_hash: string };
    rows.close();
    tamper(
      ledger.path,
      `update ledger_leaves set leaf_hash = '${hash}', subject = 'x' where number = 6`,
    );
    expect(codes(await verified(ledger))).toEqual(
      expect.arrayContaining(["entry_altered", "root_mismatch"]),
    );
  });
});

describe("an anchor", () => {
  test("that has lost a checkpoint", async () => {
    const ledger = await made();
    for (const name of readdirSync(ledger.folder))
      rmSync(join(ledger.folder, name), { force: true });
    const result = await verified(ledger);
    expect(codes(result)).toEqual(["anchor_missing"]);
    expect(result).toMatchObject({ anchored: [], unanchored: [{ first: 0, last: 8 }] });
  });

  test("is never written over, and takes the same again", async () => {
    const ledger = await made();
    const [first = ""] = readdirSync(ledger.folder);
    const text = readFileSync(join(ledger.folder, first), "utf8");
    const put = directoryAnchor(ledger.folder);
    const again = { size: 4, keyId: ledger.signer.id, note: text };
    expect(await put.put(again, signal)).toBe(first);
    await expect(put.put({ ...again, note: "x" }, signal)).rejects.toThrow(RecordError);
    expect(readFileSync(join(ledger.folder, first), "utf8")).toBe(text);
    expect(readdirSync(ledger.folder)).toHaveLength(2);
  });

  test("that is not there is told, and told again until it is", async () => {
    const { store } = await temporaryStore();
    const signer = await sealedLedger(store, 1);
    const checkpoint = (await seal(store, signer)) ?? expect.fail();
    const folder = join(temporaryDirectory(), "gone");
    const [failure] = await deliver(store, [directoryAnchor(folder)], checkpoint, signal);
    expect(failure?.error).toMatchObject({ reason: "unreachable" });
    expect(failure?.error.message).toBe(`anchor directory:${folder} cannot be written (ENOENT)`);
    const { unread } = await storeSource(store, [directoryAnchor(folder)], signal);
    expect(unread).toEqual([`anchor directory:${folder} cannot be read (ENOENT)`]);
  });
});
