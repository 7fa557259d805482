import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { Clock } from "../../src/model/clock.ts";
import { openStore } from "../../src/store/store.ts";
import type { Store } from "../../src/store/store.ts";

export const fixedClock: Clock = { now: () => new Date("2026-03-01T12:00:00.000Z") };

/** A directory that is gone when the test is over. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "envaudit-store-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function temporaryStore(): Promise<{ store: Store; path: string }> {
  const path = join(temporaryDirectory(), "store.db");
  return { store: await openedStore(path), path };
}

export async function openedStore(path: string): Promise<Store> {
  const store = await openStore({ path, clock: fixedClock });
  onTestFinished(() => store.close());
  return store;
}

export type Child = {
  readonly process: ChildProcess;
  /** The next line that it prints. */
  line(): Promise<string>;
  /** Its exit code, and everything that it wrote to stderr. */
  end(): Promise<{ code: number | null; stderr: string }>;
};

/** Children that print `ready`, let go at the same moment. */
export async function atOnce(children: readonly Child[]): Promise<void> {
  await Promise.all(children.map((child) => child.line()));
  for (const child of children) child.process.stdin?.write("go\n");
}

/** A script of ours in a process of its own. */
export function runChild(script: URL, ...args: readonly string[]): Child {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const closed = once(child, "close");
  return {
    process: child,
    line: async () => {
      const next = await lines.next();
      if (next.done === true) throw new Error(`the child ended: ${stderr}`);
      return next.value;
    },
    end: async () => {
      await closed;
      return { code: child.exitCode, stderr };
    },
  };
}
