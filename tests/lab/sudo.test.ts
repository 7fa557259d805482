import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditRecord } from "../../src/model/record.ts";
import { environment, host, lab, startAuditor, type Auditor } from "./lab.ts";

/** What is read of odoo.conf: its lines, and whose it is. */
const facts = ["host.odoo-conf", "host.odoo-conf-mode"] as const;

let auditor: Auditor;
beforeAll(async () => {
  auditor = await startAuditor();
  // The group `odoo`, in which the auditor's account is, may not read it any more.
  host("chmod", "0600", lab.odoo.conf);
});
afterAll(async () => {
  host("chmod", "0640", lab.odoo.conf);
  await auditor?.close();
});

const read = (record: AuditRecord) =>
  facts.map((id) => {
    const fact = record.facts[id];
    return fact?.state === "unknown" ? `${id}: ${fact.reason}` : `${id}: ${fact?.state}`;
  });

describe("an odoo.conf that the account may not read", () => {
  const { ssh } = environment("staging");
  const audited = (sudo: boolean) =>
    auditor.audit(environment("staging", { ssh: ssh && { ...ssh, sudo } }));

  it("is read through sudo, by a rule for these commands alone", async () => {
    const record = await audited(true);
    expect(read(record)).toEqual(["host.odoo-conf: known", "host.odoo-conf-mode: known"]);
    const permissions = record.results.find((r) => r.check === "access.odoo-conf-permissions");
    expect(permissions?.verdict).toMatchObject({ outcome: "pass" });
  });

  it("is unknown where neither the key's line nor the environment says sudo, and says why", async () => {
    const keys = `/home/${lab.ssh.user}/.ssh/authorized_keys`;
    host("sed", "-i", "s/ --sudo/ /", keys);
    try {
      expect(read(await audited(false))[0]).toBe("host.odoo-conf: access_denied");
    } finally {
      host("sed", "-i", 's/ " / --sudo" /', keys);
    }
  });

  it("is no way to read anything else", () => {
    const { user } = lab.ssh;
    const asked =
      (...words: readonly string[]) =>
      () =>
        host("runuser", "-u", user, "--", "sudo", "-n", ...words);
    expect(asked("cat", "--", lab.odoo.conf)()).toContain("[options]");
    expect(asked("cat", "--", "/etc/shadow")).toThrow("a password is required");
    expect(asked("cat", "--", lab.odoo.conf, "/etc/shadow")).toThrow("a password is required");
  });
});
