import { z } from "zod";
import type { Tier } from "../model/outcome.ts";
import { catcherApis, lifecycleDefaults, type Policy } from "../model/environment.ts";
import { accessPolicy, mergeAccess } from "./access-policy.ts";
import { absolutePath, catcherUrl, duration, line, hostAndPort } from "./fields.ts";
import { safeEmailDomain, safePhonePrefix } from "./masking-fields.ts";

const targets = (what: string) => z.array(hostAndPort()).min(1).max(20).describe(what);

const mailEgressTest = z
  .strictObject({
    enabled: z
      .boolean()
      .describe("Consent to connect from the host to the relays, one attempt each per audit."),
    relays: targets(
      "Public relays that must be out of reach, as host (ports 25, 465, 587) or host:port.",
    ),
  })
  .describe("Proof that the host's network lets no mail out. Not on production.");

const integrationEgressTest = z
  .strictObject({
    enabled: z
      .boolean()
      .describe("Consent to connect from the host to the endpoints, one attempt each per audit."),
    endpoints: targets(
      "Live endpoints of payment, shipping and others that must be out of reach, as host (port 443) or host:port.",
    ),
  })
  .describe("Proof that the host's network reaches no live service. Not on production.");

const canary = z
  .strictObject({
    enabled: z
      .boolean()
      .describe("Consent to send one message per audit through Odoo; it is removed afterwards."),
    catcher: catcherUrl().describe(
      "Address of the mail catcher's API as the auditor reaches it, e.g. http://mailpit:8025.",
    ),
    api: z.enum(catcherApis).describe("Whose API it is."),
    within: duration()
      .optional()
      .describe("How long the message may take to arrive. Default: 60s."),
  })
  .describe(
    "Proof that mail ends in the catcher, by a message with a random token. Not on production.",
  );

const mail = z
  .strictObject({
    allowed_servers: z
      .array(hostAndPort())
      .optional()
      .describe("Mail catchers that the environment may send to, as host or host:port."),
    egress_test: mailEgressTest.optional(),
    canary: canary.optional(),
  })
  .describe("Outgoing and incoming mail.");

const integrations = z
  .strictObject({
    allowed_scheduled_actions: z
      .array(line())
      .optional()
      .describe("Scheduled actions that may stay active, by XML id or exact name."),
    egress_test: integrationEgressTest.optional(),
  })
  .describe("Connections to other systems.");

const lifecycle = z
  .strictObject({
    max_age_days: z
      .int()
      .min(1)
      .max(3650)
      .optional()
      .describe("Days after which a copy is too old. Default: dev 30, staging and uat 90."),
    warn_days: z
      .int()
      .min(1)
      .max(365)
      .optional()
      .describe("Days before its last day, or its review, to say so. Default: 7."),
    abandoned_days: z
      .int()
      .min(1)
      .max(3650)
      .optional()
      .describe("Days without anybody's login after which it counts as abandoned. Default: 60."),
    allowed_databases: z
      .array(line())
      .optional()
      .describe("Databases on its host that no environment declares, and that may be there."),
    allowed_services: z
      .array(absolutePath())
      .optional()
      .describe("odoo.conf of Odoo services on its host that no environment declares."),
  })
  .describe("How long an environment lives.");

const masking = z
  .strictObject({
    safe_email_domains: z
      .array(safeEmailDomain())
      .optional()
      .describe("Domains of masked addresses, beside the reserved ones (RFC 2606, RFC 6761)."),
    safe_phone_prefixes: z
      .array(safePhonePrefix())
      .optional()
      .describe("Beginnings of masked numbers in E.164, beside the reserved ranges."),
  })
  .describe("The declaration that personal data is masked here, and how to tell.");

export const policySchema = z.strictObject({
  mail: mail.optional(),
  integrations: integrations.optional(),
  access: accessPolicy.optional(),
  lifecycle: lifecycle.optional(),
  masking: masking.optional(),
});
export type PolicyInput = z.infer<typeof policySchema>;

// A developer's copy is soon behind the code it was made for, and the data in it is nobody's any more
// after a sprint or two. A staging or acceptance copy has to last through a release cycle, commonly a
// quarter. Production is the original, so its age says nothing.
const maxAgeDays = { dev: 30, staging: 90, uat: 90, production: undefined } as const;

// Odoo's own cleaning: it sends nothing anywhere, and without it a copy grows until its disk is full.
const harmlessActions = ["base.autovacuum_job"];

/** The environment's own policy over the defaults; a list replaces a list. */
export function mergePolicy(defaults: PolicyInput, own: PolicyInput, tier: Tier): Policy {
  const mailRules = { ...defaults.mail, ...own.mail };
  const integrationRules = { ...defaults.integrations, ...own.integrations };
  const life = { ...defaults.lifecycle, ...own.lifecycle };
  return {
    mail: {
      allowedServers: mailRules.allowed_servers ?? [],
      // Active proofs are never made on production, whatever the defaults for the fleet say.
      ...(tier !== "production" && activeProofs(mailRules)),
    },
    integrations: {
      allowedScheduledActions: integrationRules.allowed_scheduled_actions ?? harmlessActions,
      ...(tier !== "production" &&
        integrationRules.egress_test?.enabled === true && {
          egressTest: { endpoints: integrationRules.egress_test.endpoints },
        }),
    },
    access: mergeAccess(defaults.access, own.access, tier),
    lifecycle: {
      maxAgeDays: tier === "production" ? undefined : (life.max_age_days ?? maxAgeDays[tier]),
      warnDays: life.warn_days ?? lifecycleDefaults.warnDays,
      abandonedDays: life.abandoned_days ?? lifecycleDefaults.abandonedDays,
      allowedDatabases: life.allowed_databases ?? [],
      allowedServices: life.allowed_services ?? [],
    },
    masking: mergeMasking(defaults.masking, own.masking),
  };
}

// Odoo hands a message over within seconds; a catcher behind a greylisting or slow agent takes longer.
const canaryWithinMs = 60_000;

function activeProofs({
  egress_test: egress,
  canary: message,
}: NonNullable<PolicyInput["mail"]>): Omit<Policy["mail"], "allowedServers"> {
  return {
    ...(egress?.enabled === true && { egressTest: { relays: egress.relays } }),
    ...(message?.enabled === true && {
      canary: {
        catcher: message.catcher,
        api: message.api,
        withinMs: message.within ?? canaryWithinMs,
      },
    }),
  };
}

function mergeMasking(
  defaults: PolicyInput["masking"],
  own: PolicyInput["masking"],
): Policy["masking"] {
  if (defaults === undefined && own === undefined) return undefined;
  const rules = { ...defaults, ...own };
  return {
    safeEmailDomains: rules.safe_email_domains ?? [],
    safePhonePrefixes: rules.safe_phone_prefixes ?? [],
  };
}
