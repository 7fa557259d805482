import process from "node:process";
import { reportBug } from "./errors.ts";
import { exitCodes } from "./exit.ts";
import { complain, type Io } from "./io.ts";
import { run } from "./run.ts";

const interrupted = new AbortController();
const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: interrupted.signal,
};

// The first signal asks; the second one ends at once, whatever is under way. Ctrl-C and service managers
// signal a launcher and its program together, and the launcher passes on what it got as SIGUSR2: so one
// request may come in both ways, and the greater of the two counts says how many there were.
const asked = { directly: 0, byLauncher: 0 };
function ask(way: keyof typeof asked): void {
  asked[way] += 1;
  if (Math.max(asked.directly, asked.byLauncher) > 1) process.exit(exitCodes.interrupted);
  interrupted.abort();
}
process.on("SIGINT", () => ask("directly"));
process.on("SIGTERM", () => ask("directly"));
process.on("SIGUSR2", () => ask("byLauncher"));

// Node's own exit code for these is 1, which means "findings" here.
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    reportBug(io, error);
    process.exit(exitCodes.internal);
  });
}

// A result that did not reach its reader is no success. One that went away (`envaudit audit | head`) knows.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") complain(io, `envaudit: cannot write the result: ${error.code}`);
  process.exit(exitCodes.notRecorded);
});
// Messages that nobody reads change nothing.
process.stderr.on("error", () => undefined);

// Nothing is left that could end the run, though it has not ended: Node would say 13, or 0 below a launcher.
let ended = false;
process.on("exit", () => {
  if (ended || ![0, 13].includes(Number(process.exitCode ?? 0))) return;
  reportBug(io, new Error("the program came to an end before its work did"));
  process.exitCode = exitCodes.internal;
});

process.exitCode = await run(process.argv.slice(2), io);
ended = true;
