import { describe, expect, test } from "vitest";
import { parseCheckpoint } from "../../src/evidence/checkpoint.ts";
import { parsePrivateKey, parsePublicKey, publicPem } from "../../src/evidence/keys.ts";
import { formatVerifierKey, verifyNote } from "../../src/evidence/note.ts";
import { openSigner, rotateKey, seal } from "../../src/evidence/seal.ts";
import { RecordError } from "../../src/model/errors.ts";
import { temporaryStore } from "../store/support.ts";
import { appendMany, at, newKey, origin, sealedLedger, signerFor, tamper } from "./support.ts";

describe("the signer", () => {
  test("of a new ledger is its first entry", async () => {
    const { store } = await temporaryStore();
    const signer = await signerFor(store);
    const verifier = formatVerifierKey(signer);
    const [entry] = await store.ledger.entries(0, 1);
    expect(entry).toMatchObject({ leaf: { kind: "key_rotation", subject: signer.id } });
    expect(JSON.parse(entry?.body ?? "")).toEqual({ from: null, to: verifier });
    expect(await store.ledger.keys()).toEqual([{ since: 0, verifier }]);
    await signerFor(store, signer.privateKey);
    expect(await store.ledger.size()).toBe(1);
  });

  test("keeps the name that the ledger began with", async () => {
    const { store } = await temporaryStore();
    const privateKey = newKey();
    const open = (name: string | undefined, made: string) =>
      openSigner(store, { privateKey, origin: name, newOrigin: () => made, at: at(1) });
    expect((await open(undefined, "envaudit/1")).name).toBe("envaudit/1");
    expect((await open(undefined, "envaudit/2")).name).toBe("envaudit/1");
    await expect(open("example.com/other", "")).rejects.toThrow(
      new RecordError("this ledger began as envaudit/1: evidence.origin cannot be another"),
    );
  });

  test("is refused when the ledger is signed by another key", async () => {
    const { store } = await temporaryStore();
    const { id } = await signerFor(store);
    await expect(signerFor(store)).rejects.toThrow(
      new RegExp(`^this ledger is signed by key ${id}, the configured one is [0-9a-f]{8}: record`),
    );
  });
});

describe("sealing", () => {
  test("signs every entry so far, once", async () => {
    const { store } = await temporaryStore();
    const signer = await sealedLedger(store, 4);
    const found = await seal(store, signer);
    expect(await store.ledger.checkpoints(0, 100)).toEqual([found]);
    const checkpoint = parseCheckpoint(found?.note ?? "") ?? expect.fail();
    expect(checkpoint).toMatchObject({ origin, size: 5 });
    expect(verifyNote(checkpoint.note, () => signer).state).toBe("verified");
    await appendMany(store, 1);
    expect(await seal(store, signer)).toMatchObject({ size: 6 });
    expect(await store.ledger.checkpoints(5, 6)).toHaveLength(1);
  });

  const damages: readonly (readonly [string, string, string])[] = [
    [
      "fewer entries",
      "delete from ledger_leaves where number = 4; delete from ledger_bodies where number = 4; delete from ledger_nodes where number = 4",
      "5 entries were signed, 4 are there",
    ],
    [
      "other entries",
      "update ledger_nodes set hash = replace(hash, substr(hash, 1, 1), '0') || ''; update ledger_nodes set hash = substr(hash || hash, 2, 64)",
      "its first 5 entries are not those that were signed",
    ],
    [
      "a checkpoint that is none",
      "update ledger_checkpoints set note = 'x'",
      "its last checkpoint cannot be read",
    ],
    [
      "a hash that is none",
      "update ledger_nodes set hash = 'x'",
      "the hash of entries 0 and following is gone",
    ],
  ];
  test.each(damages)("never signs over %s", async (_name, sql, message) => {
    const { store, path } = await temporaryStore();
    const signer = await sealedLedger(store, 4);
    tamper(path, sql);
    await expect(seal(store, signer)).rejects.toThrow(
      new RecordError(`the ledger is damaged: ${message}; see \`envaudit evidence verify\``),
    );
  });
});

describe("a new key", () => {
  test("is named by the last entry that the old one signs", async () => {
    const { store } = await temporaryStore();
    const old = await sealedLedger(store, 2);
    const fresh = await rotateKey(store, old, newKey(), at(3));
    const entry = await store.ledger.latest("key_rotation");
    expect(JSON.parse(entry?.body ?? "")).toEqual({
      from: formatVerifierKey(old),
      to: formatVerifierKey(fresh),
    });
    const signed = await store.ledger.checkpoints(0, 100);
    expect(new Set(signed.map(({ size, keyId }) => `${size} ${keyId}`))).toEqual(
      new Set([`3 ${old.id}`, `4 ${old.id}`, `4 ${fresh.id}`]),
    );
    expect(await seal(store, fresh)).toMatchObject({ size: 4, keyId: fresh.id });
    await expect(signerFor(store, old.privateKey)).rejects.toThrow(RecordError);
    expect((await signerFor(store, fresh.privateKey)).id).toBe(fresh.id);
  });

  test("is never one that has signed before", async () => {
    const { store } = await temporaryStore();
    const old = await sealedLedger(store, 2);
    const fresh = await rotateKey(store, old, newKey(), at(3));
    for (const key of [old, fresh]) {
      await expect(rotateKey(store, fresh, key.privateKey, at(4))).rejects.toThrow(
        new RecordError(`key ${key.id} has signed this ledger already: make a new one`),
      );
    }
  });
});

describe("keys", () => {
  test("read back, with and without a name", () => {
    const key = newKey();
    const named = parsePublicKey(publicPem(key))?.(origin) ?? expect.fail();
    expect(parsePublicKey(`${formatVerifierKey(named)}\n`)?.("ignored").name).toBe(origin);
  });

  test.each(["", "nothing", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])(
    "are not made of %j",
    (text) => {
      expect(parsePublicKey(text)).toBeUndefined();
      expect(parsePrivateKey(text)).toBeUndefined();
    },
  );
});
