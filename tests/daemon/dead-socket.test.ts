import { linkSync } from "node:fs";
import { join } from "node:path";
import { createServer } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { takeLock, type Lock } from "../../src/store/lock.ts";
import { writeConfig } from "../cli/environments.ts";
import { auditsIn, start, temporaryFolder } from "../cli/support.ts";

/** The lock of a daemon whose socket is not there yet, or not any more, held by this process. */
function held(path: string, socket: string): Lock {
  const since = new Date().toISOString();
  const taken = takeLock(path, { pid: process.pid, role: "serve", socket, since });
  if (!("release" in taken)) throw new Error("the lock is taken");
  return taken;
}

const dark = { dark: { gaps: ["api", "ssh", "sql", "http"] as const } };

test.each(["that is gone", "that was left behind"])(
  "a command waits for a daemon with a socket %s, then audits itself",
  async (kind) => {
    const folder = temporaryFolder();
    writeConfig(folder, dark);
    const path = join(folder, "envaudit.db");
    const socket = `${path}.sock`;
    if (kind === "that was left behind") await leave(socket);
    const lock = held(path, socket);
    const running = start(["audit"], { cwd: folder });
    await running.says(/waiting for envaudit serve \(process \d+\) to release/);
    expect(auditsIn(path)).toEqual([]);
    lock.release();
    const { code, stderr } = await running.ended();
    expect(code).toBe(0);
    expect(stderr.split("\n")).toHaveLength(2); // said once
    expect(auditsIn(path)).toMatchObject([{ environment: "dark", trigger: "manual" }]);
  },
);

/** A socket file on which nobody listens, as a killed daemon leaves it. */
async function leave(path: string): Promise<void> {
  const server = createServer().listen(`${path}.made`);
  await once(server, "listening");
  linkSync(`${path}.made`, path);
  server.close();
  await once(server, "close");
}
