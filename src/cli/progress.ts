import { DefaultRenderer, Listr, ListrLogger, ProcessOutput } from "listr2";
import { countOutcomes } from "./format/order.ts";
import type { AuditEvent } from "../model/events.ts";
import type { Io } from "./io.ts";

export type Progress = { readonly onEvent: (event: AuditEvent) => void; stop(): Promise<void> };

type End = { readonly text: string; readonly isRecorded: boolean };

const silent: Progress = { onEvent: () => undefined, stop: () => Promise.resolve() };

// listr2 draws only where standard output is a terminal, and writes its lines to that otherwise: into the
// result. Here the result may go to a file while the terminal shows the progress on standard error.
class StderrRenderer extends DefaultRenderer {
  static override readonly nonTTY = true;
}

/** Live progress of audits on stderr when that is a terminal; nothing otherwise. */
export function showProgress(io: Io, environments: readonly string[]): Progress {
  if (!io.stderr.isTTY) return silent;
  const started = new Map(environments.map((name) => [name, Promise.withResolvers<void>()]));
  const ended = new Map(environments.map((name) => [name, Promise.withResolvers<End>()]));
  // listr2 replaces `write` while it draws: of this object, so that errors are still written at once.
  const screen = Object.create(io.stderr) as NodeJS.WriteStream;
  if (io.stderr.columns === 0) screen.columns = 80; // a terminal that nobody told its size (docker exec -t)
  const list = new Listr(
    environments.map((name) => ({
      title: `${name}: waiting`,
      task: async (_context: unknown, task: { title?: string; skip(message: string): void }) => {
        await started.get(name)?.promise;
        task.title = `${name}: auditing`;
        const end = await ended.get(name)?.promise;
        if (end?.isRecorded === true) task.title = `${name}: ${end.text}`;
        else task.skip(`${name}: ${end?.text}`);
      },
    })),
    {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      renderer: StderrRenderer,
      rendererOptions: {
        logger: new ListrLogger({ processOutput: new ProcessOutput(screen, screen) }),
      },
    },
  );
  const running = list.run();
  return {
    onEvent(event) {
      const { type, environment } = event;
      if (type !== "planned") started.get(environment)?.resolve();
      if (type === "finished") {
        const { fail, unknown } = countOutcomes(event.record.results);
        const text = `${fail} failing, ${unknown} unknown`;
        ended.get(environment)?.resolve({ text, isRecorded: true });
      }
      if (type === "failed") {
        ended.get(environment)?.resolve({ text: "not recorded", isRecorded: false });
      }
    },
    async stop() {
      for (const waiting of started.values()) waiting.resolve();
      for (const waiting of ended.values()) waiting.resolve({ text: "stopped", isRecorded: false });
      await running;
    },
  };
}
