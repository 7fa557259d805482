import { describe, expect, it } from "vitest";
import { checkedFact } from "../../src/audit/fact.ts";
import type { AnyCollector } from "../../src/facts/collector.ts";
import { hostFailure } from "../../src/facts/host-failure.ts";
import { hostOdooConf } from "../../src/facts/host-odoo-conf.ts";
import { hostOdooConfMode } from "../../src/facts/host-odoo-conf-mode.ts";
import type { Fact } from "../../src/model/record.ts";
import type { HostResult } from "../../src/transports/wires.ts";
import { declared } from "../audit/support.ts";

const context = { version: { major: 17, serie: "17.0" }, environment: declared() };
const ok = (stdout: string): HostResult => ({ stdout, stderr: "", code: 0 });
const failed = (stderr: string, code = 1): HostResult => ({ stdout: "", stderr, code });

/** The fact that a collector makes of what one command gave. */
const factOf = (collector: AnyCollector, result: HostResult | undefined): Fact<unknown> =>
  checkedFact(collector, () =>
    collector.sources.host?.shape(result === undefined ? [] : [result], context),
  );

describe("a command that failed", () => {
  it.each([
    [
      failed("cat: /etc/odoo/odoo.conf: Permission denied\n"),
      "access_denied",
      "the account may not read /etc/odoo/odoo.conf on the host",
    ],
    [
      failed("stat: cannot statx '/etc/odoo/odoo.conf': No such file or directory\n"),
      "fact_missing",
      "/etc/odoo/odoo.conf does not exist on the host (ssh.odoo_conf)",
    ],
    [
      failed("sh: 1: cat: not found\nmore\n", 127),
      "malformed_response",
      "reading /etc/odoo/odoo.conf failed: sh: 1: cat: not found",
    ],
    [
      failed(`\u001b[31m${"x".repeat(300)}\n`),
      "malformed_response",
      `reading /etc/odoo/odoo.conf failed: \\u001b[31m${"x".repeat(114)}…`,
    ],
    [failed(""), "malformed_response", "reading /etc/odoo/odoo.conf failed: "],
    [undefined, "malformed_response", "reading /etc/odoo/odoo.conf failed: "],
  ])("is told in one line: %j", (result, reason, message) => {
    expect(hostFailure(result, "/etc/odoo/odoo.conf")).toMatchObject({ reason, message });
  });
});

describe("the file's content", () => {
  it("is reduced to what is judged: its passwords stay on the host", () => {
    const conf = "[options]\nadmin_passwd = top\ndb_password = down\nlist_db = False\n";
    expect(factOf(hostOdooConf, ok(conf))).toEqual({
      state: "known",
      value: {
        smtp_server: null,
        smtp_port: null,
        list_db: "False",
        dbfilter: null,
        db_name: null,
        server_wide_modules: null,
      },
    });
  });

  it("is unknown when it could not be read", () => {
    expect(factOf(hostOdooConf, failed("cat: x: Permission denied"))).toMatchObject({
      state: "unknown",
      reason: "access_denied",
    });
    expect(factOf(hostOdooConf, undefined)).toMatchObject({ state: "unknown" });
  });
});

describe("the file's permissions", () => {
  it.each([
    ["640 odoo odoo\n", { mode: "640", owner: "odoo", group: "odoo" }],
    ["4755 root root", { mode: "4755", owner: "root", group: "root" }],
    ["600 UNKNOWN UNKNOWN\n", { mode: "600", owner: "UNKNOWN", group: "UNKNOWN" }],
  ])("are read from %j", (stdout, value) => {
    expect(factOf(hostOdooConfMode, ok(stdout))).toEqual({
      state: "known",
      value: { path: "odoo.conf", ...value },
    });
  });

  it.each([
    "",
    "-rw-r----- odoo odoo\n",
    "640 odoo\n",
    "640 odoo odoo\n640 odoo odoo\n",
    "689 a b\n",
  ])("are malformed when stat says %j", (stdout) => {
    expect(factOf(hostOdooConfMode, ok(stdout))).toMatchObject({ reason: "malformed_response" });
  });
});
