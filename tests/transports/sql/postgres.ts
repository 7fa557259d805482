import { execFileSync, spawn, type SpawnOptions } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export type Postgres = {
  /** The folder of its socket, which psql takes as the host. */
  readonly host: string;
  /** Where `psql` is. */
  readonly bin: string;
  /** Runs SQL as the superuser, in the database `staging`. */
  run(sql: string): void;
  stop(): Promise<void>;
};

/** The folder that has all of PostgreSQL's programs, or undefined where it is not installed. */
export function postgresBin(): string | undefined {
  const versions = "/usr/lib/postgresql";
  const packaged = existsSync(versions) ? readdirSync(versions) : [];
  const folders = [
    ...packaged.toSorted((a, b) => Number(b) - Number(a)).map((v) => join(versions, v, "bin")),
    ...(process.env["PATH"] ?? "").split(delimiter),
  ];
  return folders.find((folder) =>
    ["initdb", "postgres", "psql"].every((program) => existsSync(join(folder, program))),
  );
}

/** PostgreSQL refuses to run as root: another account, for a root that may become one. */
function account(): Pick<SpawnOptions, "uid" | "gid"> {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number =>
    Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** A new server of its own, on a socket in a folder of its own, with an empty database `staging`. */
export async function startPostgres(bin: string): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), "envaudit-pg-"));
  const as = account();
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, "data");
  const quiet = { ...as, stdio: "ignore", cwd: folder } as const;
  execFileSync(
    join(bin, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
    quiet,
  );
  const server = spawn(
    join(bin, "postgres"),
    ["-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
    quiet,
  );
  const exited = new Promise((resolve) => server.once("exit", resolve));
  const psql = (database: string, sql: string): void => {
    execFileSync(
      join(bin, "psql"),
      ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", "postgres", "-d", database],
      { input: sql, stdio: ["pipe", "ignore", "pipe"] },
    );
  };
  await untilReady(() => psql("postgres", "select 1"));
  psql("postgres", "create database staging");
  return {
    host: folder,
    bin,
    run: (sql) => psql("staging", sql),
    stop: async () => {
      server.kill("SIGQUIT");
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}

async function untilReady(attempt: () => void): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return attempt();
    } catch (error) {
      if (tries === 100) throw error;
      await pause(100);
    }
  }
}
