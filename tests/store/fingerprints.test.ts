import { expect, test } from "vitest";
import type { Fingerprint } from "../../src/model/fingerprint.ts";
import { keptIn } from "../../src/take-fingerprint.ts";
import { fixedClock, temporaryStore } from "./support.ts";

const fingerprint = (id: string, environment = "production"): Fingerprint => ({
  id,
  environment,
  at: "2026-03-01T11:00:00.000Z",
  mode: "sample",
  seed: "seed",
  keyId: "key",
  via: "sql",
  uuidDigest: null,
  models: [{ model: "res.partner", rows: 1, lastId: 1, chunks: 1, columns: [] }],
  gaps: [],
});
const chunk = { columns: ["name"], rows: "packed" };

test("a fingerprint counts from when it is finished, and takes the place of the last one", async () => {
  const { store } = await temporaryStore();
  const keep = keptIn(store, fixedClock);
  const { fingerprints } = store;
  await keep.begin(fingerprint("first"));
  await keep.save("first", "res.partner", 0, chunk);
  expect(await fingerprints.list()).toEqual([]);
  await keep.finish(fingerprint("first"));
  await keep.begin(fingerprint("of another", "other"));
  await keep.finish(fingerprint("of another", "other"));
  expect(await fingerprints.list()).toEqual([
    fingerprint("of another", "other"),
    fingerprint("first"),
  ]);
  expect(await fingerprints.chunk("first", "res.partner", 0)).toEqual(chunk);
  expect(await fingerprints.chunk("first", "res.partner", 1)).toBeUndefined();

  await keep.begin(fingerprint("second"));
  await keep.save("second", "res.partner", 0, chunk);
  expect((await fingerprints.list()).map(({ id }) => id)).toEqual(["of another", "first"]);
  await keep.finish(fingerprint("second"));
  expect((await fingerprints.list()).map(({ id }) => id)).toEqual(["of another", "second"]);
  expect(await fingerprints.chunk("first", "res.partner", 0)).toBeUndefined();
});

test("one that was interrupted leaves the last one, and nothing of itself", async () => {
  const { store } = await temporaryStore();
  const keep = keptIn(store, fixedClock);
  await keep.begin(fingerprint("first"));
  await keep.finish(fingerprint("first"));
  await keep.begin(fingerprint("interrupted"));
  await keep.save("interrupted", "res.partner", 0, chunk);
  await keep.discard("interrupted");
  // A process that was killed discards nothing: the next one does.
  await keep.begin(fingerprint("killed"));
  await keep.save("killed", "res.partner", 0, chunk);
  await keep.begin(fingerprint("next"));
  for (const id of ["interrupted", "killed"]) {
    expect(await store.fingerprints.chunk(id, "res.partner", 0)).toBeUndefined();
  }
  expect((await store.fingerprints.list()).map(({ id }) => id)).toEqual(["first"]);
});
