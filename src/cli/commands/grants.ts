import { randomBytes } from "node:crypto";
import { cellNeeds } from "../../audit/masking/cell-needs.ts";
import { planAudit, type PlannedFact } from "../../audit/plan.ts";
import { sqlNeeds } from "../../audit/sql-needs.ts";
import type { ReadContext } from "../../facts/read.ts";
import type { Environment } from "../../model/environment.ts";
import { UsageError } from "../../model/errors.ts";
import { knownSeries } from "../../model/versions.ts";
import { openWires } from "../../transports/open.ts";
import { closeWires, type RecordsWire } from "../../transports/wires.ts";
import { withExamples } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { odooGrants } from "../grants/odoo.ts";
import { grantsSql } from "../grants/sql.ts";
import { sshGrants } from "../grants/ssh.ts";
import { grantsText, type Grants } from "../grants/text.ts";
import { print, type Io } from "../io.ts";
import { odooContext } from "../odoo-context.ts";
import type { Register } from "../register.ts";
import { assertKnown, checksOf, openSource } from "../source.ts";
import type { Source, SourceOptions } from "../source-types.ts";

/** `envaudit grants`: the least that the auditor needs in an environment, made from what its checks read. */
export const registerGrants: Register = (program, io, done) => {
  withExamples(
    program.command("grants"),
    ["envaudit grants staging", "what to set up on its host, in PostgreSQL and in Odoo"],
    ["envaudit grants staging --odoo 17.0", "without asking the environment for its version"],
    ["envaudit grants staging --json", "the same for a program"],
  )
    .description("print the least that the auditor's own accounts need in an environment")
    .argument("<environment>", "environment to print it for")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .option("--demo", "use the simulated environments of the demonstration")
    .option("--odoo <series>", "series of Odoo, e.g. 17.0 (default: ask the environment)")
    .option("--json", "print an object")
    .action(async (name: string, options: SourceOptions & { odoo?: string; json?: boolean }) => {
      const source = await openSource(io, options);
      try {
        const { environments } = source.config;
        assertKnown(
          "environment",
          name,
          environments.map((e) => e.name),
        );
        if (options.odoo !== undefined) assertKnown("series", options.odoo, knownSeries);
        for (const environment of environments) {
          if (environment.name !== name) continue;
          const grants = await grantsOf(io, environment, source, options.odoo);
          print(
            io,
            options.json === true ? JSON.stringify(grants, undefined, 2) : grantsText(grants),
          );
          done(exitCodes.ok);
        }
      } finally {
        await source.close();
      }
    });
};

async function grantsOf(
  io: Io,
  environment: Environment,
  source: Source,
  series: string | undefined,
): Promise<Grants> {
  const { facts } = planAudit(environment, checksOf(source));
  const context =
    series === undefined
      ? await contextFrom(io, environment, facts)
      : { version: { major: Number.parseInt(series, 10), serie: series }, environment };
  const { name, prefer, ssh, sql } = environment;
  const { environments } = source.config;
  const { personalData } = source.registry;
  const cells = cellNeeds(environment, environments, personalData, context);
  const needs = sqlNeeds(facts, context, cells);
  return {
    environment: name,
    prefer,
    odooVersion: context.version.serie,
    ssh: ssh === undefined ? null : sshGrants(ssh, facts, context, environments),
    sql: sql === undefined ? null : { text: grantsSql(sql, needs), unforeseen: needs.unforeseen },
    odoo: odooGrants(environment, facts, context) ?? null,
  };
}

const noRecords: RecordsWire = { identities: () => Promise.resolve([]) };

/** The version and the installed modules, as any access tells them. Throws `UsageError` where none does. */
async function contextFrom(
  io: Io,
  environment: Environment,
  facts: readonly PlannedFact[],
): Promise<ReadContext> {
  const wires = openWires(environment, noRecords, randomBytes);
  try {
    const signal = AbortSignal.any([io.signal, AbortSignal.timeout(environment.deadlineMs)]);
    const context = await odooContext(environment, facts, wires, signal);
    io.signal.throwIfAborted();
    if (context !== undefined) return context;
  } finally {
    closeWires(wires);
  }
  throw new UsageError(
    `${environment.name} does not tell its version by any access: name it with --odoo ${knownSeries.at(-1)}`,
  );
}
