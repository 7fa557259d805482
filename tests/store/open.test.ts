import { chmodSync, mkdirSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { RecordError } from "../../src/model/errors.ts";
import { openStore } from "../../src/store/store.ts";
import { fixedClock, openedStore, temporaryDirectory, temporaryStore } from "./support.ts";

const open = (path: string) => openStore({ path, clock: fixedClock });
const temporaryPath = () => join(temporaryDirectory(), "store.db");
const overrun = { name: "audit_overruns", labels: { environment: "staging" } } as const;

test("the store and its companions are private", async () => {
  const { store, path } = await temporaryStore();
  await store.counters.add(overrun);
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
});

test("what was written is there when it is opened again", async () => {
  const { store, path } = await temporaryStore();
  await store.counters.add(overrun);
  await store.close();
  const again = await openedStore(path);
  expect(await again.counters.list()).toEqual([{ ...overrun, value: 1 }]);
});

test("a store that was never used can be closed", async () => {
  const store = await open(temporaryPath());
  await expect(store.close()).resolves.toBeUndefined();
});

test("a missing directory", async () => {
  const path = join(temporaryDirectory(), "missing", "store.db");
  await expect(open(path)).rejects.toThrow(
    new RecordError(
      `store ${path}: the directory ${dirname(path)} does not exist: create it first`,
    ),
  );
});

test("a directory that cannot be written", async () => {
  // The superuser may write everywhere but in the kernel's own tree.
  const directory = process.getuid?.() === 0 ? "/sys" : temporaryDirectory();
  if (directory !== "/sys") chmodSync(directory, 0o500);
  const path = join(directory, "store.db");
  await expect(open(path)).rejects.toThrow(
    new RecordError(`store ${path}: the directory ${directory} cannot be written by this account`),
  );
});

test("a directory in the place of the store", async () => {
  const path = temporaryPath();
  mkdirSync(path);
  await expect(open(path)).rejects.toThrow(
    new RecordError(
      `store ${path}: it cannot be opened: check the owner and mode of the file and its directory`,
    ),
  );
});

test("a file that is no database", async () => {
  const path = temporaryPath();
  writeFileSync(path, "environments:\n".repeat(100));
  await expect(open(path)).rejects.toThrow(
    new RecordError(`store ${path}: the file is not a SQLite database`),
  );
});

test("a database of another program is left as it was", async () => {
  const path = temporaryPath();
  const other = new DatabaseSync(path);
  other.exec("create table theirs (a)");
  other.close();
  await expect(open(path)).rejects.toThrow(
    new RecordError(`store ${path}: the file is a database of another program`),
  );
  const after = new DatabaseSync(path);
  expect(after.prepare("select name from sqlite_schema").all()).toHaveLength(1);
  after.close();
});

test("a damaged file", async () => {
  const { store, path } = await temporaryStore();
  await store.counters.add(overrun);
  await store.close();
  truncateSync(path, 8192);
  await expect(open(path)).rejects.toThrow(
    new RecordError(`store ${path}: the file is damaged: restore it from a backup`),
  );
});

test("a full disk", async () => {
  const path = temporaryPath();
  symlinkSync("/dev/full", path);
  await expect(open(path)).rejects.toThrow(new RecordError(`store ${path}: the disk is full`));
});
