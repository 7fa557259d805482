import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditRecord } from "../../src/model/record.ts";
import { Secret } from "../../src/model/secret.ts";
import {
  environment,
  findingsOf,
  lab,
  resetStaging,
  sql,
  startAuditor,
  unknownsOf,
  type Auditor,
} from "./lab.ts";

let auditor: Auditor;
beforeAll(async () => {
  resetStaging();
  auditor = await startAuditor();
  await auditor.audit(environment("production"));
});
afterAll(async () => {
  await auditor?.close();
});

const base = environment("staging", { ssh: undefined, sql: undefined });
const as = (user: { readonly login: string; readonly password: string }, database = "staging") => ({
  ...base,
  odoo: base.odoo && {
    ...base.odoo,
    database,
    login: user.login,
    secret: new Secret(user.password),
  },
});

/** Checks that need nothing of Odoo's records. */
const apart = new Set([
  "access.database-manager",
  "access.default-credentials",
  "governance.exceptions",
  "lifecycle.declared",
  "lifecycle.expired",
  "lifecycle.expiring",
  "integrations.neutralized-flag",
]);

/**
 * Checks that were judged by what the account saw: not those of another tier or another version of Odoo, and
 * not the active proofs that nobody turned on.
 */
const judgedIn = ({ results }: AuditRecord): readonly string[] =>
  results.flatMap(({ check, verdict }) => {
    if (apart.has(check) || verdict.outcome === "unknown") return [];
    const isElsewhere =
      verdict.outcome === "not_applicable" &&
      /^it (?:applies to|is about Odoo) | is off \(policy\./.test(verdict.because);
    return isElsewhere ? [] : [`${check}: ${verdict.outcome}`];
  });

describe("a real Odoo 14 by an account that sees too little", () => {
  it("judges nothing by an administrator who is in one of two companies", async () => {
    const record = await auditor.audit(as(lab.users.limited));
    expect(judgedIn(record)).toEqual([]);
    expect(unknownsOf(record)).toContain(
      "mail.outgoing-servers: access_denied: the API user auditor_limited is in 1 of 2 companies: rows of the others are hidden from it",
    );
    expect(record.complete).toBe(false);
  });

  it("judges nothing by a plain internal user", async () => {
    const record = await auditor.audit(as(lab.users.lowpriv));
    expect(judgedIn(record)).toEqual([]);
    expect(unknownsOf(record).join("\n")).toMatch(/mail\.outgoing-servers: access_denied: /);
  });

  it("passes no contact by an administrator to whom private ones are hidden", async () => {
    const outside = `delete from res_groups_users_rel where uid = (select id from res_users where login = 'auditor')
      and gid = (select res_id from ir_model_data where module = 'base' and name = 'group_private_addresses')`;
    const unmasked =
      "update res_partner set type = 'private', email = 'someone@harbour-goods.com' where id = (select max(id) from res_partner)";
    try {
      sql("staging", `${outside}; ${unmasked}`);
      const record = await auditor.audit(as(lab.users.auditor), { controls: ["data_masking"] });
      const told = unknownsOf(record).filter((line) => line.startsWith("masking."));
      const blind = [
        "email-domains",
        "identifiers-contacts",
        "obfuscate-reversible",
        "phone-numbers",
      ];
      const why =
        "access_denied: the API user auditor is not in base.group_private_addresses (Access to Private Addresses): contacts of type private are hidden from it";
      expect(told.toSorted()).toEqual(blind.map((check) => `masking.${check}: ${why}`));
      const bySql = environment("staging", { prefer: "sql" });
      expect(findingsOf(await auditor.audit(bySql, { controls: ["data_masking"] }))).toEqual([
        "masking.email-domains res.partner,email",
      ]);
    } finally {
      resetStaging();
    }
  });

  it("says auth_failed for a wrong password, and for default credentials too", async () => {
    const record = await auditor.audit(as({ ...lab.users.auditor, password: "wrong" }));
    const unknown = unknownsOf(record);
    expect(unknown).toContainEqual(expect.stringMatching(/^mail\.outgoing-servers: auth_failed: /));
    expect(unknown).toContainEqual(
      expect.stringMatching(/^access\.default-credentials: auth_failed: /),
    );
  });

  it("says that a database does not exist", async () => {
    const record = await auditor.audit(as(lab.users.auditor, "nowhere"));
    expect(unknownsOf(record)).toContainEqual(
      expect.stringMatching(/^mail\.outgoing-servers: unreachable: .*nowhere/),
    );
  });
});
