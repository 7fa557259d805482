import { DefaultRenderer, Listr, ListrLogger, ProcessOutput } from "listr2";
import { countOutcomes } from "./format/order.ts";
import type { AuditEvent } from "../model/events.ts";
import type { Io } from "./io.ts";

export type Progress = { readonly onEvent: (event: AuditEvent) => void; stop(): Promise<void> };

type Waiting = { readonly promise: Promise<string>; resolve(text: string): void };

const silent: Progress = { onEvent: () => undefined, stop: () => Promise.resolve() };

// listr2 draws only where standard output is a terminal, and writes its lines to that otherwise: into the
// result. Here the result may go to a file while the terminal shows the progress on standard error.
class StderrRenderer extends DefaultRenderer {
  static override readonly nonTTY = true;
}

/** Live progress of audits on stderr when that is a terminal; nothing otherwise. */
export function showProgress(io: Io, environments: readonly string[]): Progress {
  if (!io.stderr.isTTY) return silent;
  const started = new Map<string, Waiting>();
  const ended = new Map<string, Waiting>();
  for (const name of environments) {
    started.set(name, Promise.withResolvers<string>());
    ended.set(name, Promise.withResolvers<string>());
  }
  // listr2 replaces `write` while it draws: of this object, so that errors are still written at once.
  const screen = Object.create(io.stderr) as NodeJS.WriteStream;
  if (io.stderr.columns === 0) screen.columns = 80; // a terminal that nobody told its size (docker exec -t)
  const list = new Listr(
    environments.map((name) => ({
      title: `${name}: waiting`,
      task: async (_context: unknown, task: { title?: string }) => {
        await started.get(name)?.promise;
        task.title = `${name}: auditing`;
        task.title = `${name}: ${(await ended.get(name)?.promise) ?? "done"}`;
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
      if (event.type !== "planned") started.get(event.environment)?.resolve("");
      if (event.type === "finished") {
        const counts = countOutcomes(event.record.results);
        const text = `${counts.fail} failing, ${counts.unknown} unknown`;
        ended.get(event.environment)?.resolve(text);
      }
      if (event.type === "failed") ended.get(event.environment)?.resolve("not recorded");
    },
    async stop() {
      for (const waiting of [...started.values(), ...ended.values()]) waiting.resolve("stopped");
      await running;
    },
  };
}
