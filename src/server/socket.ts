import { chmodSync, lstatSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { ConfigError } from "../model/errors.ts";

// The system's limit for the path of a socket, with its end: 108 bytes on Linux, 104 elsewhere.
const maxBytes = 103;

/**
 * Has `listen` listen at `path`, for the owner alone (mode 0600) from its first moment: it is made inside a
 * directory that nobody else can enter, and moved. Takes the place of a socket on which nobody listens.
 * Gives the function that removes it. Throws `ConfigError` when the place cannot be had.
 */
export async function placeSocket(
  path: string,
  listen: (path: string) => Promise<unknown>,
): Promise<() => void> {
  await demandFree(path);
  const directory = makePrivateDirectory(path);
  const made = join(directory, "s");
  try {
    if (Buffer.byteLength(made) > maxBytes) refuse(path, "is too long a path for a socket");
    await listen(made);
    chmodSync(made, 0o600);
    renameSync(made, path);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const { ino } = lstatSync(path);
  return () => {
    if (lstatSync(path, { throwIfNoEntry: false })?.ino === ino) rmSync(path, { force: true });
  };
}

function makePrivateDirectory(path: string): string {
  try {
    return mkdtempSync(`${dirname(path)}/.`); // mode 0700
  } catch {
    return refuse(path, "cannot be made: its directory is missing or cannot be written");
  }
}

async function demandFree(path: string): Promise<void> {
  if (Buffer.byteLength(path) > maxBytes) refuse(path, "is too long a path for a socket");
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isSocket()) refuse(path, "is something else than a socket, which is left alone");
  if (await answers(path)) refuse(path, "is in use by another daemon");
}

/** Whether somebody listens. A socket that may not be connected to counts as answered: it is not ours. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code !== "ECONNREFUSED" && error.code !== "ENOENT");
    });
  });
}

function refuse(path: string, message: string): never {
  throw new ConfigError([{ file: path, line: 0, column: 0, path: "", message }]);
}
