import { describe, expect, it } from "vitest";
import { isAcceptedGap, planAudit, type Filter } from "../../src/audit/plan.ts";
import { odooMailServers } from "../../src/facts/odoo-mail-servers.ts";
import { hostOdooConf } from "../../src/facts/host-odoo-conf.ts";
import { recordsIdentities } from "../../src/facts/records-identities.ts";
import type { Environment } from "../../src/model/environment.ts";
import { Secret } from "../../src/model/secret.ts";
import { declared, checks } from "./support.ts";

const odoo: Environment["odoo"] = {
  url: "http://127.0.0.1:1",
  database: "staging",
  login: "envaudit",
  api: "auto",
  secret: new Secret("secret"),
  secretIsApiKey: false,
  ca: undefined,
};
const ssh: Environment["ssh"] = {
  host: "127.0.0.1",
  port: 1,
  user: "envaudit",
  privateKey: new Secret("key"),
  hostKey: "ssh-ed25519 AAAA",
  jump: undefined,
  wrapper: [],
  sudo: false,
  odooConf: "/etc/odoo/odoo.conf",
};
const sql: Environment["sql"] = {
  database: "staging",
  user: undefined,
  host: undefined,
  port: undefined,
};

/** Where each fact will be read, by its id. */
const vias = (change: Partial<Environment>, filter?: Filter): Record<string, unknown> =>
  Object.fromEntries(
    planAudit(declared(change), checks, filter).facts.map((f) => [f.collector.id, f.via]),
  );
const judged = (filter: Filter): readonly string[] =>
  planAudit(declared({ odoo, ssh }), checks, filter).checks.map(({ check }) => check.id);

describe("the plan", () => {
  it("plans every check and each fact once", () => {
    const { checks: planned, facts } = planAudit(declared({ odoo, ssh, sql }), checks);
    expect(planned.map(({ check }) => check.id)).toEqual(checks.map((check) => check.id));
    const others = planned.filter(({ because }) => because !== undefined);
    expect(others.every(({ check }) => check.tiers.every((tier) => tier === "production"))).toBe(
      true,
    );
    const ids = facts.map(({ collector }) => collector.id);
    expect(ids).toEqual([...new Set(ids)]);
    const unread = facts.filter(({ via }) => via === undefined);
    expect(unread.map(({ collector }) => collector.id)).toEqual([]);
  });

  it("says for which tiers a check is, and reads nothing for it", () => {
    const { checks: planned, facts } = planAudit(declared({ odoo, tier: "production" }), checks);
    const because = planned.find(({ check }) => check.id === "mail.outgoing-servers")?.because;
    expect(because).toBe("it applies to dev, staging, uat");
    const ids = facts.map(({ collector }) => collector.id);
    expect(ids).not.toContain("odoo.incoming-servers");
    // A production of which nobody asks is read all the same: copies are compared with it.
    expect(ids).toContain("odoo.identity");
  });

  it("reads over the API by default, and by SQL where that is preferred", () => {
    expect(vias({ odoo, ssh, sql })).toMatchObject({
      "odoo.mail-servers": "rpc",
      "odoo.version": "rpc",
    });
    expect(vias({ odoo, ssh, sql, prefer: "sql" })).toMatchObject({
      "odoo.mail-servers": "sql",
      "odoo.version": "sql",
      "odoo.users": "sql",
      "odoo.default-logins": "rpc",
      "http.database-manager": "http",
      "host.odoo-conf": "host",
      "records.identities": "records",
    });
  });

  it("judges a restored copy without Odoo by SQL alone", () => {
    expect(vias({ ssh, sql })).toMatchObject({
      "odoo.mail-servers": "sql",
      "odoo.default-logins": undefined,
    });
  });

  it("takes SQL for nothing without SSH, which it goes over", () => {
    expect(vias({ sql })["odoo.mail-servers"]).toBeUndefined();
  });

  it("reads what proves the scope over the API, with the least that is read over it", () => {
    const facts = vias({ odoo, ssh }, { checks: ["integrations.payment-providers"] });
    expect(facts).toEqual({
      "odoo.payment-providers": "rpc",
      "odoo.modules": "rpc",
      "odoo.version": "rpc",
      "odoo.companies": "rpc",
      "odoo.archived-companies": "rpc",
      "odoo.group-ids": "rpc",
      "odoo.users": "rpc",
    });
  });

  it("proves no scope where no record is read over the API", () => {
    expect(vias({ odoo, ssh }, { checks: ["access.database-manager"] })).toEqual({
      "http.database-manager": "http",
      "http.database-lists": "http",
      "host.odoo-conf": "host",
    });
    const bySql = vias({ odoo, ssh, sql, prefer: "sql" }, { checks: ["mail.outgoing-servers"] });
    expect(bySql).toEqual({
      "odoo.mail-servers": "sql",
      "odoo.version": "sql",
      "host.odoo-conf": "host",
      "host.odoo-processes": "host",
    });
  });

  it("learns the modules where a fact depends on one", () => {
    expect(vias({ odoo }, { checks: ["mail.incoming-servers"] })).toHaveProperty("odoo.modules");
    expect(vias({ odoo }, { checks: ["lifecycle.age"] })).not.toHaveProperty("odoo.modules");
  });

  it("plans every fact of an environment without access, as not to be read", () => {
    const { records, others } = Object.groupBy(Object.entries(vias({})), ([id]) =>
      id.startsWith("records.") ? "records" : "others",
    );
    expect(new Set(records?.map(([, via]) => via))).toEqual(new Set(["records"]));
    expect(new Set(others?.map(([, via]) => via))).toEqual(new Set([undefined]));
  });
});

describe("a filter", () => {
  it("takes the checks of a control", () => {
    expect(judged({ controls: ["lifecycle"] })).toEqual([
      "lifecycle.declared",
      "lifecycle.expired",
      "lifecycle.expiring",
      "lifecycle.age",
      "lifecycle.abandoned",
      "lifecycle.undeclared-databases",
      "lifecycle.undeclared-services",
    ]);
  });

  it("takes checks by id", () => {
    const ids = ["lifecycle.age", "access.database-manager"];
    expect(judged({ checks: ids })).toEqual(["access.database-manager", "lifecycle.age"]);
  });

  it("takes of a control the named checks alone", () => {
    const ids = ["lifecycle.age", "lifecycle.expired", "access.database-manager"];
    expect(judged({ controls: ["lifecycle"], checks: ids })).toEqual([
      "lifecycle.expired",
      "lifecycle.age",
    ]);
    expect(judged({ controls: ["lifecycle", "least_privilege"], checks: ids })).toEqual([
      "access.database-manager",
      "lifecycle.expired",
      "lifecycle.age",
    ]);
    expect(judged({ controls: ["data_masking"], checks: ids })).toEqual([]);
  });

  it("takes nothing where nothing is named", () => {
    expect(judged({ checks: [] })).toEqual([]);
  });

  it("reads nothing for checks that judge declarations alone", () => {
    expect(vias({ odoo, ssh }, { checks: ["lifecycle.declared"] })).toEqual({});
  });
});

describe("an accepted gap", () => {
  it("needs every way to the fact to be declared missing", () => {
    expect(isAcceptedGap(declared({ acceptedGaps: ["ssh"] }), hostOdooConf)).toBe(true);
    expect(isAcceptedGap(declared({ acceptedGaps: ["api"] }), hostOdooConf)).toBe(false);
    expect(isAcceptedGap(declared({ acceptedGaps: ["api"] }), odooMailServers)).toBe(false);
    expect(isAcceptedGap(declared({ acceptedGaps: ["api", "sql"] }), odooMailServers)).toBe(true);
    expect(isAcceptedGap(declared({ acceptedGaps: ["api", "ssh"] }), odooMailServers)).toBe(true);
  });

  it("is never made of our own store", () => {
    const all = declared({ acceptedGaps: ["api", "ssh", "sql", "http"] });
    expect(isAcceptedGap(all, recordsIdentities)).toBe(false);
  });
});
