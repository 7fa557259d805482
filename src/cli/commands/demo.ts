import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { auditOnce } from "../audit-once.ts";
import { demoFolder } from "../demo-source.ts";
import { withExamples } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { formatJson } from "../format/json.ts";
import { formatTable } from "../format/table.ts";
import { complain, print } from "../io.ts";
import type { Register } from "../register.ts";
import { openSource } from "../source.ts";

const next = `
What to do next:
  envaudit audit --demo staging-unsafe   the same environment by the command that you will use (exits 1)
  envaudit serve --demo                  the daemon with its metrics, on these environments
  envaudit init                          a configuration for environments of your own`;

/** `envaudit demo`: audits simulated environments once; findings are the point, so it exits 0. */
export const registerDemo: Register = (program, io, done) => {
  withExamples(program.command("demo"), ["envaudit demo", "see it work; nothing has to be set up"])
    .description("audit five simulated environments once and show the result")
    .action(async () => {
      const source = await openSource(io, { demo: true });
      try {
        complain(
          io,
          "Auditing five simulated environments over real XML-RPC and SSH on loopback.\n",
        );
        const { audits, failed, interrupted } = await auditOnce(
          io,
          source,
          source.config.environments,
          {},
        );
        print(
          io,
          formatTable(
            audits.map(({ record }) => record),
            io.stdout,
          ),
        );
        const results = resolve(io.cwd, demoFolder, "results.json");
        writeFileSync(results, `${formatJson(audits)}\n`);
        print(
          io,
          `\nResults: ${demoFolder}/results.json, store: ${demoFolder}/envaudit.db\n${next}`,
        );
        if (interrupted) done(exitCodes.interrupted);
        else done(failed.length > 0 ? exitCodes.notRecorded : exitCodes.ok);
      } finally {
        await source.close();
      }
    });
};
