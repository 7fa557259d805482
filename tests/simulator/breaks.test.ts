import { describe, expect, it } from "vitest";
import { breakEnvironment, breakIds, cloneOf, type BreakId } from "../../src/simulator/breaks.ts";
import { simulatedMajors } from "../../src/simulator/odoo/database.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { odooConfPath, type EnvironmentSpec } from "../../src/simulator/spec.ts";
import { execute, running, runningStaging, valueOf } from "./support.ts";

/** The parts of two environments that differ: models by name, and what stands beside the database. */
function differences(one: EnvironmentSpec, other: EnvironmentSpec): readonly string[] {
  const changed: string[] = [];
  for (const [name, model] of Object.entries(one.database.models)) {
    if (JSON.stringify(model) !== JSON.stringify(other.database.models[name])) changed.push(name);
  }
  const { database, ...rest } = one;
  const { database: otherDatabase, ...otherRest } = other;
  if (JSON.stringify(database.credentials) !== JSON.stringify(otherDatabase.credentials)) {
    changed.push("credentials");
  }
  if (JSON.stringify(rest.host) !== JSON.stringify(otherRest.host)) changed.push("host");
  if (JSON.stringify(rest.catcher) !== JSON.stringify(otherRest.catcher)) changed.push("catcher");
  if (rest.manager !== otherRest.manager) changed.push("manager");
  return changed.toSorted();
}

const touched: Readonly<Record<BreakId, readonly string[]>> = {
  "mail.outgoing-servers": ["ir.mail_server"],
  "mail.incoming-servers": ["fetchmail.server"],
  "mail.fallback-server": ["host", "ir.mail_server"],
  "mail.outgoing-queue": ["mail.mail"],
  "mail.host-mta": ["host", "ir.mail_server"],
  "mail.egress": ["host"],
  "mail.canary": ["catcher", "ir.mail_server"],
  "mail.archived-servers": ["mail.template"],
  "mail.failed-mails": ["mail.mail"],
  "mail.sms-queue": ["sms.sms"],
  "mail.failed-sms": ["sms.sms"],
  "mail.letter-queue": ["snailmail.letter"],
  "mail.mailing-queue": ["mailing.mailing"],
  "mail.scheduled-messages": ["mail.message.schedule"],
  "mail.digests": ["digest.digest"],
  "mail.job-queue": ["queue.job"],
  "mail.failed-jobs": ["queue.job"],
  "integrations.payment-providers": ["payment.provider"],
  "integrations.scheduled-actions": ["ir.cron"],
  "integrations.delivery-carriers": ["delivery.carrier"],
  "integrations.oauth-providers": ["auth.oauth.provider"],
  "integrations.neutralized-flag": ["ir.config_parameter"],
  "integrations.uncovered-modules": ["host", "ir.module.module"],
  "access.default-credentials": ["credentials"],
  "access.guessable-credentials": ["credentials"],
  "access.administrators": ["res.partner", "res.users"],
  "access.unmapped-users": ["res.partner", "res.users"],
  "access.dormant-administrators": ["res.users"],
  "access.two-factor": ["res.users"],
  "access.api-key-owners": ["res.users.apikeys"],
  "access.api-key-age": ["res.users.apikeys"],
  "access.api-key-expiry": ["res.users.apikeys"],
  "access.portal-groups": ["res.users"],
  "access.readable-secrets": ["payment.provider"],
  "access.database-manager": ["manager"],
  "access.odoo-conf-permissions": ["host"],
  "access.host-accounts": ["host"],
  "access.host-groups": ["host"],
  "access.authorized-keys": ["host"],
  "access.sudo-rules": ["host"],
  "access.sshd-settings": ["host"],
  "access.odoo-log-readers": ["host"],
  "access.odoo-root": ["host"],
  "access.master-password": ["host"],
  "access.list-db": ["host"],
  "access.dbfilter": ["host"],
  "access.dev-mode": ["host"],
  "access.test-mode": ["host"],
  "access.log-level": ["host"],
  "access.auditor-host-rights": ["host"],
  "masking.columns-decided": ["ir.model.fields"],
  "masking.email-domains": ["res.partner"],
  "masking.phone-numbers": ["res.partner"],
  "masking.identifiers-contacts": ["res.partner"],
  "masking.identifiers-users": ["res.users"],
  "masking.identifiers-employees": ["hr.employee"],
  "masking.identifiers-leads": ["crm.lead"],
  "masking.identifiers-bank-accounts": ["res.partner.bank"],
  "masking.identifiers-chatter": ["mail.message"],
  "masking.identifiers-tracked-values": ["mail.tracking.value"],
  "masking.identifiers-mails": ["mail.mail"],
  "masking.identifiers-attachments": ["ir.attachment"],
  "masking.identifiers-documents": ["sale.order"],
  "masking.identifiers-logs": ["ir.logging"],
  "masking.obfuscate-reversible": ["ir.config_parameter"],
  "identity.clone": ["ir.config_parameter"],
  "access.database-secret": ["ir.config_parameter"],
  "integrations.base-urls": ["ir.config_parameter"],
  "integrations.website-domains": ["website"],
  "integrations.code-actions": ["ir.actions.server"],
  "integrations.egress": ["host"],
  "integrations.reused-parameters": ["ir.config_parameter"],
  "integrations.reused-mail-passwords": ["ir.mail_server"],
  "integrations.reused-incoming-passwords": ["fetchmail.server"],
  "integrations.reused-payment-keys": ["payment.provider"],
  "integrations.reused-odoo-conf": ["host"],
  "lifecycle.abandoned": ["res.users"],
  "lifecycle.undeclared-services": ["host"],
  "production.neutralized": ["ir.config_parameter"],
  "production.mail-servers": ["ir.mail_server"],
  "production.payment-providers": ["payment.provider"],
  "production.delivery-carriers": ["delivery.carrier"],
  "production.scheduled-actions": ["ir.cron"],
};

/** The breaks that have no place in every version, and the majors that they have one in. */
const versions: Partial<Readonly<Record<BreakId, (major: number) => boolean>>> = {
  "integrations.neutralized-flag": (major) => major >= 16,
  "access.readable-secrets": (major) => major <= 15,
  "mail.archived-servers": (major) => major <= 15,
  "mail.scheduled-messages": (major) => major >= 16,
};

for (const major of simulatedMajors) {
  describe(`${major}`, () => {
    for (const id of breakIds) {
      it(`${id} changes its own thing and leaves the given value alone`, () => {
        const safe = seed(major, id.startsWith("production.") ? "production" : "staging");
        const before = structuredClone(safe);
        const expected = touched[id].map((name) =>
          name === "payment.provider" && major < 16 ? "payment.acquirer" : name,
        );
        const none = !(versions[id]?.(major) ?? true);
        expect(differences(safe, breakEnvironment(safe, id))).toEqual(none ? [] : expected);
        expect(safe).toEqual(before);
      });
    }
  });
}

describe("what an auditor sees of a break", () => {
  const broken = (id: BreakId, major: 14 | 17 | 19 = 17): ReturnType<typeof running> =>
    running(breakEnvironment(seed(major, "staging"), id));

  it("the company's relay is active again", async () => {
    await using environment = await broken("mail.outgoing-servers");
    const fields = ["smtp_host"];
    expect(
      await valueOf(environment, "ir.mail_server", "search_read", [[]], { fields, order: "id" }),
    ).toEqual([
      { id: 1, smtp_host: "smtp.harbour-goods.com" },
      { id: 2, smtp_host: "invalid" },
    ]);
  });

  it("no server is active, and odoo.conf names none", async () => {
    await using environment = await broken("mail.fallback-server");
    expect(await valueOf(environment, "ir.mail_server", "search_count", [[]])).toBe(0);
    const { content } = environment.spec().host.files[odooConfPath] ?? { content: "" };
    expect(content).toContain("[options]");
    expect(content).not.toContain("smtp_server");
  });

  it("a mail waits", async () => {
    await using environment = await broken("mail.outgoing-queue");
    const domain = [["state", "=", "outgoing"]];
    expect(await valueOf(environment, "mail.mail", "search_count", [domain])).toBe(1);
  });

  it("admin logs in as admin", async () => {
    await using environment = await broken("access.default-credentials");
    const admin = { login: "admin", password: "admin" };
    expect(await execute(environment, "res.users", "search_count", [[]], {}, admin)).toHaveProperty(
      "value",
    );
  });

  for (const major of [14, 19] as const) {
    it(`${major}: somebody new is in Settings`, async () => {
      await using environment = await broken("access.administrators", major);
      const field = major === 19 ? "all_group_ids" : "groups_id";
      const rows = await valueOf(environment, "res.users", "search_read", [
        [[field, "in", [4]]],
        ["login"],
        0,
        0,
        "id",
      ]);
      expect((rows as { login: string }[]).map((row) => row.login)).toEqual([
        "admin",
        "erp-operator",
        "envaudit",
        "former-contractor",
      ]);
    });
  }

  it("customers can be written to", async () => {
    await using environment = await broken("masking.email-domains");
    const domain = ["!", ["email", "=ilike", "%@example.com"]];
    expect(await valueOf(environment, "res.partner", "search_count", [domain])).toBe(12);
  });

  it("a clone has the identity of the one it was cloned from", async () => {
    const identity = async (spec: EnvironmentSpec): Promise<unknown> => {
      await using environment = await running(spec);
      return await valueOf(environment, "ir.config_parameter", "search_read", [
        [["key", "in", ["database.uuid", "database.secret"]]],
        ["key", "value"],
      ]);
    };
    const production = await identity(seed(17, "production"));
    expect(await identity(breakEnvironment(seed(17, "staging"), "identity.clone"))).toEqual(
      production,
    );
    expect(await identity(seed(17, "staging"))).not.toEqual(production);
    const other = seed(17, "staging", { name: "other" });
    expect(await identity(cloneOf("other")(seed(17, "staging")))).toEqual(await identity(other));
  });

  it("comes and goes while the environment runs", async () => {
    await using environment = await runningStaging(17);
    const count = (): Promise<unknown> =>
      valueOf(environment, "auth.oauth.provider", "search_count", [[["enabled", "=", true]]]);
    const safe = environment.spec();
    expect(await count()).toBe(0);
    environment.change((spec) => breakEnvironment(spec, "integrations.oauth-providers"));
    expect(await count()).toBe(1);
    environment.change(() => safe);
    expect(await count()).toBe(0);
  });
});
