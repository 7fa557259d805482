import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { judge } from "../../src/audit/judge.ts";
import { planAudit } from "../../src/audit/plan.ts";
import { formatTable } from "../../src/cli/format/table.ts";
import type { Environment } from "../../src/model/environment.ts";
import { Secret } from "../../src/model/secret.ts";
import { breakEnvironment } from "../../src/simulator/breaks.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import type { EnvironmentSpec } from "../../src/simulator/spec.ts";
import { newKeyPair } from "../../src/simulator/ssh/keys.ts";
import { running } from "../simulator/support.ts";
import { cannedHost, closedUrl, odooHost, silentHost } from "../support/http-hosts.ts";
import {
  auditOf,
  checksWith,
  declare,
  declared,
  findingsOf,
  idleOn,
  unknownsOf,
  verdictOf,
  checks,
} from "./support.ts";

const pipe = new PassThrough() as unknown as NodeJS.WriteStream; // no terminal: no colour
const staging = seed(17, "staging");
const odoo = (url: string): NonNullable<Environment["odoo"]> => ({
  url,
  database: "staging",
  login: "envaudit",
  api: "auto",
  secret: new Secret("secret"),
  secretIsApiKey: false,
  ca: undefined,
});

/** Checks that need nothing of Odoo's API; SSH answers beside whatever the API does. */
const overSsh = [
  "access.auditor-host-rights",
  "access.authorized-keys",
  "access.host-accounts",
  "access.host-groups",
  "access.odoo-conf-permissions",
  "access.odoo-root",
  "access.sshd-settings",
  "access.sudo-rules",
  "lifecycle.undeclared-services",
];
/** What Odoo runs with, which depends on its version alone. */
const ofOptions = [
  "access.dbfilter",
  "access.dev-mode",
  "access.list-db",
  "access.log-level",
  "access.master-password",
  "access.odoo-log-readers",
  "access.test-mode",
];
const ofDeclarations = ["lifecycle.declared", "lifecycle.expired", "lifecycle.expiring"];
const confChecks = [
  ...ofOptions,
  "access.proxy-mode",
  "integrations.reused-odoo-conf",
  "integrations.uncovered-modules",
  "mail.fallback-server",
  "mail.job-queue",
].toSorted();
const hostChecks = [...overSsh, ...confChecks].toSorted();
const fileChecks = hostChecks.filter(
  (check) => !["access.odoo-root", "lifecycle.undeclared-services"].includes(check),
);

describe("an Odoo of a version that nobody knows", () => {
  it.each(["20.0", "saas~18.3"])("%s is judged on nothing that depends on it", async (serie) => {
    await using sim = await running(staging);
    await using host = await odooHost(({ method }) => ({
      value: method === "version" ? { server_version: serie, server_serie: serie } : 8,
    }));
    const record = await auditOf(declare(sim, { odoo: odoo(host.url) }));
    expect(checksWith(record, "pass")).toEqual([...overSsh, ...ofDeclarations].toSorted());
    expect(verdictOf(record, "mail.outgoing-servers")).toEqual({
      outcome: "unknown",
      reason: "unsupported_version",
      detail: `Odoo ${serie} is not one that envaudit knows (14.0, 15.0, 16.0, 17.0, 18.0, 19.0): say by which of them to judge it with \`judge_as\``,
    });
    expect(record.odooVersion).toBe(serie);
    expect(host.calls.map((call) => call.method)).not.toContain("execute_kw");
    expect(record.context).not.toHaveProperty("judgedAs");
  });

  const states =
    (serie: string) =>
    (spec: EnvironmentSpec): EnvironmentSpec => ({
      ...spec,
      database: { ...spec.database, serie },
    });

  it.each([
    [18, "saas~18.3", "18.0"],
    [19, "20.0", "19.0"],
  ] as const)(
    "%i that calls itself %s is judged as %s by consent",
    async (major, serie, judgeAs) => {
      await using sim = await running(states(serie)(seed(major, "staging")));
      const environment = declare(sim, { judgeAs });
      const record = await auditOf(environment);
      expect([findingsOf(record), unknownsOf(record)]).toEqual([[], []]);
      expect(record).toMatchObject({ odooVersion: serie, context: { judgedAs: judgeAs } });
      expect(formatTable([record], pipe)).toContain(`Odoo ${serie} judged as ${judgeAs}: `);
      const { checks: planned } = planAudit(environment, checks);
      expect(judge(planned, record.facts, record.context, environment)).toEqual(record.results);
      sim.change((spec) => breakEnvironment(spec, "integrations.neutralized-flag"));
      expect(findingsOf(await auditOf(environment))).toEqual([
        "integrations.neutralized-flag ir.config_parameter,database.is_neutralized",
      ]);
    },
  );

  it("is judged by the rules of the named version alone", async () => {
    await using sim = await running(states("saas~15.2")(seed(15, "staging")));
    const before16 = await auditOf(declare(sim, { judgeAs: "15.0" }));
    expect(checksWith(before16, "not_applicable")).toEqual(idleOn(15));
    // 16 calls its payment providers otherwise: the wrong name is told, not read as "none".
    const from16 = await auditOf(declare(sim, { judgeAs: "16.0" }));
    // Nor does 15 say whether a company is archived as 16 does, so rows may be hidden: of mail, and of users.
    const open = ["access.auditor-credential-expiry", "mail.host-mta"];
    const idle = idleOn(16).filter((id) => !open.includes(id));
    expect(checksWith(from16, "not_applicable")).toEqual(idle);
    expect(checksWith(from16, "unknown")).toEqual(expect.arrayContaining(open));
    expect(verdictOf(from16, "integrations.payment-providers")).toMatchObject({
      reason: "unsupported_version",
      detail: "Odoo has no model payment.provider",
    });
  });

  it("and one that is known is judged as itself, whatever is named", async () => {
    await using sim = await running(staging);
    const record = await auditOf(declare(sim, { judgeAs: "14.0" }));
    expect([findingsOf(record), unknownsOf(record)]).toEqual([[], []]);
    expect(record.context).not.toHaveProperty("judgedAs");
    expect(checksWith(record, "not_applicable")).toEqual(idleOn(17));
    expect(formatTable([record], pipe)).toContain("Odoo 17.0: ");
  });
});

describe("a host that is silent", () => {
  it("costs its own audit the deadline, and another audit nothing", async () => {
    await using sim = await running(staging);
    await using silent = await silentHost();
    const environment = declared({ name: "silent", odoo: odoo(silent.url), deadlineMs: 400 });
    const started = performance.now();
    const [record, other] = await Promise.all([auditOf(environment), auditOf(declare(sim))]);
    expect(performance.now() - started).toBeLessThan(10_000);
    const reasons = new Set(unknownsOf(record).map((line) => line.split(" ")[1]));
    expect(reasons).toEqual(new Set(["deadline_exceeded", "transport_not_configured"]));
    expect(checksWith(record, "pass")).toEqual(ofDeclarations);
    expect(record.complete).toBe(false);
    expect([findingsOf(other), unknownsOf(other)]).toEqual([[], []]);
  });

  it("is the deadline's too where SSH is silent", async () => {
    await using sim = await running(staging);
    await using silent = await silentHost();
    const { ssh } = declare(sim);
    if (ssh === undefined) throw new Error("the environment has no SSH");
    const port = Number(new URL(silent.url).port);
    const record = await auditOf(declare(sim, { ssh: { ...ssh, port }, deadlineMs: 2_000 }));
    expect(unknownsOf(record)).toEqual(hostChecks.map((check) => `${check} deadline_exceeded`));
    expect(findingsOf(record)).toEqual([]);
  });
});

describe("a host that does not answer as Odoo does", () => {
  it("is unreachable behind a proxy that answers 502 with a page of its own", async () => {
    await using host = await cannedHost({
      status: 502,
      contentType: "text/html",
      body: "<html><body><h1>502 Bad Gateway</h1></body></html>",
    });
    const record = await auditOf(declared({ odoo: odoo(host.url) }));
    expect(verdictOf(record, "mail.outgoing-servers")).toEqual({
      outcome: "unknown",
      reason: "unreachable",
      detail: expect.stringContaining("502"),
    });
    expect(verdictOf(record, "access.database-manager")).toMatchObject({
      reason: "unreachable",
      detail: "/web/database/manager answered HTTP 502",
    });
    expect(checksWith(record, "pass")).toEqual(ofDeclarations);
    expect(JSON.stringify(record)).not.toContain("Bad Gateway");
  });

  it("is unreachable where nothing listens", async () => {
    const record = await auditOf(declared({ odoo: odoo(await closedUrl()) }));
    expect(verdictOf(record, "mail.outgoing-servers")).toMatchObject({ reason: "unreachable" });
    expect(record.transportErrors).toEqual([
      expect.objectContaining({ transport: "rpc", reason: "unreachable" }),
      expect.objectContaining({ transport: "http", reason: "unreachable" }),
    ]);
  });
});

describe("an Odoo that does not let us in", () => {
  it("is a failed login with a wrong password, and the rest is judged", async () => {
    await using sim = await running(staging);
    const access = { ...odoo(sim.odoo.url), secret: new Secret("wrong password") };
    const record = await auditOf(declare(sim, { odoo: access }));
    expect(checksWith(record, "pass")).toEqual(
      ["access.database-manager", ...overSsh, ...ofOptions, ...ofDeclarations].toSorted(),
    );
    expect(new Set(unknownsOf(record).map((line) => line.split(" ")[1]))).toEqual(
      new Set(["auth_failed"]),
    );
    expect(verdictOf(record, "mail.outgoing-servers")).toMatchObject({
      detail: 'Odoo refused login "envaudit" on database "staging": check the login and its secret',
    });
    // A second attempt with what Odoo refused would move the account nearer to its cooldown.
    expect(sim.calls.filter((call) => call.login === "envaudit")).toHaveLength(1);
  });

  it("says that the database does not exist", async () => {
    await using sim = await running(staging);
    const access = { ...odoo(sim.odoo.url), database: "no_such" };
    const record = await auditOf(declare(sim, { odoo: access }));
    expect(verdictOf(record, "mail.outgoing-servers")).toEqual({
      outcome: "unknown",
      reason: "unreachable",
      detail: 'database "no_such" does not exist on this server',
    });
    expect(checksWith(record, "pass")).toEqual(
      ["access.database-manager", ...overSsh, ...ofOptions, ...ofDeclarations].toSorted(),
    );
    expect(checksWith(record, "fail")).toEqual([]);
  });
});

describe("an SSH host key that changed", () => {
  it("keeps us from what is read over SSH, and from nothing else", async () => {
    await using sim = await running(staging);
    const { ssh } = declare(sim);
    if (ssh === undefined) throw new Error("the environment has no SSH");
    const changed = { ...ssh, hostKey: newKeyPair().publicKey };
    const record = await auditOf(declare(sim, { ssh: changed }));
    expect(unknownsOf(record)).toEqual(hostChecks.map((check) => `${check} host_key_mismatch`));
    expect(findingsOf(record)).toEqual([]);
    expect(sim.commands).toEqual([]);
  });
});

describe("a file that the account may not read", () => {
  it("is access denied, and its permissions are judged all the same", async () => {
    await using sim = await running(staging);
    sim.change((spec) => {
      const files = Object.entries(spec.host.files).map(([path, file]) => [
        path,
        path.endsWith("/odoo.conf") ? { ...file, readable: false } : file,
      ]);
      return { ...spec, host: { ...spec.host, files: Object.fromEntries(files) } };
    });
    const record = await auditOf(declare(sim));
    expect(unknownsOf(record)).toEqual(confChecks.map((check) => `${check} access_denied`));
    expect(verdictOf(record, "mail.fallback-server")).toMatchObject({
      detail: "the account may not read /etc/odoo/odoo.conf on the host",
    });
  });

  it("is a missing fact when it does not exist", async () => {
    await using sim = await running({ ...staging, host: { ...staging.host, files: {} } });
    const record = await auditOf(declare(sim));
    expect(unknownsOf(record)).toEqual(fileChecks.map((check) => `${check} fact_missing`));
  });
});

describe("an audit that the operator stops", () => {
  it("ends at once, with nothing passed that was not read", async () => {
    await using silent = await silentHost();
    const stop = new AbortController();
    const audit = auditOf(declared({ odoo: odoo(silent.url) }), { signal: stop.signal });
    stop.abort();
    const record = await audit;
    expect(checksWith(record, "pass")).toEqual(ofDeclarations);
    expect(checksWith(record, "fail")).toEqual([]);
  });
});
