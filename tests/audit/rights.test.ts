import { describe, expect, it } from "vitest";
import { z } from "zod";
import { collectRpc, type Job, type RpcParts } from "../../src/audit/collect-rpc.ts";
import { createLimiter } from "../../src/audit/limit.ts";
import { collector } from "../../src/facts/collector.ts";
import type { Condition, RpcRead } from "../../src/facts/read.ts";
import { mapRows, type SimModel } from "../../src/simulator/odoo/database.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import type { EnvironmentSpec } from "../../src/simulator/spec.ts";
import { xmlrpcWire } from "../../src/transports/odoo/xmlrpc.ts";
import { running } from "../simulator/support.ts";
import {
  auditOf,
  checksWith,
  declare,
  digester,
  findingsOf,
  idleOn,
  unknownsOf,
  verdictOf,
  checks,
} from "./support.ts";

const staging = seed(17, "staging");

/** The environment with one model as `change` makes it. */
function withModel(name: string, change: (model: SimModel) => SimModel): EnvironmentSpec {
  const model = staging.database.models[name];
  if (model === undefined) throw new Error(`there is no ${name}`);
  const models = { ...staging.database.models, [name]: change(model) };
  return { ...staging, database: { ...staging.database, models } };
}

const withAuditor = (values: Readonly<Record<string, readonly number[]>>): EnvironmentSpec => ({
  ...staging,
  database: mapRows(staging.database, "res.users", (rows) =>
    rows.map((row) => (row["login"] === "envaudit" ? { ...row, ...values } : row)),
  ),
});

const serverChecks = ["mail.fallback-server", "mail.host-mta", "mail.outgoing-servers"];

// What can be judged without a record over the API.
const without = [
  "access.auditor-host-rights",
  "access.authorized-keys",
  "access.database-manager",
  "access.dbfilter",
  "access.default-credentials",
  "access.dev-mode",
  "access.host-accounts",
  "access.host-groups",
  "access.list-db",
  "access.log-level",
  "access.master-password",
  "access.odoo-conf-permissions",
  "access.odoo-log-readers",
  "access.odoo-root",
  "access.sshd-settings",
  "access.sudo-rules",
  "access.test-mode",
  "lifecycle.declared",
  "lifecycle.expired",
  "lifecycle.expiring",
  "lifecycle.undeclared-services",
];

describe("an API user who is in one of two companies", () => {
  it("reads no record that counts, and passes nothing that needs one", async () => {
    await using sim = await running(withAuditor({ company_ids: [1] }));
    const record = await auditOf(declare(sim));
    expect(checksWith(record, "pass")).toEqual(without);
    // A version is known without the rights: what is not about it stays so.
    const judged = new Set([...without, ...checksWith(record, "not_applicable")]);
    const others = checks.filter(({ id, tiers }) => tiers.includes("staging") && !judged.has(id));
    expect(checksWith(record, "unknown")).toEqual(others.map(({ id }) => id).toSorted());
    expect(new Set(unknownsOf(record).map((line) => line.split(" ")[1]))).toEqual(
      new Set(["access_denied"]),
    );
    expect(verdictOf(record, "integrations.payment-providers")).toEqual({
      outcome: "unknown",
      reason: "access_denied",
      detail: "the API user envaudit is in 1 of 2 companies: rows of the others are hidden from it",
    });
    const overApi = Object.entries(record.facts).filter(([, fact]) => fact.source === "rpc");
    const known = overApi.filter(([, fact]) => fact.state === "known").map(([id]) => id);
    expect(known.toSorted()).toEqual(["odoo.default-logins", "odoo.version"]);
  });

  it("is not let off by a finding that it happens to see", async () => {
    const live = withAuditor({ company_ids: [1] });
    await using sim = await running({
      ...live,
      database: mapRows(live.database, "ir.mail_server", (rows) =>
        rows.map((row) => ({ ...row, active: true })),
      ),
    });
    const record = await auditOf(declare(sim));
    expect(findingsOf(record)).toEqual([]);
    expect(verdictOf(record, "mail.outgoing-servers")).toMatchObject({ reason: "access_denied" });
  });
});

describe("an API user without Access Rights", () => {
  it("cannot prove that it sees every company", async () => {
    await using sim = await running(withAuditor({ groups_id: [1, 30, 31] }));
    const record = await auditOf(declare(sim));
    expect(checksWith(record, "pass")).toEqual(without);
    expect(findingsOf(record)).toEqual([]);
    expect(verdictOf(record, "masking.email-domains")).toMatchObject({ reason: "access_denied" });
  });
});

/** A contact of type `private` that was not masked. */
function withPrivateContact(spec: EnvironmentSpec): EnvironmentSpec {
  const values = {
    type: "private",
    email: "someone@harbour-goods.com",
    phone: "+1 211-691-3277",
    partner_share: true,
  };
  return {
    ...spec,
    database: mapRows(spec.database, "res.partner", (rows) =>
      rows.map((row) => (row.id === 105 ? { ...row, ...values } : row)),
    ),
  };
}

describe("a contact of type private that was not masked", () => {
  const found = [
    "masking.email-domains res.partner,email",
    "masking.phone-numbers res.partner,phone",
  ];
  const checked = found.map((line) => line.split(" ")[0] ?? "");
  const outside = (spec: EnvironmentSpec): EnvironmentSpec => ({
    ...spec,
    database: mapRows(spec.database, "res.users", (rows) =>
      rows.map((row) =>
        row["login"] === "envaudit" ? { ...row, groups_id: [1, 2, 4, 30, 31, 32] } : row,
      ),
    ),
  });

  it.each([14, 15, 16] as const)(
    "is found on %i by an auditor who is shown them",
    async (major) => {
      await using sim = await running(withPrivateContact(seed(major, "staging")));
      expect(findingsOf(await auditOf(declare(sim)))).toEqual(found);
    },
  );

  it.each([14, 15, 16] as const)(
    "is hidden on %i: nothing about contacts passes",
    async (major) => {
      await using sim = await running(outside(withPrivateContact(seed(major, "staging"))));
      const record = await auditOf(declare(sim));
      expect(unknownsOf(record)).toEqual(checked.map((check) => `${check} access_denied`));
      expect(verdictOf(record, "masking.email-domains")).toEqual({
        outcome: "unknown",
        reason: "access_denied",
        detail:
          "the API user envaudit is not in base.group_private_addresses (Access to Private Addresses): contacts of type private are hidden from it",
      });
      expect(findingsOf(record)).toEqual([]);
    },
  );

  it.each([17, 18, 19] as const)(
    "is found on %i, which hides no contact by type",
    async (major) => {
      await using sim = await running(withPrivateContact(seed(major, "staging")));
      expect(findingsOf(await auditOf(declare(sim)))).toEqual(found);
    },
  );
});

describe("an archived company", () => {
  const archived = (spec: EnvironmentSpec): EnvironmentSpec => ({
    ...spec,
    database: mapRows(
      mapRows(spec.database, "res.company", (rows) =>
        rows.map((row) => (row.id === 2 ? { ...row, active: false } : row)),
      ),
      "payment.provider",
      (rows) =>
        rows.map((row) => (row.id === 1 ? { ...row, company_id: 2, state: "enabled" } : row)),
    ),
  });

  it.each([16, 17, 19] as const)(
    "of %i leaves what belongs to companies unknown, though the auditor is in it",
    async (major) => {
      await using sim = await running(archived(seed(major, "staging")));
      const record = await auditOf(declare(sim));
      expect(verdictOf(record, "integrations.payment-providers")).toEqual({
        outcome: "unknown",
        reason: "access_denied",
        detail:
          "company 2 is archived: Odoo shows its rows to nobody over the API, so read by SQL, or make it active",
      });
      for (const check of ["masking.email-domains", "integrations.delivery-carriers"]) {
        expect(verdictOf(record, check)).toMatchObject({ reason: "access_denied" });
      }
      for (const check of ["mail.outgoing-servers", "access.administrators", "lifecycle.age"]) {
        expect(verdictOf(record, check)).toMatchObject({ outcome: "pass" });
      }
    },
  );

  it("makes all unknown when the auditor may not see which models belong to companies", async () => {
    const spec = archived(staging);
    const fields = spec.database.models["ir.model.fields"];
    if (fields === undefined) throw new Error("there is no ir.model.fields");
    const models = { ...spec.database.models, "ir.model.fields": { ...fields, readers: ["a.b"] } };
    await using sim = await running({ ...spec, database: { ...spec.database, models } });
    const record = await auditOf(declare(sim));
    expect(verdictOf(record, "mail.outgoing-servers")).toMatchObject({
      detail: 'login "envaudit" may not call ir.model.fields.search_read',
    });
    expect(verdictOf(record, "access.administrators")).toMatchObject({ outcome: "pass" });
  });

  it("outside the auditor's companies hides the rest as any other", async () => {
    const spec = archived(withAuditor({ company_ids: [1] }));
    await using sim = await running(spec);
    expect(verdictOf(await auditOf(declare(sim)), "mail.outgoing-servers")).toMatchObject({
      detail: "the API user envaudit is in 1 of 2 companies: rows of the others are hidden from it",
    });
  });

  it("cannot be where Odoo has no such field", async () => {
    await using sim = await running(seed(14, "staging"));
    const record = await auditOf(declare(sim));
    expect(record.facts["odoo.archived-companies"]).toMatchObject({ state: "absent" });
    expect(unknownsOf(record)).toEqual([]);
  });
});

describe("a field for archived companies that is missing where every build has it", () => {
  it("proves nothing: no record read over the API is judged", async () => {
    const spec = withModel("res.company", ({ fields: { active: _gone, ...fields }, ...model }) => ({
      ...model,
      fields,
    }));
    await using sim = await running(spec);
    const record = await auditOf(declare(sim));
    expect(record.facts["odoo.archived-companies"]).toMatchObject({ state: "unknown" });
    expect(checksWith(record, "pass")).not.toContain("mail.outgoing-servers");
    expect(verdictOf(record, "mail.outgoing-servers")).toMatchObject({ outcome: "unknown" });
  });
});

describe("an API user who may not read one model", () => {
  it.each([
    ["ir.mail_server", ["integrations.reused-mail-passwords", ...serverChecks]],
    ["fetchmail.server", ["integrations.reused-incoming-passwords", "mail.incoming-servers"]],
    ["mail.mail", ["mail.failed-mails", "mail.outgoing-queue"]],
    ["sms.sms", ["mail.failed-sms", "mail.sms-queue"]],
    ["snailmail.letter", ["mail.letter-queue"]],
    ["mailing.mailing", ["mail.mailing-queue"]],
    ["mail.message.schedule", ["mail.scheduled-messages"]],
    ["digest.digest", ["mail.digests"]],
    ["queue.job", ["mail.failed-jobs", "mail.job-queue"]],
    ["payment.provider", ["integrations.payment-providers", "integrations.reused-payment-keys"]],
    ["ir.cron", ["integrations.scheduled-actions"]],
    ["delivery.carrier", ["integrations.delivery-carriers"]],
    ["auth.oauth.provider", ["integrations.oauth-providers"]],
    ["res.partner", ["masking.email-domains", "masking.phone-numbers"]],
  ])("is not judged on what needs %s, and on everything else", async (name, affected) => {
    await using sim = await running(withModel(name, (model) => ({ ...model, readers: ["a.b"] })));
    const record = await auditOf(declare(sim));
    expect(unknownsOf(record)).toEqual(affected.map((check) => `${check} access_denied`));
    expect(verdictOf(record, affected[0] ?? "")).toMatchObject({
      detail: `login "envaudit" may not call ${name}.search_read`,
    });
    expect(findingsOf(record)).toEqual([]);
  });
});

describe("an API user who may not see one field", () => {
  it.each([
    ["ir.mail_server", "smtp_host", serverChecks],
    ["delivery.carrier", "prod_environment", ["integrations.delivery-carriers"]],
    ["ir.mail_server", "smtp_pass", ["integrations.reused-mail-passwords"]],
    ["payment.provider", "stripe_secret_key", ["integrations.reused-payment-keys"]],
    ["ir.actions.server", "code", ["integrations.code-actions"]],
    ["res.partner", "mobile", ["masking.phone-numbers"]],
  ])("is denied access where %s.%s is needed", async (name, field, affected) => {
    const hidden = withModel(name, (model) => {
      const definition = model.fields[field];
      if (definition === undefined) throw new Error(`there is no ${name}.${field}`);
      return { ...model, fields: { ...model.fields, [field]: { ...definition, groups: "a.b" } } };
    });
    await using sim = await running(hidden);
    const record = await auditOf(declare(sim));
    expect(unknownsOf(record)).toEqual(affected.map((check) => `${check} access_denied`));
    expect(verdictOf(record, affected[0] ?? "")).toMatchObject({
      detail: expect.stringMatching(
        `^login "envaudit" may not call ${name}.search_read \\(fields .*${field}.*\\)$`,
      ),
    });
  });
});

describe("a server that gives fewer rows than it was asked for", () => {
  it.each([14, 17, 19] as const)("of %i passes nothing that rests on them", async (major) => {
    const spec = seed(major, "staging", { contacts: 200 });
    await using sim = await running({ ...spec, database: { ...spec.database, mostRows: 100 } });
    const record = await auditOf(declare(sim));
    const columns = unknownsOf(record).filter((line) => line.includes("columns-decided"));
    expect(unknownsOf(record)).toEqual([...columns, "masking.phone-numbers malformed_response"]);
    expect(verdictOf(record, "masking.phone-numbers")).toMatchObject({
      detail: expect.stringMatching(
        /^Odoo gave 100 rows and counts 2\d\d, a second time too: the read is not complete$/,
      ),
    });
    expect(findingsOf(record)).toEqual([]);
  });
});

describe("a field or module that is not there", () => {
  it("is an unsupported version, since a field that is hidden is refused", async () => {
    await using sim = await running(
      withModel("ir.mail_server", ({ fields: { smtp_host: _gone, ...fields }, ...model }) => ({
        ...model,
        fields,
      })),
    );
    const record = await auditOf(declare(sim));
    expect(unknownsOf(record)).toEqual(serverChecks.map((check) => `${check} unsupported_version`));
  });

  it("is not applicable without the module that brings it", async () => {
    await using sim = await running(
      seed(17, "staging", { without: ["delivery", "payment", "payment_stripe", "auth_oauth"] }),
    );
    const record = await auditOf(declare(sim));
    expect(checksWith(record, "not_applicable")).toEqual(
      idleOn(
        17,
        "integrations.delivery-carriers",
        "integrations.oauth-providers",
        "integrations.payment-providers",
        "integrations.reused-payment-keys",
      ),
    );
    expect(verdictOf(record, "integrations.delivery-carriers")).toMatchObject({
      because: "module delivery is not installed",
    });
    expect(sim.calls.map((call) => call.model)).not.toContain("delivery.carrier");
  });
});

describe("a read of several facts that is refused", () => {
  const read = (id: string, field: string, where: Condition): Job<RpcRead> => ({
    collector: collector({ id, title: id, schema: z.unknown(), sources: {} }),
    read: {
      kind: "records",
      model: "ir.mail_server",
      fields: { value: { name: field, kind: "text" } },
      where,
    },
    shape: (rows) => rows,
  });
  const active: Condition = { field: "active", op: "=", value: true };

  async function collected(jobs: readonly Job<RpcRead>[]) {
    await using sim = await running(staging);
    const { odoo } = declare(sim);
    if (odoo === undefined) throw new Error("the environment has no API");
    const wire = xmlrpcWire(odoo);
    const parts: RpcParts = {
      wire,
      context: { version: { major: 17, serie: "17.0" }, environment: declare(sim) },
      digester,
      signal: AbortSignal.timeout(10_000),
      limit: createLimiter(4),
    };
    try {
      const facts = await collectRpc(jobs, parts);
      const calls = sim.calls.filter((call) => call.model === "ir.mail_server");
      return { facts: Object.fromEntries(facts), calls: calls.length };
    } finally {
      wire.close();
    }
  }

  it("is one call, of which each fact takes back its own rows", async () => {
    const { facts, calls } = await collected([
      read("active", "smtp_host", active),
      read("archived", "name", { not: active }),
    ]);
    expect(calls).toBe(1);
    expect(facts).toEqual({
      active: { state: "known", value: [{ id: 2, value: "invalid" }] },
      archived: { state: "known", value: [{ id: 1, value: "Company relay" }] },
    });
  });

  it("is asked again by halves, so that only the refused fact is unknown", async () => {
    const { facts, calls } = await collected([
      read("good", "smtp_host", active),
      read("bad", "no_such_field", active),
    ]);
    expect(calls).toBe(4); // together, whether the model answers at all, and each half
    expect(facts).toEqual({
      good: { state: "known", value: [{ id: 2, value: "invalid" }] },
      bad: {
        state: "unknown",
        reason: "unsupported_version",
        detail: "Odoo has no field no_such_field on ir.mail_server",
      },
    });
  });
});
