import { styleText } from "node:util";

/** What a command may touch of the process, passed in. */
export type Io = {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
};

export function print(io: Io, text: string): void {
  io.stdout.write(`${text}\n`);
}

export function complain(io: Io, text: string): void {
  io.stderr.write(`${text}\n`);
}

export type Style = Parameters<typeof styleText>[0];

/** Colour on a terminal, plain text elsewhere and where `NO_COLOR` is set. */
export function styled(stream: NodeJS.WriteStream, style: Style, text: string): string {
  return styleText(style, text, { stream, validateStream: true });
}
