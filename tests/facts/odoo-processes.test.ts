import { describe, expect, it } from "vitest";
import { checkedFact } from "../../src/audit/fact.ts";
import { hostOdooProcesses } from "../../src/facts/host-odoo-processes.ts";
import { odooProcess } from "../../src/facts/odoo-processes.ts";
import type { HostResult } from "../../src/transports/wires.ts";
import { declared } from "../audit/support.ts";

describe("a command line", () => {
  it.each([
    [
      "/usr/bin/python3 /usr/bin/odoo --config /etc/odoo/odoo.conf",
      "/etc/odoo/odoo.conf",
      [],
      null,
    ],
    [
      "python3 -u -X utf8=1 /opt/odoo/odoo-bin -c a.conf -d one,two -p 8070",
      "a.conf",
      ["one", "two"],
      8070,
    ],
    ["/opt/venv/bin/python3.12 odoo-bin gevent --config=b.conf", "b.conf", [], null],
    ["/opt/odoo/odoo.py --database=x --xmlrpc-port=8071", null, ["x"], 8071],
    ["odoo -dx -p8072", null, ["x"], 8072],
    ["odoo -c first.conf -c last.conf", "last.conf", [], null],
    ["odoo --http-port 99999 -d ,", null, [], null],
    ["odoo --dev=all --db_host db", null, [], null],
    ["odoo -c", null, [], null],
    ["openerp-server", null, [], null],
  ])("%s is an Odoo", (line, config, databases, port) => {
    expect(odooProcess("odoo", line)).toEqual({ user: "odoo", config, databases, port });
  });

  it.each([
    "vim /usr/bin/odoo",
    "tail -f /var/log/odoo/odoo.log",
    "sudo -u odoo /usr/bin/odoo -d x",
    "python3 manage.py odoo",
    "postgres: odoo staging [local] idle",
    "/usr/bin/odoo-helper",
    "",
  ])("%s is none", (line) => {
    expect(odooProcess("odoo", line)).toBeUndefined();
  });

  it("keeps nothing else, such as a password", () => {
    const kept = odooProcess("odoo", "odoo -d x --db_password=hunter2 -w hunter2");
    expect(JSON.stringify(kept)).not.toContain("hunter2");
  });
});

describe("what ps prints", () => {
  const factOf = (result: Partial<HostResult>) =>
    checkedFact(hostOdooProcesses, () =>
      hostOdooProcesses.sources.host?.shape([{ stdout: "", stderr: "", code: 0, ...result }], {
        version: { major: 17, serie: "17.0" },
        environment: declared(),
      }),
    );

  it("gives each Odoo once, its workers left out", () => {
    const worker = "odoo      /usr/bin/python3 /usr/bin/odoo -c /etc/odoo/odoo.conf";
    const stdout = `    1 root     /sbin/init\n  720 ${worker}\n  721 ${worker}\n90000 dev odoo-bin -d x\n`;
    expect(factOf({ stdout })).toEqual({
      state: "known",
      value: [
        { user: "odoo", config: "/etc/odoo/odoo.conf", databases: [], port: null },
        { user: "dev", config: null, databases: ["x"], port: null },
      ],
    });
  });

  it("proves nothing where only the account's own processes are shown", () => {
    expect(factOf({ stdout: "  812 auditor sshd: auditor@notty\n  813 auditor ps\n" })).toEqual({
      state: "unknown",
      reason: "access_denied",
      detail: "the account sees no processes but its own (hidepid)",
    });
  });

  it("is malformed where ps is another one, or is missing", () => {
    const stderr = "ps: unrecognized option: w\nBusyBox v1.36";
    expect(factOf({ code: 1, stderr })).toEqual({
      state: "unknown",
      reason: "malformed_response",
      detail: "the host's ps does not take -eo: install procps",
    });
  });
});
