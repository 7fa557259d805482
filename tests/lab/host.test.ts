import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planAudit } from "../../src/audit/plan.ts";
import { cellNeeds } from "../../src/audit/masking/cell-needs.ts";
import { sqlNeeds } from "../../src/audit/sql-needs.ts";
import { grantsSql } from "../../src/cli/grants/sql.ts";
import { sshGrants } from "../../src/cli/grants/ssh.ts";
import { odooContext } from "../../src/cli/odoo-context.ts";
import type { ReadContext } from "../../src/facts/read.ts";
import type { Environment, SshAccess } from "../../src/model/environment.ts";
import { Secret } from "../../src/model/secret.ts";
import type { AuditRecord } from "../../src/model/record.ts";
import { checks } from "../../src/probes/list.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { newKeyPair, type KeyPair } from "../../src/simulator/ssh/keys.ts";
import { openWires } from "../../src/transports/open.ts";
import { readGrants } from "../../src/cli/doctor-grants.ts";
import type { SqlWire } from "../../src/transports/wires.ts";
import { closeWires } from "../../src/transports/wires.ts";
import { environment, findingsOf, host, lab, sql, startAuditor, type Auditor } from "./lab.ts";

const registry = loadRegistry(registryDirectory());
const every = checks(registry);
/** Peer lets the SSH account be the role of its own name. */
const freshRole = lab.ssh.user;
const sudoers = "/etc/sudoers.d/envaudit";
const authorizedKeys = `/home/${lab.ssh.user}/.ssh/authorized_keys`;
const inLab = (path: string): string => join(lab.root, path);

let auditor: Auditor;
let keys: KeyPair;
let keysBefore: string;
let context: ReadContext;
let unforeseen: readonly string[];

const plain = environment("staging");
/** By the dispatcher, sudo's lines and the fresh role: as grants prints it, and no other way. */
function granted(change: Partial<Environment> = {}): Environment {
  const ssh: SshAccess = {
    ...(plain.ssh as SshAccess),
    privateKey: new Secret(keys.privateKey),
    sudo: true,
    dispatcher: true,
  };
  const own = { database: "staging", user: freshRole, host: undefined, port: lab.sql.port };
  return environment("staging", {
    ssh,
    sql: { ...own, functions: true },
    prefer: "sql",
    ...change,
  });
}

async function contextOf(chosen: Environment): Promise<ReadContext> {
  const wires = openWires(chosen, { identities: () => Promise.resolve([]) }, randomBytes);
  try {
    const found = await odooContext(
      chosen,
      planAudit(granted(), every).facts,
      wires,
      AbortSignal.timeout(60_000),
    );
    if (found === undefined) throw new Error("the lab does not say its version");
    return found;
  } finally {
    closeWires(wires);
  }
}

beforeAll(async () => {
  auditor = await startAuditor();
  keys = newKeyPair();
  context = await contextOf(plain);
  const target = granted();
  const { facts } = planAudit(target, every);
  const ssh = sshGrants(target.ssh as SshAccess, facts, { ...context, environment: target }, [
    target,
  ]);
  keysBefore = readFileSync(inLab(authorizedKeys), "utf8");
  writeFileSync(inLab(authorizedKeys), `${keysBefore}${ssh.authorizedKeys}\n`);
  writeFileSync(inLab(sudoers), `${ssh.sudoers.join("\n")}\n`, { mode: 0o440 });
  host("visudo", "-c", "-f", sudoers);
  const cells = cellNeeds(target, auditor.config.environments, registry.personalData, context);
  const needs = sqlNeeds(facts, context, cells);
  unforeseen = needs.unforeseen;
  const grants = grantsSql(target.sql as NonNullable<Environment["sql"]>, needs);
  sql("staging", grants.replaceAll(/^(?:begin|commit);$/gm, ""));
});
afterAll(async () => {
  writeFileSync(inLab(authorizedKeys), keysBefore);
  rmSync(inLab(sudoers), { force: true });
  sql(
    "staging",
    `drop schema if exists envaudit_facts cascade; drop owned by "${freshRole}"; drop role "${freshRole}"`,
  );
  await auditor?.close();
});

/** Facts that were not read, but for want of a fingerprint of production. */
const unread = (record: AuditRecord): readonly string[] =>
  Object.entries(record.facts).flatMap(([id, fact]) =>
    fact.state === "unknown" && !fact.detail.startsWith("there is no fingerprint of ")
      ? [`${id}: ${fact.reason}: ${fact.detail}`]
      : [],
  );

describe("what grants prints", () => {
  it("foresees every question but those that the modules' own files decide", () => {
    expect(unforeseen).toEqual(["sql.neutralize-tables", "sql.neutralize-drift"]);
  });

  it("is enough for every fact, through the dispatcher", async () => {
    expect(unread(await auditor.audit(granted()))).toEqual([]);
  });

  it("gives the same facts as the wider ways do", async () => {
    const narrow = await auditor.audit(granted());
    const wide = await auditor.audit(environment("staging", { prefer: "sql" }));
    for (const [id, fact] of Object.entries(wide.facts)) {
      // What the host shows without sudo is less, our own role is another one, and our own login moves.
      const isAlike = ![
        "sql.auditor-rights",
        // What listens on the machine comes and goes.
        "host.mta",
        // Made from the files of modules that nobody knows beforehand.
        "sql.neutralize-drift",
        "host.authorized-keys",
        "host.sudo-rules",
        "odoo.privileged-logins",
      ].includes(id);
      if (fact.state === "known" && isAlike)
        expect({ id, fact: narrow.facts[id] }).toEqual({ id, fact });
    }
  });

  it("is missed by doctor when a restore has dropped some of it", async () => {
    const chosen = granted();
    const source = { ...auditor, registry, reload: () => auditor.config };
    const wires = openWires(chosen, { identities: () => Promise.resolve([]) }, randomBytes);
    const look = () =>
      readGrants(chosen, source, wires, wires.sql as SqlWire, AbortSignal.timeout(60_000));
    try {
      expect(await look()).toMatchObject({
        detail: expect.stringContaining("functions") as string,
      });
      sql("staging", `revoke select (email) on res_partner from "${freshRole}"`);
      await expect(look()).rejects.toThrow("the role lacks res_partner.email; run again what");
      sql("staging", `revoke usage on schema envaudit_facts from "${freshRole}"`);
      await expect(look()).rejects.toThrow("schema envaudit_facts");
    } finally {
      sql("staging", `grant select (email) on res_partner to "${freshRole}"`);
      sql("staging", `grant usage on schema envaudit_facts to "${freshRole}"`);
      closeWires(wires);
    }
  });

  it("shows no secret to the role", () => {
    const asked = (text: string) => () => sql("staging", `set role "${freshRole}"; ${text}`);
    expect(asked("select value from ir_config_parameter")).toThrow("permission denied");
    expect(asked("select smtp_pass from ir_mail_server")).toThrow("permission denied");
    expect(asked("select password from res_users")).toThrow("permission denied");
    expect(asked("select id, smtp_host from ir_mail_server")()).toContain("|");
    expect(asked("select envaudit_facts.odoo_mail_secrets()")()).not.toContain("password");
  });

  it("is held by the key: nothing else runs", () => {
    const file = join(inLab("/tmp"), "envaudit-test-key");
    writeFileSync(file, keys.privateKey, { mode: 0o600 });
    try {
      const ssh = (command: string): string =>
        host(
          "sh",
          "-c",
          `ssh -i /tmp/envaudit-test-key -p ${lab.ssh.port} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR ${lab.ssh.user}@127.0.0.1 ${command} 2>&1; echo "ended with $?"`,
        );
      expect(ssh(`"'whoami'"`)).toBe(`${lab.ssh.user}\nended with 0\n`);
      expect(ssh("id")).toContain("envaudit-probe: refused");
      expect(ssh("id")).toContain("ended with 64");
      expect(ssh(`"'read-odoo-conf' '/etc/shadow'"`)).toContain("ended with 64");
    } finally {
      rmSync(file);
    }
  });
});

describe("what somebody plants on the host", () => {
  const access = async (): Promise<readonly string[]> =>
    findingsOf(await auditor.audit(granted(), { controls: ["least_privilege"] }));
  const planted = newKeyPair();
  let before: readonly string[];
  beforeAll(async () => {
    before = await access();
    host("useradd", "--create-home", "--shell", "/bin/bash", "mallory");
    mkdirSync(inLab("/root/.ssh"), { recursive: true, mode: 0o700 });
    writeFileSync(inLab("/root/.ssh/authorized_keys"), `${planted.publicKey} backdoor\n`, {
      mode: 0o600,
    });
    writeFileSync(inLab("/etc/sudoers.d/mallory"), "mallory ALL=(ALL) NOPASSWD: ALL\n", {
      mode: 0o440,
    });
  });
  afterAll(() => {
    rmSync(inLab("/etc/sudoers.d/mallory"), { force: true });
    rmSync(inLab("/root/.ssh"), { recursive: true, force: true });
    host("userdel", "--remove", "mallory");
  });

  it("an account, a key and a rule of sudo are each found and named", async () => {
    const found = (await access()).filter((line) => !before.includes(line));
    expect(found).toEqual([
      expect.stringMatching(/^access\.authorized-keys \/root\/\.ssh\/authorized_keys,SHA256:/),
      "access.host-accounts account,mallory",
      "access.sudo-rules /etc/sudoers.d/mallory,mallory",
    ]);
  });
});
