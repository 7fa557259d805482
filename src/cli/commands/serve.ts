import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Config } from "../../config/load.ts";
import { startDaemon, type Daemon } from "../../daemon.ts";
import { systemClock } from "../../model/clock.ts";
import { plural } from "../../model/text.ts";
import { withExamples } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { complain, print, type Io } from "../io.ts";
import { createLog } from "../log.ts";
import type { Register } from "../register.ts";
import { defaultConfigPath, openSource } from "../source.ts";
import type { SourceOptions } from "../source-types.ts";
import { version } from "../version.ts";

const signals = `
SIGHUP reloads the configuration; a bad one is told, and the running one stays.`;

/** `envaudit serve`: the daemon. SIGHUP reloads, SIGTERM and Ctrl-C drain, a second one ends at once. */
export const registerServe: Register = (program, io, done) => {
  withExamples(
    program.command("serve").addHelpText("after", signals),
    ["envaudit serve", "on envaudit.yaml"],
    ["envaudit serve --demo", "on simulated environments"],
  )
    .description("audit every environment on its schedule and serve metrics")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .option("--demo", "use the simulated environments of the demonstration")
    .action(async (options: SourceOptions) => {
      const chosen = withDemo(io, options);
      const source = await openSource(io, chosen);
      try {
        const daemon = await startDaemon({
          ...source,
          reload: () => source.reload(),
          clock: systemClock,
          log: createLog(source.config.logLevel),
          version: version(),
          // Nobody wrote the demonstration's port down: it must not fail where a daemon runs already.
          orFreePort: chosen.demo === true,
        });
        announce(io, daemon, source.config);
        const drained = await untilStopped(io, daemon);
        done(drained ? exitCodes.ok : exitCodes.internal);
      } finally {
        await source.close();
      }
    });
};

/** The demonstration where nothing is configured, so that a first `npm start` shows something. */
function withDemo(io: Io, options: SourceOptions): SourceOptions {
  const chosen = options.config ?? io.env["ENVAUDIT_CONFIG"];
  if (chosen !== undefined || existsSync(resolve(io.cwd, defaultConfigPath))) return options;
  if (options.demo !== true) {
    complain(io, `There is no ${defaultConfigPath} here: serving the simulated demonstration.`);
  }
  return { ...options, demo: true };
}

function announce(io: Io, { url }: Daemon, { server, environments }: Config): void {
  const { port } = server.listen;
  if (port !== 0 && Number(new URL(url).port || 80) !== port) {
    complain(io, `Port ${port} is taken: listening on another one.`);
  }
  const pages = ["/metrics", "/healthz", "/readyz", "/checks"].map((path) => `  ${url}${path}`);
  const fleet = plural(environments.length, "environment");
  const what = `envaudit ${version()}: auditing ${fleet}.`;
  print(io, [what, ...pages].join("\n")); // at once: who waits for one address may stop reading there
}

async function untilStopped(io: Io, daemon: Daemon): Promise<boolean> {
  const reload = (): void => void daemon.reload();
  process.on("SIGHUP", reload);
  try {
    await new Promise<void>((stop) => {
      if (io.signal.aborted) stop();
      else io.signal.addEventListener("abort", () => stop(), { once: true });
    });
    return await daemon.stop();
  } finally {
    process.off("SIGHUP", reload);
  }
}
