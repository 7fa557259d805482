import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditRecord } from "../../src/model/record.ts";
import { Secret } from "../../src/model/secret.ts";
import { environment, lab, resetStaging, startAuditor, unknownsOf, type Auditor } from "./lab.ts";

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
