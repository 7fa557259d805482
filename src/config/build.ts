import { InternalError } from "../model/errors.ts";
import type {
  Environment,
  Identity,
  Lifecycle,
  OdooAccess,
  SqlAccess,
  SshAccess,
  SshEndpoint,
} from "../model/environment.ts";
import { mergePolicy } from "./policy.ts";
import type { DefaultsInput, EnvironmentInput, MainInput } from "./schema.ts";

const defaultTiming = {
  // Four times a day: a copy that became unsafe at night is known before people start to work.
  schedule: "0 */6 * * *",
  timezone: "UTC",
  // An audit of a large database takes well under a minute; five say that something hangs.
  deadlineMs: 5 * 60_000,
} as const;

/** The environment as the rest of the program knows it. */
export function buildEnvironment(
  name: string,
  input: EnvironmentInput,
  defaults: DefaultsInput,
): Environment {
  return {
    name,
    tier: input.tier,
    owner: input.owner,
    odoo: input.odoo && buildOdoo(input.odoo),
    ssh: input.ssh && buildSsh(input.ssh),
    sql: input.sql && buildSql(input.sql),
    judgeAs: input.judge_as,
    prefer: input.prefer ?? (input.sql === undefined ? "api" : "sql"),
    derivedFrom: input.derived_from,
    ...(input.fingerprint !== undefined && {
      fingerprint: {
        cron: input.fingerprint.schedule,
        mode: input.fingerprint.whole_table === true ? "whole-table" : "sample",
      },
    }),
    lifecycle: buildLifecycle(input.lifecycle),
    policy: mergePolicy(defaults.policy ?? {}, input.policy ?? {}, input.tier),
    schedule: {
      cron: input.schedule ?? defaults.schedule ?? defaultTiming.schedule,
      timezone: input.timezone ?? defaults.timezone ?? defaultTiming.timezone,
    },
    acceptedGaps: [...new Set(input.accepted_gaps)],
    deadlineMs: input.deadline ?? defaults.deadline ?? defaultTiming.deadlineMs,
  };
}

export function buildIdentity(input: MainInput["identities"][number]): Identity {
  return { id: input.id, persona: input.persona, odooLogins: input.odoo_logins };
}

function buildOdoo(input: NonNullable<EnvironmentInput["odoo"]>): OdooAccess {
  const { url, database, login, ca, api = "auto", api_key: apiKey } = input;
  const secret = apiKey ?? input.secret;
  if (secret === undefined) throw new InternalError("an access without a secret was let through");
  return { url, database, login, api, secret, secretIsApiKey: apiKey !== undefined, ca };
}

function buildSsh(input: NonNullable<EnvironmentInput["ssh"]>): SshAccess {
  return {
    ...buildEndpoint(input),
    jump: input.jump && buildEndpoint(input.jump),
    wrapper: input.wrapper,
    sudo: input.sudo,
    odooConf: input.odoo_conf,
  };
}

type EndpointInput = NonNullable<NonNullable<EnvironmentInput["ssh"]>["jump"]>;

function buildEndpoint(input: EndpointInput): SshEndpoint {
  const { host, port, user } = input;
  return { host, port, user, privateKey: input.private_key, hostKey: input.host_key };
}

function buildSql(input: NonNullable<EnvironmentInput["sql"]>): SqlAccess {
  const { database, user, host, port } = input;
  return { database, user, host, port };
}

function buildLifecycle(input: EnvironmentInput["lifecycle"]): Lifecycle {
  if (input?.expires !== undefined) return { kind: "expires", on: input.expires };
  return input?.keep === undefined ? { kind: "undeclared" } : { kind: "keep", ...input.keep };
}
