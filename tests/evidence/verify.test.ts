import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { directoryAnchor } from "../../src/evidence/directory-anchor.ts";
import { deliver } from "../../src/evidence/deliver.ts";
import { exportLines } from "../../src/evidence/export.ts";
import { exportSource } from "../../src/evidence/export-source.ts";
import { publicPem, parsePublicKey } from "../../src/evidence/keys.ts";
import { removeBodies } from "../../src/evidence/retention.ts";
import { rotateKey, seal, type Signer } from "../../src/evidence/seal.ts";
import { storeSource } from "../../src/evidence/store-source.ts";
import { verifyLedger, type GivenKey, type Verification } from "../../src/evidence/verify.ts";
import type { Store } from "../../src/store/store.ts";
import { temporaryDirectory, temporaryStore } from "../store/support.ts";
import { appendMany, at, newKey, sealedLedger } from "./support.ts";

const { signal } = new AbortController();
const pem = (signer: Signer): GivenKey =>
  parsePublicKey(publicPem(signer.publicKey)) ?? expect.fail();

/** The ledger as it stands in the store, and as an export of it. */
async function bothWays(
  store: Store,
  given: GivenKey,
  anchor = directoryAnchor(temporaryDirectory()),
): Promise<Verification> {
  const { source } = await storeSource(store, [anchor], signal);
  const file = join(temporaryDirectory(), "export.jsonl");
  let text = "";
  for await (const line of exportLines(source)) text += line;
  writeFileSync(file, text);
  const ofStore = await verifyLedger(source, [given]);
  const ofExport = await verifyLedger(await exportSource(file), [given]);
  expect(ofExport).toEqual(ofStore);
  return ofStore;
}

describe("a sound ledger", () => {
  test("is valid as far as it is signed, and anchored as far as an anchor has it", async () => {
    const { store } = await temporaryStore();
    const anchor = directoryAnchor(temporaryDirectory());
    const signer = await sealedLedger(store, 3);
    const first = (await seal(store, signer)) ?? expect.fail();
    expect(await deliver(store, [anchor], first, signal)).toEqual([]);
    await appendMany(store, 2);
    await seal(store, signer);
    await appendMany(store, 1);
    expect(await bothWays(store, pem(signer), anchor)).toEqual({
      origin: "example.com/log",
      size: 7,
      valid: [{ first: 0, last: 5 }],
      unsigned: [{ first: 6, last: 6 }],
      anchored: [{ first: 0, last: 3 }],
      unanchored: [{ first: 4, last: 5 }],
      broken: [],
      issues: [],
      removed: [],
      anchors: [{ anchor: anchor.name, size: 4 }],
      unread: [],
    });
  });

  test("of more than one page is verified through its edges", async () => {
    const { store } = await temporaryStore();
    const signer = await sealedLedger(store, 1500);
    const { source } = await storeSource(store, [], signal);
    expect(await verifyLedger(source, [pem(signer)])).toMatchObject({
      size: 1501,
      valid: [{ first: 0, last: 1500 }],
      issues: [],
    });
  });

  test("that is empty is neither valid nor broken", async () => {
    const { store } = await temporaryStore();
    const { source } = await storeSource(store, [], signal);
    expect(await verifyLedger(source, [])).toMatchObject({ size: 0, valid: [], issues: [] });
  });

  test("stays valid without the bodies that retention removed", async () => {
    const { store } = await temporaryStore();
    const signer = await sealedLedger(store, 3);
    await removeBodies(store, { before: at(3), reason: "old", at: at(5) });
    await seal(store, signer);
    expect(await bothWays(store, pem(signer))).toMatchObject({
      valid: [{ first: 0, last: 4 }],
      removed: [{ first: 0, last: 3 }],
      issues: [],
    });
  });
});

describe("after the key was changed", () => {
  async function rotated() {
    const { store } = await temporaryStore();
    const old = await sealedLedger(store, 2);
    const middle = await rotateKey(store, old, newKey(), at(3));
    await appendMany(store, 2);
    await seal(store, middle);
    const last = await rotateKey(store, middle, newKey(), at(4));
    return { store, keys: [old, middle, last] as const };
  }

  test.each([0, 1, 2] as const)("all is valid by key %i alone", async (which) => {
    const { store, keys } = await rotated();
    const result = await bothWays(store, pem(keys[which]));
    expect(result).toMatchObject({ valid: [{ first: 0, last: 6 }], unsigned: [], issues: [] });
  });

  test("nothing is valid by a key that never signed it", async () => {
    const { store } = await rotated();
    const stranger = parsePublicKey(publicPem(newKey())) ?? expect.fail();
    expect(await bothWays(store, stranger)).toMatchObject({
      valid: [],
      unsigned: [{ first: 0, last: 6 }],
      issues: [{ code: "unknown_key", detail: "the given public key never signed this ledger" }],
    });
  });
});
