import { z } from "zod";
import { expectedFound } from "../documents/issues.ts";
import { accessPaths } from "../model/environment.ts";
import { tiers } from "../model/outcome.ts";
import { knownSeries } from "../model/versions.ts";
import { digestKey, odooSchema, sqlSchema, sshSchema } from "./access.ts";
import { evidenceSchema } from "./evidence.ts";
import { cron, day, duration, environmentName, line, listen, pageUrl, timezone } from "./fields.ts";
import { policySchema } from "./policy.ts";
import type { Surroundings } from "./secrets.ts";

/** Words for pino, most to least urgent. */
export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

const keepSchema = z.strictObject({
  reason: line().describe("Why it has no last day."),
  approver: line().describe("Who approved that."),
  review: day().describe("Day (UTC) on which to decide again."),
});

const lifecycleSchema = z
  .strictObject({
    expires: day().optional().describe("Last day (UTC) of the environment."),
    keep: keepSchema.optional().describe("It has no last day, for a reason that is reviewed."),
  })
  .check((context) => {
    // An unknown key is told already, and may be the missing one.
    if (context.issues.length > 0 || Object.keys(context.value).length === 1) return;
    const message = "expected either `expires` or `keep`";
    context.issues.push({ code: "custom", message, input: context.value });
  })
  .meta({ minProperties: 1, maxProperties: 1 })
  .describe("How long it is meant to live: `expires`, or `keep`.");

const timing = {
  schedule: cron()
    .optional()
    .describe('When to audit, as a cron expression. Default "0 */6 * * *".'),
  timezone: timezone().optional().describe("Time zone of the schedule. Default UTC."),
  deadline: duration().optional().describe("Time for a whole audit, e.g. 5m, the default."),
};

const fingerprintSchema = z
  .strictObject({
    schedule: cron().describe("When to take it, as a cron expression."),
    whole_table: z
      .boolean()
      .optional()
      .describe("Every row instead of a random sample of each table. Default: false."),
  })
  .describe("Digests of its personal data, taken by the daemon, by which its copies are compared.");

/** YAML takes 18.0 for the number 18. */
function unquotedSerie(input: unknown): string | undefined {
  return typeof input === "number"
    ? `expected one of ${knownSeries.join(", ")} in quotes, found a number`
    : undefined;
}

function environmentSchema(around: Surroundings) {
  return z.strictObject({
    tier: z.enum(tiers).describe("What it is for; which checks apply depends on it."),
    owner: line().describe("Who answers for it: an identity or a team."),
    odoo: odooSchema(around).optional().describe("Access to Odoo's API."),
    ssh: sshSchema(around).optional().describe("Access to its host."),
    sql: sqlSchema.optional().describe("psql on that host, read-only; needs `ssh`."),
    judge_as: z
      .enum(knownSeries, { error: ({ input }) => unquotedSerie(input) })
      .optional()
      .describe("Series by which to judge an Odoo version that envaudit does not know."),
    prefer: z
      .enum(["sql", "api"])
      .optional()
      .describe("Source of facts that have both. Default: `sql` where it is configured."),
    lifecycle: lifecycleSchema.optional(),
    derived_from: z.string().optional().describe("The environment that it is a copy of."),
    fingerprint: fingerprintSchema.optional(),
    accepted_gaps: z
      .array(z.enum(accessPaths))
      .default([])
      .describe("Accesses that are missing on purpose: they neither raise exit codes nor page."),
    policy: policySchema.optional().describe("What is allowed here, over `defaults.policy`."),
    ...timing,
  });
}
export type EnvironmentInput = z.infer<ReturnType<typeof environmentSchema>>;

function environmentsSchema(around: Surroundings) {
  return z
    .record(environmentName(), environmentSchema(around))
    .describe("The audited environments by name.");
}

/** A file of `environments.d`. */
export function environmentsFileSchema(around: Surroundings) {
  return z.strictObject({ environments: environmentsSchema(around) });
}

const defaultsSchema = z.strictObject({
  ...timing,
  policy: policySchema.optional().describe("Policy of environments that say nothing else."),
});
export type DefaultsInput = z.infer<typeof defaultsSchema>;

function identitySchema(personas: readonly string[]) {
  return z.strictObject({
    id: line().describe("Name of the person, service account or agent."),
    persona: z.enum(personas).describe("Its persona in the registry."),
    odoo_logins: z.array(line()).default([]).describe("Odoo logins that belong to it."),
  });
}

const concurrencySchema = z.strictObject({
  audits: z.int().min(1).max(64).default(4).describe("Audits at the same time in the fleet."),
  per_host: z.int().min(1).max(16).default(1).describe("Audits at the same time on one host."),
});

const storeMap = z.strictObject(
  {
    path: line().default("./envaudit.db").describe("SQLite file, relative to this file."),
    retention_days: z
      .int()
      .min(1)
      .max(36_500)
      // A year and some weeks: last year's audit is still there when this year's is questioned.
      .default(400)
      .describe(
        "Days that audits, their results and fixed findings are kept; the daemon deletes older ones once a day. Open findings and each environment's last audit stay.",
      ),
  },
  {
    error: (issue) =>
      issue.code === "invalid_type" ? expectedFound("text or a map", issue.input) : undefined,
  },
);

/** A map, or the path alone. */
const storeSchema = z
  .preprocess((input) => (typeof input === "string" ? { path: input } : input), storeMap)
  .meta({ type: ["object", "string"] })
  .describe("Where audits and findings are kept: a map, or the path alone.");

/** `envaudit.yaml`. `personas` are the codes of the registry. */
export function mainFileSchema(around: Surroundings, personas: readonly string[]) {
  return z.strictObject({
    store: storeSchema.prefault({}),
    server: z
      .strictObject({
        listen: listen().prefault("127.0.0.1:9480").describe("Address and port."),
        runbook_base_url: pageUrl()
          .optional()
          .describe(
            "Address of the page of the checks, for `runbook_url` in the metrics: where docs/reference/checks.md is published, or /checks of this server as others reach it. Default: /checks at `listen`.",
          ),
      })
      .prefault({})
      .describe("The daemon's HTTP server."),
    concurrency: concurrencySchema.prefault({}).describe("How much at the same time."),
    refresh_poll: duration()
      .prefault("60s")
      .describe("How often to look whether an environment was restored."),
    self_test_every: duration()
      .prefault("1h")
      .describe(
        "How often the daemon audits broken simulated environments, to see that it still sees.",
      ),
    digest_key: digestKey(around)
      .optional()
      .describe("Key of the digests that stand for secrets. Default: made beside the store."),
    evidence: evidenceSchema(around)
      .prefault({})
      .describe("The ledger of everything that was recorded: how it is signed and anchored."),
    log_level: z.enum(logLevels).default("info").describe("Least urgent messages to log."),
    assets: z
      .array(line())
      .default([])
      .describe("Files of assets of your own for custom modules, relative to this file."),
    identities: z
      .array(identitySchema(personas))
      .default([])
      .describe("Who is who: people, service accounts and agents."),
    defaults: defaultsSchema.prefault({}).describe("For environments that say nothing else."),
    environments: environmentsSchema(around).prefault({}),
  });
}
export type MainInput = z.infer<ReturnType<typeof mainFileSchema>>;
