import process from "node:process";
import { exitCodes } from "./exit.ts";
import type { Io } from "./io.ts";
import { run } from "./run.ts";

const interrupted = new AbortController();
const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: interrupted.signal,
};

// The first signal asks; the second one ends at once, whatever is under way.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (interrupted.signal.aborted) process.exit(exitCodes.interrupted);
    interrupted.abort();
  });
}

// Node's own exit code for these is 1, which means "findings" here.
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    process.stderr.write(`envaudit: internal error: ${text}\n`);
    process.exit(exitCodes.internal);
  });
}

// A reader that went away (`envaudit audit | head`) did not get the result: that is no success, and no bug.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.notRecorded);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), io);
