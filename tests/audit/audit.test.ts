import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Environment } from "../../src/model/environment.ts";
import { breakEnvironment, breakIds, cloneOf, type BreakId } from "../../src/simulator/breaks.ts";
import {
  startSimulatedEnvironment,
  type SimulatedEnvironment,
} from "../../src/simulator/environment.ts";
import { simulatedMajors } from "../../src/simulator/odoo/database.ts";
import type { SimMajor } from "../../src/simulator/odoo/database.ts";
import { handWrittenChecks as checks } from "../../src/probes/list.ts";
import type { productionBreaks } from "../../src/simulator/break-production.ts";
import type { IdentityRecord } from "../../src/transports/wires.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { odooConfPath } from "../../src/simulator/spec.ts";
import { running } from "../simulator/support.ts";
import {
  auditOf,
  checksWith,
  clock,
  declare,
  findingsOf,
  identityFrom,
  idleOn,
  isAbout,
  proving,
  resultOf,
  unknownsOf,
  verdictOf,
} from "./support.ts";

/** The subject of the one finding that each break gives, by the check that must see it. */
type OfCopies = Exclude<
  BreakId,
  // Those of the catalogue of personal data have a test of their own.
  "identity.clone" | keyof typeof productionBreaks | `masking.identifiers-${string}`
>;
const expected: Readonly<Record<OfCopies, string>> = {
  "mail.outgoing-servers": "ir.mail_server,1",
  "mail.incoming-servers": "fetchmail.server,1",
  "mail.fallback-server": "odoo.conf,smtp_server",
  "mail.outgoing-queue": "mail.mail,outgoing",
  "mail.host-mta": "host,postfix",
  "mail.egress": "egress,smtp.harbour-goods.com:587",
  "mail.canary": "canary",
  "mail.archived-servers": "ir.mail_server,1",
  "mail.failed-mails": "mail.mail,exception",
  "mail.sms-queue": "sms.sms,outgoing",
  "mail.failed-sms": "sms.sms,error",
  "mail.letter-queue": "snailmail.letter,pending",
  "mail.mailing-queue": "mailing.mailing,in_queue",
  "mail.scheduled-messages": "mail.message.schedule,waiting",
  "mail.digests": "digest.digest,activated",
  "mail.job-queue": "queue.job,pending",
  "mail.failed-jobs": "queue.job,failed",
  "integrations.payment-providers": "payment.provider,1",
  "integrations.scheduled-actions": "ir.cron,2",
  "integrations.delivery-carriers": "delivery.carrier,3",
  "integrations.oauth-providers": "auth.oauth.provider,3",
  "integrations.neutralized-flag": "ir.config_parameter,database.is_neutralized",
  "integrations.uncovered-modules": "ir.module.module,sale_courier",
  "access.default-credentials": "res.users,login=admin",
  "access.guessable-credentials": "res.users,login=erp-operator",
  "access.administrators": "res.users,40",
  "access.unmapped-users": "res.users,41",
  "access.dormant-administrators": "res.users,6",
  "access.two-factor": "res.users,6",
  "access.api-key-owners": "res.users.apikeys,31",
  "access.api-key-age": "res.users.apikeys,32",
  "access.api-key-expiry": "res.users.apikeys,33",
  "access.portal-groups": "res.users,9",
  "access.readable-secrets": "payment.provider,1,stripe_secret_key",
  "access.database-manager": "/web/database/manager",
  "access.odoo-conf-permissions": `${odooConfPath},readable by everybody`,
  "access.host-accounts": "account,contractor",
  "access.host-groups": "group,docker,builder",
  "access.authorized-keys":
    "/root/.ssh/authorized_keys,SHA256:0HQSTYWixE1/8ZPr5fNUl9f2ItKGBoRFldJmkPCnjYs",
  "access.sudo-rules": "/etc/sudoers.d/builder,builder",
  "access.sshd-settings": "sshd_config,PasswordAuthentication",
  "access.odoo-log-readers": "/var/log/odoo/odoo-server.log,everybody",
  "access.odoo-root": "process,odoo",
  "access.master-password": "odoo.conf,admin_passwd",
  "access.list-db": "odoo.conf,list_db",
  "access.dbfilter": "odoo.conf,dbfilter",
  "access.dev-mode": "odoo.conf,dev_mode",
  "access.test-mode": "odoo.conf,test_enable",
  "access.log-level": "odoo.conf,log_level",
  "access.auditor-host-rights": "account,envaudit,sudo,/etc/sudoers.d/envaudit",
  "masking.columns-decided": "x_member",
  "masking.email-domains": "res.partner,email",
  "masking.phone-numbers": "res.partner,phone",
  "masking.obfuscate-reversible": "ir.config_parameter,odoo_cyph_pwd",
  "access.database-secret": "ir.config_parameter,database.secret",
  "integrations.base-urls": "ir.config_parameter,web.base.url",
  "integrations.website-domains": "website,1",
  "integrations.code-actions": "ir.actions.server,1",
  "integrations.egress": "egress,api.stripe.com:443",
  "integrations.reused-parameters": "ir.config_parameter,google_calendar_client_secret",
  "integrations.reused-mail-passwords": "ir.mail_server,1",
  "integrations.reused-incoming-passwords": "fetchmail.server,1",
  "integrations.reused-payment-keys": "payment.provider,1,stripe_secret_key",
  "integrations.reused-odoo-conf": "odoo.conf,admin_passwd",
  "lifecycle.abandoned": "logins",
  "lifecycle.undeclared-services": "odoo,/home/dev/odoo.conf,demo,8090",
};
const breaks = Object.entries(expected) as readonly [keyof typeof expected, string][];

/** What a break shows to others as well: the same record is wrong in more than one way. */
const also: Partial<Readonly<Record<BreakId, (major: number) => readonly string[]>>> = {
  "lifecycle.abandoned": () => [2, 6].map((id) => `access.dormant-administrators res.users,${id}`),
  "integrations.reused-payment-keys": (major) =>
    major <= 14 ? ["access.readable-secrets payment.provider,1,stripe_secret_key"] : [],
};

/** What a break leaves open on a version. */
function openQuestions(id: BreakId, major: number): readonly string[] {
  // On 19 odoo.conf does not say whether mail without a server goes to the host's own agent.
  if (id === "mail.fallback-server" && major >= 19) return ["mail.host-mta fact_missing"];
  const hasKey = id.startsWith("access.api-key-");
  return hasKey && major < 18 ? ["access.api-key-expiry unsupported_version"] : [];
}

/** The subjects of the findings that each break of a production gives. */
const ofProduction: Readonly<Record<keyof typeof productionBreaks, readonly string[]>> = {
  "production.neutralized": ["ir.config_parameter,database.is_neutralized"],
  "production.mail-servers": ["ir.mail_server", "ir.mail_server,1"],
  "production.payment-providers": [1, 2, 3].map((id) => `payment.provider,${id}`),
  "production.delivery-carriers": ["delivery.carrier,3"],
  "production.scheduled-actions": ["ir.cron"],
};

/** How the host's mail transfer agents are asked, besides what is read of odoo.conf. */
const mtaCommands = [
  "'env' 'LC_ALL=C' 'cat' '--' '/proc/net/tcp' '/proc/net/tcp6'",
  "'env' 'LC_ALL=C' '/usr/sbin/postconf' '-x' 'relayhost' 'default_transport' 'relay_transport' 'relay_domains' 'mydestination' 'transport_maps' 'sender_dependent_default_transport_maps' 'sender_dependent_relayhost_maps' 'virtual_alias_maps' 'canonical_maps' 'recipient_canonical_maps'",
  "'env' 'LC_ALL=C' 'grep' '-hE' '-e' '^dc_(eximconfig_configtype|smarthost)=' '--' '/etc/exim4/update-exim4.conf.conf'",
  "'env' 'LC_ALL=C' 'grep' '-hE' '-e' '^[[:blank:]]*(account|host|port)[[:blank:]]' '--' '/etc/msmtprc'",
  "'env' 'LC_ALL=C' 'grep' '-hE' '-e' '^DS' '--' '/etc/mail/sendmail.cf'",
  "'env' 'LC_ALL=C' 'ls' '-d' '--' '/etc/exim4/exim4.conf' '/etc/exim/exim.conf'",
];

it("has an expectation for every break", () => {
  const all = [...Object.keys(expected), ...Object.keys(ofProduction), "identity.clone"];
  const others = breakIds.filter((id) => !id.startsWith("masking.identifiers-"));
  expect(all.toSorted()).toEqual(others.toSorted());
});

const ofOriginal = {
  tier: "production",
  derivedFrom: undefined,
  lifecycle: { kind: "undeclared" },
} as const;

/** What an audit of the simulated production leaves in the store. */
async function auditedProduction(major: SimMajor): Promise<IdentityRecord> {
  await using sim = await running(seed(major, "production"));
  return identityFrom(await auditOf(declare(sim, ofOriginal)));
}

describe.each(simulatedMajors)("a staging copy on Odoo %i", (major) => {
  let sim: SimulatedEnvironment;
  let known: readonly IdentityRecord[];
  beforeAll(async () => {
    known = [await auditedProduction(major)];
    sim = await startSimulatedEnvironment(seed(major, "staging"), clock);
  });
  afterAll(() => sim.close());

  it("has nothing failing and nothing unknown when it is safe", async () => {
    const record = await auditOf(declare(sim), { known });
    expect(findingsOf(record)).toEqual([]);
    expect(unknownsOf(record)).toEqual([]);
    expect(checksWith(record, "not_applicable")).toEqual(idleOn(major));
    expect(record).toMatchObject({
      complete: true,
      odooVersion: `${major}.0`,
      transportErrors: [],
    });
  });

  it.each(breaks)(
    "fails %s alone when that is broken, and not after the repair",
    async (id, of) => {
      const safe = sim.spec();
      const environment =
        id.endsWith(".egress") || id === "mail.canary" ? proving(sim) : declare(sim);
      sim.change((spec) => breakEnvironment(spec, id));
      const broken = await auditOf(environment, { known });
      sim.change(() => safe);
      const repaired = await auditOf(environment, { known });
      expect(unknownsOf(broken)).toEqual(openQuestions(id, major));
      const own = isAbout(id, major) ? [`${id} ${of}`] : [];
      expect(findingsOf(broken)).toEqual([...own, ...(also[id]?.(major) ?? [])].toSorted());
      expect([findingsOf(repaired), unknownsOf(repaired)]).toEqual([[], []]);
    },
  );

  it("is asked once for the records of a model, and for reads alone", async () => {
    const before = { calls: sim.calls.length, commands: sim.commands.length };
    await auditOf(declare(sim), { known });
    const calls = sim.calls.slice(before.calls);
    const models = calls.filter((c) => c.service === "object").map((c) => `${c.method} ${c.model}`);
    const payment = major >= 16 ? "payment.provider" : "payment.acquirer";
    expect(models.toSorted()).toEqual(
      [
        "auth.oauth.provider",
        "delivery.carrier",
        "fetchmail.server",
        "ir.actions.server",
        "ir.config_parameter",
        "ir.cron",
        "ir.mail_server",
        "ir.model.data",
        "ir.module.module",
        "digest.digest",
        "mail.mail",
        "mail.template",
        "mailing.mailing",
        "queue.job",
        "sms.sms",
        "snailmail.letter",
        ...(major >= 16 ? ["mail.message.schedule"] : []),
        payment,
        "res.company",
        // Whether any is archived: a field that some builds of 14 and 15 lack, so asked by itself.
        ...(major < 16 ? ["res.company"] : []),
        "res.groups",
        "res.partner",
        "res.users",
        // What is asked of privileged users and of visitors alone, once it is known who they are.
        "res.users",
        "res.users.apikeys",
        "website",
      ]
        .map((model) => `search_read ${model}`)
        .concat(
          // Columns are many, so counted; whose models are is asked once it is known whose modules are.
          "search_count ir.model.fields",
          "search_read ir.model.data",
          "search_read ir.model.fields",
        )
        .toSorted(),
    );
    const common = calls.filter((c) => c.service === "common").map((c) => c.method);
    expect(new Set(common)).toEqual(new Set(["version", "authenticate"]));
    for (const call of calls.filter((c) => c.service === "object")) {
      expect(call.kwargs["context"]).toEqual({ active_test: false, lang: "en_US" });
    }
    const lines = sim.commands.slice(before.commands);
    const plain = [
      ...mtaCommands,
      `'env' 'LC_ALL=C' 'ps' '-ww' '-eo' 'pid=,user:32=,args='`,
      `'env' 'LC_ALL=C' 'cat' '--' '${odooConfPath}'`,
      `'env' 'LC_ALL=C' 'cat' '--' '/etc/group' '/etc/passwd'`,
      `'env' 'LC_ALL=C' 'stat' '-L' '-c' '%a %U %G' '--' '${odooConfPath}'`,
      "'env' 'LC_ALL=C' 'stat' '-L' '-c' '%a %U %G' '--' '/var/log/odoo/odoo-server.log'",
      "'env' 'LC_ALL=C' 'find' '/root' '/home' '/var/lib' '/srv' '/opt' '/etc/ssh' '-maxdepth' '4' '-name' 'authorized_keys*' '-type' 'f' '-exec' 'grep' '-aH' '-e' '.' '{}' '+'",
      "'env' 'LC_ALL=C' 'grep' '-raH' '-e' '.' '--' '/etc/sudoers' '/etc/sudoers.d'",
      "'env' 'LC_ALL=C' 'grep' '-raH' '-e' '.' '--' '/etc/ssh/sshd_config' '/etc/ssh/sshd_config.d'",
    ];
    const ofAddons = lines.filter((line) => !plain.includes(line));
    expect(lines.filter((line) => plain.includes(line)).toSorted()).toEqual(plain.toSorted());
    const programs = ofAddons.map((line) => line.split("' '")[2] ?? "");
    const variables = major >= 19 ? ["find"] : [];
    expect(programs.toSorted()).toEqual(["find", "find", ...variables, "grep", "grep"]);
  });
});

/** What a production of a version keeps where every employee can read it. */
const readableOnProduction = (major: number): readonly string[] =>
  major <= 14 ? ["access.readable-secrets payment.provider,1,stripe_secret_key"] : [];

describe.each(simulatedMajors)("a production on Odoo %i", (major) => {
  it.each(Object.entries(ofProduction) as [keyof typeof ofProduction, readonly string[]][])(
    "fails %s alone when that is broken",
    async (id, subjects) => {
      await using sim = await running(breakEnvironment(seed(major, "production"), id));
      const record = await auditOf(declare(sim, ofOriginal));
      expect(unknownsOf(record)).toEqual([]);
      const own = isAbout(id, major) ? subjects.map((subject) => `${id} ${subject}`) : [];
      expect(findingsOf(record)).toEqual([...readableOnProduction(major), ...own].toSorted());
    },
  );
});

describe("a production", () => {
  it("is held to what production must be, and its identity is learned", async () => {
    await using sim = await running(seed(17, "production"));
    const environment = declare(sim, ofOriginal);
    const record = await auditOf(environment);
    expect(findingsOf(record)).toEqual([]);
    expect(unknownsOf(record)).toEqual([]);
    expect(checksWith(record, "pass")).toEqual([
      "access.administrators",
      "access.api-key-age",
      "access.api-key-expiry",
      "access.api-key-owners",
      "access.auditor-host-rights",
      "access.auditor-odoo-rights",
      "access.authorized-keys",
      "access.database-manager",
      "access.database-secret",
      "access.dbfilter",
      "access.default-credentials",
      "access.dev-mode",
      "access.dormant-administrators",
      "access.guessable-credentials",
      "access.host-accounts",
      "access.host-groups",
      "access.list-db",
      "access.log-level",
      "access.master-password",
      "access.odoo-conf-permissions",
      "access.odoo-log-readers",
      "access.odoo-root",
      "access.portal-groups",
      "access.sshd-settings",
      "access.sudo-rules",
      "access.test-mode",
      "access.two-factor",
      "production.delivery-carriers",
      "production.lifecycle",
      "production.mail-servers",
      "production.neutralized",
      "production.payment-providers",
      "production.scheduled-actions",
    ]);
    expect(identityFrom(record)).toMatchObject({
      uuidDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      secretDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});

describe("an environment that declares no origin", () => {
  const masking = checks.map(({ id }) => id).filter((id) => id.startsWith("masking."));
  const ofClone = [
    "integrations.shared-identity environment,production",
    "masking.policy-declared clone",
  ];
  const reused = checks.map(({ id }) => id).filter((id) => id.startsWith("integrations.reused-"));
  const ofOrigin = [...reused, ...masking].toSorted();
  const independent: Partial<Environment> = { derivedFrom: undefined };

  const productionIdentity = () => auditedProduction(17);

  it("is found out as a clone by the identity that it kept", async () => {
    const known = [await productionIdentity()];
    await using sim = await running(cloneOf("production")(seed(17, "staging")));
    const record = await auditOf(declare(sim, independent), { known });
    expect(findingsOf(record)).toEqual(ofClone);
    // Its creation date is production's, so nobody can say how old the copy is.
    expect(unknownsOf(record)).toEqual(["lifecycle.age fact_missing"]);
    expect(verdictOf(record, "masking.email-domains").outcome).toBe("pass");
  });

  it("is found out by one of the two values alone", async () => {
    const known = [{ ...(await productionIdentity()), secretDigest: undefined }];
    await using sim = await running(cloneOf("production")(seed(17, "staging")));
    const record = await auditOf(declare(sim, independent), { known });
    expect(findingsOf(record)).toEqual(ofClone);
  });

  it("is as old as it has been known for, where the creation date is its origin's", async () => {
    const production = await productionIdentity();
    await using sim = await running(cloneOf("production")(seed(17, "staging")));
    const own = { ...production, environment: "staging", since: "2026-10-01T00:00:00Z" };
    const record = await auditOf(declare(sim, independent), { known: [production, own] });
    expect(findingsOf(record)).toContain("lifecycle.age database");
  });

  it("need not be masked when its identity is its own", async () => {
    const known = [await productionIdentity()];
    await using sim = await running(seed(17, "staging"));
    const record = await auditOf(declare(sim, independent), { known });
    expect(checksWith(record, "not_applicable")).toEqual(idleOn(17, ...ofOrigin));
    expect(findingsOf(record)).toEqual([]);
  });

  it("is unknown as long as production was never audited", async () => {
    await using sim = await running(seed(17, "staging"));
    const record = await auditOf(declare(sim, independent), { known: [] });
    const compared = ["integrations.base-urls", "integrations.shared-identity"];
    const website = "integrations.website-domains";
    expect(unknownsOf(record)).toEqual(
      [...ofOrigin, ...compared, website].toSorted().map((check) => `${check} fact_missing`),
    );
    expect(verdictOf(record, "masking.policy-declared")).toMatchObject({
      detail: "it may be a clone of production, which was never audited",
    });
    expect(record.complete).toBe(false);
  });

  it("is unknown when the database says nothing of who it is", async () => {
    const known = [await productionIdentity()];
    await using sim = await running(seed(17, "staging"));
    const { models } = sim.spec().database;
    const parameters = models["ir.config_parameter"];
    if (parameters === undefined) throw new Error("there are no parameters");
    const rows = parameters.rows.filter(
      (row) => !["database.uuid", "database.secret"].includes(String(row["key"])),
    );
    sim.change((spec) => ({
      ...spec,
      database: {
        ...spec.database,
        models: { ...models, "ir.config_parameter": { ...parameters, rows } },
      },
    }));
    const record = await auditOf(declare(sim, independent), { known });
    expect(unknownsOf(record)).toEqual(
      [...ofOrigin, "integrations.shared-identity"]
        .toSorted()
        .map((check) => `${check} fact_missing`),
    );
    expect(verdictOf(record, "masking.email-domains")).toMatchObject({
      detail:
        "it may be a clone of production, but it has neither database.uuid nor database.secret to tell by",
    });
  });
});

describe("an environment with accepted gaps", () => {
  it("is complete without SSH where that was declared, and not where it was not", async () => {
    await using sim = await running(seed(17, "staging"));
    const declaredGap = await auditOf(declare(sim, { ssh: undefined, acceptedGaps: ["ssh"] }));
    const silent = await auditOf(declare(sim, { ssh: undefined }));
    // By API and without SSH nobody knows whether workers are running: mail.job-queue cannot tell.
    const unknowns = [
      "access.auditor-host-rights",
      "access.authorized-keys",
      "access.dbfilter",
      "access.dev-mode",
      "access.host-accounts",
      "access.host-groups",
      "access.list-db",
      "access.log-level",
      "access.master-password",
      "access.odoo-conf-permissions",
      "access.odoo-log-readers",
      "access.odoo-root",
      "access.proxy-mode",
      "access.sshd-settings",
      "access.sudo-rules",
      "access.test-mode",
      "integrations.reused-odoo-conf",
      "integrations.uncovered-modules",
      "lifecycle.undeclared-services",
      "mail.fallback-server",
      "mail.job-queue",
    ].map((check) => `${check} transport_not_configured`);
    expect([unknownsOf(declaredGap), unknownsOf(silent)]).toEqual([[], unknowns]);
    expect(resultOf(declaredGap, "mail.fallback-server").acceptedGap).toBe(true);
    expect(resultOf(silent, "mail.fallback-server").acceptedGap).toBe(false);
    expect([declaredGap.complete, silent.complete]).toEqual([true, false]);
    expect(sim.commands).toEqual([]);
  });

  it("is never tried with default credentials without consent", async () => {
    await using sim = await running(seed(17, "staging"));
    const { policy } = declare(sim);
    const record = await auditOf(
      declare(sim, { policy: { ...policy, access: { tryDefaultCredentials: false } } }),
    );
    expect(verdictOf(record, "access.default-credentials").outcome).toBe("not_applicable");
    const logins = sim.calls.filter((c) => c.method === "authenticate").map((c) => c.login);
    expect(new Set(logins)).toEqual(new Set(["envaudit"]));
  });
});
