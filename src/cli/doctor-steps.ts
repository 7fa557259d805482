import type { Digester } from "../audit/rows.ts";
import type { Environment } from "../model/environment.ts";
import { TargetError } from "../model/errors.ts";
import type { Access, Causes, Found } from "./doctor-causes.ts";
import { readGrants } from "./doctor-grants.ts";
import { readFacts } from "./doctor-facts.ts";
import { checksOf } from "./source.ts";
import type { Source } from "./source-types.ts";
import type { Wires } from "../transports/wires.ts";

/** One thing to try; `run` says what it found, or throws `TargetError`. */
export type Step = {
  readonly name: string;
  /** The access that it tries; the reading of facts tries none of its own. */
  readonly access: Access | undefined;
  /** An access without which there is nothing to try. */
  readonly behind?: Access;
  readonly run: (signal: AbortSignal, causes: Causes) => Promise<Found>;
};

/** The steps for every configured access, in the order in which they depend on each other. */
export function doctorSteps(
  environment: Environment,
  source: Source,
  wires: Wires,
  digester: Digester,
): readonly Step[] {
  const checks = checksOf(source);
  const { name, odoo, ssh } = environment;
  if (odoo === undefined && ssh === undefined) return [nothingToTry(name)];
  return [
    ...apiSteps(environment, wires),
    ...hostSteps(environment, wires),
    ...sqlSteps(environment, source, wires),
    {
      name: "facts",
      access: undefined,
      run: (signal, causes) => readFacts(environment, checks, { wires, digester, signal }, causes),
    },
  ];
}

function nothingToTry(environment: string): Step {
  const message = `neither odoo nor ssh is configured for ${environment}: there is nothing to try`;
  return {
    name: "access",
    access: undefined,
    run: () => Promise.reject(new TargetError("transport_not_configured", message)),
  };
}

function apiSteps({ odoo }: Environment, { rpc }: Wires): readonly Step[] {
  if (rpc === undefined || odoo === undefined) return [];
  return [
    {
      name: "api: reach",
      access: "api",
      async run(signal) {
        return { detail: `Odoo ${(await rpc.version(signal)).serie} at ${odoo.url}` };
      },
    },
    {
      name: "api: log in",
      access: "api",
      behind: "api",
      async run(signal) {
        return { detail: `${odoo.login} is user ${await rpc.uid(signal)} of ${odoo.database}` };
      },
    },
  ];
}

function hostSteps({ ssh }: Environment, { host }: Wires): readonly Step[] {
  if (host === undefined || ssh === undefined) return [];
  return [
    {
      name: "ssh: log in",
      access: "ssh",
      async run(signal) {
        const { stdout } = await host.run({ name: "whoami" }, signal);
        return { detail: `${stdout.trim()} at ${ssh.host}:${ssh.port}, host key as pinned` };
      },
    },
  ];
}

function sqlSteps(environment: Environment, source: Source, wires: Wires): readonly Step[] {
  const { sql } = environment;
  const wire = wires.sql;
  if (wire === undefined || sql === undefined) return [];
  return [
    {
      name: "sql: connect",
      access: "sql",
      behind: "ssh",
      async run(signal) {
        const answers = await wire.query(
          [{ id: "role", sql: "select current_user::text as role" }],
          signal,
        );
        const answer = answers.get("role");
        if (answer?.ok !== true) throw new TargetError("malformed_response", "psql gave no role");
        const role = String(answer.rows[0]?.["role"]);
        return { detail: `role ${role} in ${sql.database}, read-only` };
      },
    },
    {
      name: "sql: grants",
      access: undefined,
      behind: "sql",
      run: (signal) => readGrants(environment, source, wires, wire, signal),
    },
  ];
}
