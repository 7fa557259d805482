import { EventEmitter } from "node:events";
import { WriteStream } from "node:tty";
import type { Io } from "../../src/cli/io.ts";
import { run } from "../../src/cli/run.ts";

/** A stream that keeps what is written; as far as a program can tell, a terminal or a file. */
export class FakeStream extends EventEmitter {
  readonly isTTY: boolean;
  readonly columns = 120;
  readonly rows = 40;
  private readonly written: string[] = [];
  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
  }
  get text(): string {
    return this.written.join("");
  }
  write(text: string | Uint8Array, ...rest: unknown[]): boolean {
    this.written.push(String(text));
    const done = rest.findLast((each) => typeof each === "function");
    if (done !== undefined) queueMicrotask(() => (done as () => void)());
    return true;
  }
  // Node's own answers, by what the process's environment says (NO_COLOR, TERM).
  getColorDepth(): number {
    return WriteStream.prototype.getColorDepth.call(this, process.env);
  }
  hasColors(): boolean {
    return this.getColorDepth() > 1;
  }
  cursorTo(): boolean {
    return true;
  }
  moveCursor(): boolean {
    return true;
  }
  clearLine(): boolean {
    return true;
  }
}

/** The same as the stream that a command takes: it uses no more of it than there is. */
export const asStream = (stream: FakeStream): NodeJS.WriteStream =>
  stream as unknown as NodeJS.WriteStream;

/** One run of the command line inside this process: everything but what `main.ts` does. */
export async function runHere(args: readonly string[], cwd = "/", signal?: AbortSignal) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const io: Io = {
    stdout: asStream(stdout),
    stderr: asStream(stderr),
    env: {},
    cwd,
    signal: signal ?? new AbortController().signal,
  };
  const code = await run(args, io);
  return { code, stdout: stdout.text, stderr: stderr.text };
}
