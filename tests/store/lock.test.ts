import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RecordError } from "../../src/model/errors.ts";
import { takeLock } from "../../src/store/lock.ts";
import type { Held, Lock, LockInfo } from "../../src/store/lock.ts";
import { atOnce, runChild, temporaryDirectory } from "./support.ts";

const hold = new URL("children/hold.ts", import.meta.url);
const info: LockInfo = { pid: 4711, role: "audit", since: "2026-03-01T12:00:00.000Z" };

function taken(result: Lock | Held): Lock {
  if ("heldBy" in result) throw new Error("the lock is held");
  return result;
}

test("a second process is told who holds the lock", async () => {
  const path = join(temporaryDirectory(), "store.db");
  const first = runChild(hold, path, "serve");
  await atOnce([first]);
  expect(JSON.parse(await first.line())).toEqual({ taken: true });
  expect(takeLock(path, info)).toEqual({
    heldBy: {
      pid: first.process.pid,
      role: "serve",
      socket: `${path}.sock`,
      since: "2026-03-01T12:00:00.000Z",
    },
  });
  const second = runChild(hold, path, "audit");
  await atOnce([second]);
  expect(JSON.parse(await second.line())).toMatchObject({ heldBy: { pid: first.process.pid } });
});

test("a holder that ends in order leaves the lock and no information behind", async () => {
  const path = join(temporaryDirectory(), "store.db");
  const first = runChild(hold, path, "audit");
  await atOnce([first]);
  await first.line();
  first.process.stdin?.end();
  expect(await first.end()).toEqual({ code: 0, stderr: "" });
  expect(existsSync(`${path}.lock.json`)).toBe(false);
  taken(takeLock(path, info)).release();
});

test("a holder that is killed leaves the lock to the next", async () => {
  const path = join(temporaryDirectory(), "store.db");
  const first = runChild(hold, path, "serve");
  await atOnce([first]);
  await first.line();
  expect(takeLock(path, info)).toHaveProperty("heldBy");
  first.process.kill("SIGKILL");
  await first.end();
  const lock = taken(takeLock(path, info));
  expect(JSON.parse(readFileSync(`${path}.lock.json`, "utf8"))).toEqual(info);
  lock.release();
});

test("of processes that try at once exactly one takes it", async () => {
  const path = join(temporaryDirectory(), "store.db");
  const children = Array.from({ length: 6 }, () => runChild(hold, path, "audit"));
  await atOnce(children);
  const answers = await Promise.all(children.map((child) => child.line()));
  expect(answers.filter((answer) => answer.includes("taken"))).toHaveLength(1);
});

test("one process takes it once, and again after releasing it", () => {
  const path = join(temporaryDirectory(), "store.db");
  const lock = taken(takeLock(path, info));
  expect(takeLock(path, { ...info, pid: 1 })).toEqual({ heldBy: info });
  lock.release();
  const next = taken(takeLock(path, info));
  lock.release(); // a second release must not take it from the next holder
  expect(takeLock(path, info)).toEqual({ heldBy: info });
  next.release();
});

test("files of the lock are private", () => {
  const path = join(temporaryDirectory(), "store.db");
  const lock = taken(takeLock(path, info));
  expect(statSync(`${path}.lock`).mode & 0o777).toBe(0o600);
  expect(statSync(`${path}.lock.json`).mode & 0o777).toBe(0o600);
  lock.release();
});

test("unreadable information about the holder is no information", () => {
  const path = join(temporaryDirectory(), "store.db");
  const lock = taken(takeLock(path, info));
  writeFileSync(`${path}.lock.json`, '{"pid": "4711"');
  expect(takeLock(path, info)).toEqual({ heldBy: undefined });
  lock.release();
});

test("information that cannot be written gives the lock back", () => {
  const path = join(temporaryDirectory(), "store.db");
  mkdirSync(join(`${path}.lock.json`, "in the way"), { recursive: true });
  const message = `store ${path}.lock.json: it cannot be written`;
  expect(() => takeLock(path, info)).toThrow(new RecordError(message));
  expect(() => takeLock(path, info)).toThrow(new RecordError(message));
});

test("a missing directory is said", () => {
  const path = join(temporaryDirectory(), "missing", "store.db");
  expect(() => takeLock(path, info)).toThrow(
    new RecordError(
      `store ${path}.lock: the directory ${join(path, "..")} does not exist: create it first`,
    ),
  );
});
