import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { onTestFinished, vi } from "vitest";

// Each run of the program takes half a second on an idle machine, and many times that on a busy one.
vi.setConfig({ testTimeout: 90_000 });

/** The program as it is written: the Node of the tests needs no build. */
export const mainPath = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

// Reading the sources is most of a short run, so it is done once for all of them.
const compileCache = fileURLToPath(
  new URL("../../node_modules/.cache/envaudit-tests", import.meta.url),
);

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};
export type Running = {
  readonly process: ChildProcess;
  /** What it has written so far. */
  readonly written: { stdout: string; stderr: string };
  /** Waits until something that it wrote matches; throws with everything when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  ended(): Promise<Ended>;
};
export type Started = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of node itself. */
  readonly node?: readonly string[];
};

/** The real program in a process of its own, that ends with the test at the latest. */
export function start(args: readonly string[], { cwd, env, node = [] }: Started): Running {
  return follow(spawnNode([...node, mainPath, ...args], cwd, env));
}

function spawnNode(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: compileCache, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** A child whose outputs are pipes. */
export function follow(child: ChildProcess): Running {
  onTestFinished(() => void child.kill("SIGKILL"));
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => (written[name] += text));
  }
  let isClosed = false;
  const closed = once(child, "close").then(() => (isClosed = true));
  const all = (): string => `${written.stdout}${written.stderr}`;
  return {
    process: child,
    written,
    async says(pattern) {
      const found = await until(`something like ${pattern}`, () => {
        const match = pattern.exec(all());
        if (match === null && isClosed) throw new Error(`it ended without ${pattern}:\n${all()}`);
        return match ?? undefined;
      });
      return found;
    },
    async ended() {
      await closed;
      return { code: child.exitCode, signal: child.signalCode, ...written };
    },
  };
}

/** One run from start to end. */
export const cli = (args: readonly string[], started: Started): Promise<Ended> =>
  start(args, started).ended();

const longestMs = 60_000;

/** The first value of `look` that is not undefined or false; looks again and again. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const last = performance.now() + longestMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > last) throw new Error(`waited too long for ${what}`);
    await setTimeout(20);
  }
}

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "envaudit-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export type StoredAudit = {
  readonly environment: string;
  readonly trigger: string;
  readonly complete: number;
  readonly started_at: string;
  readonly finished_at: string;
};

/** The audits in a store, oldest first, read beside whoever writes it; none where there is no store yet. */
export function auditsIn(path: string): readonly StoredAudit[] {
  if (!existsSync(path)) return [];
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    const hasTable = database
      .prepare("select 1 from sqlite_master where type = 'table' and name = 'audits'")
      .get();
    if (hasTable === undefined) return [];
    return database
      .prepare('select environment, "trigger", complete, started_at, finished_at from audits')
      .all() as unknown as readonly StoredAudit[];
  } finally {
    database.close();
  }
}
