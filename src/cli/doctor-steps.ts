import { collect } from "../audit/collect.ts";
import { planAudit } from "../audit/plan.ts";
import type { Digester } from "../audit/rows.ts";
import { unprovenScope } from "../audit/scope.ts";
import type { Environment } from "../model/environment.ts";
import { TargetError } from "../model/errors.ts";
import type { UnknownReason } from "../model/outcome.ts";
import { plural } from "../model/text.ts";
import type { Check } from "../probes/check.ts";
import type { Wires } from "../transports/wires.ts";

/** One thing to try; `run` says in words what it found, or throws `TargetError`. */
export type Step = {
  readonly name: string;
  readonly run: (signal: AbortSignal) => Promise<string>;
};

/** What to do about a failed step, by its reason. */
export const advice: Readonly<Record<UnknownReason, string>> = {
  unreachable:
    "check the address and port, that the service runs, and that a firewall lets us through",
  timeout: "the service took too long: check its load and the network between",
  tls_untrusted: "give the issuing certificate authority as `ca`, or renew the certificate",
  host_key_mismatch: "compare the fingerprint on the host itself before you pin the new key",
  auth_failed: "check the login, the secret and the database name",
  access_denied: "grant the account what the line names",
  transport_not_configured: "configure the access, or declare it under accepted_gaps",
  unsupported_version: "upgrade envaudit, or judge this version by hand",
  malformed_response: "something other than Odoo may answer there: check the address and the proxy",
  response_too_large: "check what answers there; a table may have to be read by SQL",
  fact_missing: "check the path or program that the line names",
  deadline_exceeded: "raise the environment's deadline",
  internal_error: "report it, with what ENVAUDIT_TRACE=1 prints",
};

/** The steps for every configured access, in the order in which they depend on each other. */
export function doctorSteps(
  environment: Environment,
  checks: readonly Check[],
  wires: Wires,
  digester: Digester,
): readonly Step[] {
  return [
    ...apiSteps(environment, wires),
    ...hostSteps(environment, wires),
    ...sqlSteps(environment, wires),
    { name: "facts", run: (signal) => readFacts(environment, checks, wires, digester, signal) },
  ];
}

function apiSteps({ odoo }: Environment, { rpc }: Wires): readonly Step[] {
  if (rpc === undefined || odoo === undefined) return [];
  return [
    { name: "api: reach", run: async (s) => `Odoo ${(await rpc.version(s)).serie} at ${odoo.url}` },
    {
      name: "api: log in",
      run: async (s) => `${odoo.login} is user ${await rpc.uid(s)} of ${odoo.database}`,
    },
  ];
}

function hostSteps({ ssh }: Environment, { host }: Wires): readonly Step[] {
  if (host === undefined || ssh === undefined) return [];
  return [
    {
      name: "ssh: log in",
      async run(signal) {
        const { stdout } = await host.run({ name: "whoami" }, signal);
        return `${stdout.trim()} at ${ssh.host}:${ssh.port}, host key as pinned`;
      },
    },
  ];
}

function sqlSteps({ sql }: Environment, wires: Wires): readonly Step[] {
  const wire = wires.sql;
  if (wire === undefined || sql === undefined) return [];
  return [
    {
      name: "sql: connect",
      async run(signal) {
        const answers = await wire.query(
          [{ id: "role", sql: "select current_user::text as role" }],
          signal,
        );
        const answer = answers.get("role");
        if (answer?.ok !== true) throw new TargetError("malformed_response", "psql gave no role");
        return `role ${String(answer.rows[0]?.["role"])} in ${sql.database}, read-only`;
      },
    },
  ];
}

/** Reads every fact of an audit without judging or recording anything. */
async function readFacts(
  environment: Environment,
  checks: readonly Check[],
  wires: Wires,
  digester: Digester,
  signal: AbortSignal,
): Promise<string> {
  const { facts: planned } = planAudit(environment, checks);
  const facts = await collect(planned, { environment, wires, digester, signal });
  const overApi = planned.some(
    ({ via, collector }) => via === "rpc" && collector.anyVersion !== true,
  );
  const scope = overApi ? unprovenScope(facts, environment.odoo?.login ?? "") : undefined;
  if (scope?.state === "unknown") throw new TargetError(scope.reason, scope.detail);
  const failed = Object.entries(facts).filter(
    ([, fact]) => fact.state === "unknown" && fact.reason !== "transport_not_configured",
  );
  const [first] = failed;
  if (first !== undefined && first[1].state === "unknown") {
    const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : "";
    throw new TargetError(first[1].reason, `${first[0]}: ${first[1].detail}${more}`);
  }
  const unconfigured = Object.values(facts).filter((fact) => fact.state === "unknown").length;
  const read = plural(planned.length - unconfigured, "fact");
  return `${read} read${unconfigured > 0 ? `, ${unconfigured} behind accesses that are not configured` : ""}`;
}
