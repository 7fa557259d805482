import { describe, expect, it } from "vitest";
import { cellNeeds, noCells } from "../../src/audit/masking/cell-needs.ts";
import { planAudit } from "../../src/audit/plan.ts";
import { sqlNeeds } from "../../src/audit/sql-needs.ts";
import { grantsSql } from "../../src/cli/grants/sql.ts";
import { dispatcherPath, sshGrants } from "../../src/cli/grants/ssh.ts";
import type { Environment, SshAccess } from "../../src/model/environment.ts";
import { Secret } from "../../src/model/secret.ts";
import { checks } from "../../src/probes/list.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { newKeyPair } from "../../src/simulator/ssh/keys.ts";
import { declared } from "../audit/support.ts";
import { runHere } from "./streams.ts";
import { temporaryFolder } from "./support.ts";

const registry = loadRegistry(registryDirectory());
const every = checks(registry);
const keys = newKeyPair();
const ssh: SshAccess = {
  host: "erp.example.com",
  port: 22,
  user: "envaudit",
  privateKey: new Secret(keys.privateKey),
  hostKey: "",
  jump: undefined,
  wrapper: [],
  sudo: true,
  odooConf: "/etc/odoo/odoo.conf",
};
const sql = { database: "staging", user: "reader", host: undefined, port: 5433 };
const staging = declared({ ssh, sql, prefer: "sql" });
const version = { major: 17, serie: "17.0" };
const grantsFor = (environment: Environment, fleet: readonly Environment[] = [environment]) =>
  sshGrants(
    environment.ssh as SshAccess,
    planAudit(environment, every).facts,
    { version, environment },
    fleet,
  );

describe("what the host needs", () => {
  it("is one line for the key, for every environment of the account", () => {
    const production = declared({ name: "production", ssh: { ...ssh, odooConf: "/etc/o p.conf" } });
    expect(grantsFor(staging, [staging, production])).toMatchObject({
      serves: ["staging", "production"],
      authorizedKeys: `restrict,command="${dispatcherPath} --odoo-conf=/etc/odoo/odoo.conf '--odoo-conf=/etc/o p.conf' --psql=staging,reader,,5433 --sudo" ${keys.publicKey} envaudit`,
    });
  });

  it("is a rule of sudo for each command, without wildcards", () => {
    const { sudoers } = grantsFor(staging);
    expect(sudoers).toContain("envaudit ALL=(root) NOPASSWD: /usr/bin/cat -- /etc/odoo/odoo.conf");
    expect(sudoers).toContain(
      "envaudit ALL=(root) NOPASSWD: /usr/bin/grep -raH -e . -- /etc/sudoers /etc/sudoers.d",
    );
    expect(sudoers.filter((line) => /(?<!\\)[*?[\]]/.test(line))).toEqual([]);
    expect(grantsFor(declared({ ssh: { ...ssh, sudo: false } })).sudoers).toEqual([]);
  });

  it("has the wrapper, and is refused where one key would need two", () => {
    const wrapped = declared({ ssh: { ...ssh, wrapper: ["docker", "exec", "-i", "odoo"] } });
    expect(grantsFor(wrapped).authorizedKeys).toContain(`'--wrapper=docker exec -i odoo'`);
    expect(() => grantsFor(wrapped, [wrapped, staging])).toThrow("have different wrappers");
    const blank = declared({ ssh: { ...ssh, wrapper: ["run", "a b"] } });
    expect(() => grantsFor(blank)).toThrow("a blank within a word");
  });
});

describe("what PostgreSQL needs", () => {
  const needs = sqlNeeds(
    planAudit(staging, every).facts,
    {
      version,
      environment: staging,
      modules: ["base", "mail", "payment", "payment_stripe"],
    },
    noCells,
  );

  it("is columns that are no secret, and a function for each question about one", () => {
    const granted = [...needs.columns].flatMap(([table, names]) =>
      names.map((n) => `${table}.${n}`),
    );
    expect(granted).toContain("ir_mail_server.smtp_host");
    expect(granted.filter((name) => /pass|secret|token|_key$|config_parameter/.test(name))).toEqual(
      [],
    );
    const functions = needs.functions.map(({ fact }) => fact);
    expect(functions).toContain("odoo.mail-secrets");
    expect(functions).toContain("odoo.payment-secrets");
    expect(functions).toContain("odoo.neutralized");
    expect(functions).not.toContain("sql.roles");
  });

  it("is one transaction that makes the role read-only", () => {
    const text = grantsSql(sql, needs);
    expect(text).toContain('alter role "reader" nosuperuser nocreatedb nocreaterole noreplication');
    expect(text).toContain(
      'create function envaudit_facts."odoo_mail_secrets"() returns setof jsonb',
    );
    expect(text).not.toMatch(/grant (?:all|insert|update|delete)/);
    expect(text.match(/^begin;$/gm)).toHaveLength(1);
  });

  it("is every column where no functions are used", () => {
    const direct = sqlNeeds(
      planAudit(staging, every).facts,
      { version, environment: staging },
      noCells,
      false,
    );
    expect(direct.columns.get("ir_config_parameter")).toEqual(["id", "key", "value"]);
    expect(direct.functions).toEqual([]);
  });
});

describe("what comparisons with production need", () => {
  const context = { version, environment: staging, modules: ["base", "mail", "contacts"] };
  const copy = declared({ name: "staging", derivedFrom: "production" });
  const production = declared({ name: "production", derivedFrom: undefined });
  const cells = (of: Environment, fleet: readonly Environment[], byFunctions = true) =>
    cellNeeds(of, fleet, registry.personalData, context, byFunctions);

  it.each([copy, production])("is the columns of the catalogue in $name", (of) => {
    const { columns } = sqlNeeds([], context, cells(of, [copy, production]));
    expect(columns.get("res_partner")).toEqual(
      expect.arrayContaining(["create_date", "email", "id", "name", "phone"]),
    );
    expect(columns.get("ir_attachment")).toContain("res_model");
    expect(columns.has("hr_employee")).toBe(false);
  });

  it("is nothing where nothing is compared", () => {
    expect(cells(production, [production])).toEqual(noCells);
  });

  it("is no secret: a function gives the digest of each", () => {
    const needs = sqlNeeds([], context, cells(copy, [copy]));
    expect(needs.columns.get("res_users")).not.toContain("totp_secret");
    const text = grantsSql(sql, needs);
    expect(text).toContain(
      'create function envaudit_facts."cell_res_users_totp_secret"(int) returns text',
    );
    expect(text).not.toMatch(/array\[[^\]]*'totp_secret'/);
  });

  it("is every column where no functions are used", () => {
    const { columns, secrets } = cells(copy, [copy], false);
    expect(columns.get("res_users")).toContain("totp_secret");
    expect(secrets).toEqual([]);
  });
});

describe("envaudit grants", () => {
  const run = (...words: readonly string[]) => runHere(["grants", ...words], temporaryFolder());

  it("prints what a simulated environment needs, asked for its version", async () => {
    const { code, stdout } = await run("staging", "--demo", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      environment: "staging",
      prefer: "api",
      odooVersion: "17.0",
      ssh: { serves: ["staging"], sudoers: [] },
      sql: null,
      odoo: { login: "envaudit" },
    });
  });

  it("prints text with a comment for each part", async () => {
    const { stdout } = await run("staging", "--demo", "--odoo", "18.0");
    expect(stdout).toContain("# What the auditor needs in staging (Odoo 18.0), and no more.");
    expect(stdout).toContain("restrict,command=");
    expect(stdout).toContain("base.group_erp_manager");
  });

  it("names what it does not know", async () => {
    expect((await run("stagin", "--demo")).code).toBe(64);
    expect((await run("staging", "--demo", "--odoo", "3.0")).stderr).toContain("no series 3.0");
  });
});
