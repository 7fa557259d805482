import { planAudit, type Plan } from "../../audit/plan.ts";
import type { Environment, OdooAccess } from "../../model/environment.ts";
import { everyFactOf, type Check } from "../../probes/check.ts";
import type { Via } from "../../transports/wires.ts";
import { exitCodes } from "../exit.ts";
import { formatColumns } from "../format/columns.ts";
import { print, styled, type Io } from "../io.ts";
import type { Register } from "../register.ts";
import { checksOf, openSource, selectEnvironments } from "../source.ts";
import type { SourceOptions } from "../source-types.ts";

/** `envaudit plan`: what an audit would do, without connecting anywhere. */
export const registerPlan: Register = (program, io, done) => {
  program
    .command("plan")
    .description("print which checks would run where, through which source and credential")
    .argument("[environment...]", "environments (default: all)")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .option("--demo", "use the simulated environments of the demonstration")
    .option("--json", "print an array")
    .action(async (names: string[], options: SourceOptions & { json?: boolean }) => {
      const source = await openSource(io, options);
      try {
        const chosen = selectEnvironments(source.config, names);
        const plans = chosen.map((environment) => describe(environment, checksOf(source)));
        print(io, options.json === true ? JSON.stringify(plans, undefined, 2) : text(io, plans));
        done(exitCodes.ok);
      } finally {
        await source.close();
      }
    });
};

type Line = { readonly check: string; readonly runs: boolean; readonly how: string };
type Described = {
  readonly environment: string;
  readonly tier: string;
  /** By the rules of which series an unknown version would be judged, when the operator says so. */
  readonly judgeAs: string | null;
  readonly credentials: Readonly<Record<string, string>>;
  readonly checks: readonly Line[];
};

function describe(environment: Environment, checks: readonly Check[]): Described {
  const plan = planAudit(environment, checks);
  return {
    environment: environment.name,
    tier: environment.tier,
    judgeAs: environment.judgeAs ?? null,
    credentials: credentialsOf(environment),
    checks: plan.checks.map(({ check, because }) => ({
      check: check.id,
      runs: because === undefined,
      how: because ?? sourcesOf(plan, everyFactOf(check)),
    })),
  };
}

function sourcesOf(plan: Plan, needs: readonly { readonly id: string }[]): string {
  const vias = new Map(plan.facts.map(({ collector, via }) => [collector.id, via]));
  const parts = needs.map(({ id }) => `${id} by ${viaName(vias.get(id))}`);
  return parts.length === 0 ? "from the configuration alone" : parts.join(", ");
}

const viaName = (via: Via | undefined): string => via ?? "no configured access";

function credentialsOf({ odoo, ssh, sql }: Environment): Readonly<Record<string, string>> {
  return {
    ...(odoo && {
      rpc: `${odoo.login} at ${odoo.url}, database ${odoo.database}, ${apiName(odoo)}`,
    }),
    ...(ssh && { host: `${ssh.user} at ${ssh.host}:${ssh.port}` }),
    ...(sql && { sql: `role ${sql.user ?? ssh?.user ?? ""}, database ${sql.database}` }),
  };
}

function apiName({ api, secretIsApiKey }: OdooAccess): string {
  switch (api) {
    case "xmlrpc":
      return "over XML-RPC";
    case "json2":
      return "over JSON-2";
    case "auto":
      return secretIsApiKey ? "over JSON-2 from 19 on, else XML-RPC" : "over XML-RPC";
  }
}

const judging = ({ judgeAs }: Described): string =>
  judgeAs === null ? "" : `, a version that is not known is judged as ${judgeAs}`;

function text(io: Io, plans: readonly Described[]): string {
  return plans
    .map((plan) =>
      [
        `${styled(io.stdout, "bold", plan.environment)}  ${plan.tier}${judging(plan)}`,
        ...Object.entries(plan.credentials).map(([via, who]) => `  ${via.padEnd(5)} ${who}`),
        formatColumns(
          plan.checks.map(({ check, runs, how }) => [runs ? "  run " : "  skip", check, how]),
        ),
      ].join("\n"),
    )
    .join("\n\n");
}
