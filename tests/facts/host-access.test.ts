import { describe, expect, it, test } from "vitest";
import { checkedFact } from "../../src/audit/fact.ts";
import { loginAccounts } from "../../src/facts/accounts.ts";
import type { AnyCollector } from "../../src/facts/collector.ts";
import { authorizedKey } from "../../src/facts/host-access/authorized-keys.ts";
import { deniedPaths, fileLines } from "../../src/facts/host-access/lines.ts";
import { parseSshdConfig } from "../../src/facts/host-access/sshd-config.ts";
import { parseSudoers } from "../../src/facts/host-access/sudoers.ts";
import { hostAuthorizedKeys } from "../../src/facts/host-authorized-keys.ts";
import { hostOdooSettings } from "../../src/facts/host-odoo-settings.ts";
import { hostSudoRules } from "../../src/facts/host-sudo-rules.ts";
import { settingsOf, startOf, variablesOf } from "../../src/facts/odoo-settings.ts";
import { Secret } from "../../src/model/secret.ts";
import type { Fact } from "../../src/model/record.ts";
import type { HostResult } from "../../src/transports/wires.ts";
import { declared } from "../audit/support.ts";

const ok = (stdout: string, stderr = ""): HostResult => ({
  stdout,
  stderr,
  code: stderr === "" ? 0 : 1,
});
const linesOf = (path: string, text: string) =>
  text.split("\n").map((line) => ({ path, text: line.trim() }));

const ssh = {
  host: "erp.example.com",
  port: 22,
  user: "envaudit",
  hostKey: "",
  privateKey: new Secret(""),
  jump: undefined,
  wrapper: [],
  sudo: false,
  odooConf: "/etc/odoo/odoo.conf",
} as const;
const factOf = (
  collector: AnyCollector,
  major: number,
  ...results: readonly HostResult[]
): Fact<unknown> => {
  const context = { version: { major, serie: `${major}.0` }, environment: declared({ ssh }) };
  return checkedFact(collector, () => collector.sources.host?.shape(results, context));
};

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAblW2M0gfe7BylX6rzxEMly6GaRw8/tq+CIAkv/5C8j";
// As ssh-keygen -l prints it.
const fingerprint = "SHA256:i3z8JlohHNEEhU40baaeypnNBVx6B03793fyq1E79Xg";

describe("a line of authorized_keys", () => {
  const free = { fingerprint, forced: false, restricted: false, authority: false };
  it.each([
    [key, free],
    [`${key} ada@laptop`, free],
    [`restrict ${key}`, { ...free, restricted: true }],
    [`command="x" ${key}`, { ...free, forced: true }],
    [
      `restrict,from="10.0.0.1",command="say \\"ssh-rsa AAAA, b\\"" ${key}`,
      { ...free, forced: true, restricted: true },
    ],
    [
      `no-pty,no-port-forwarding,no-agent-forwarding,no-X11-forwarding ${key}`,
      { ...free, restricted: true },
    ],
    [`no-pty,no-port-forwarding ${key}`, free],
    [`environment="A=restrict" ${key}`, free],
    [`cert-authority ${key}`, { ...free, authority: true }],
    [`# ${key}`, undefined],
    ["", undefined],
    ["no key at all", undefined],
  ])("%s", (line, expected) => {
    expect(authorizedKey(line)).toEqual(expected);
  });
});

describe("the rules of sudo", () => {
  const rulesOf = (text: string) => parseSudoers(linesOf("/etc/sudoers", text));
  it.each([
    ["ada ALL=(ALL:ALL) ALL", "ada", ["ALL"], false],
    ["%ops ALL = (root) NOPASSWD: /bin/a --x, /bin/b", "%ops", ["/bin/a", "/bin/b"], true],
    ["ALL ALL=NOPASSWD:SETENV: /bin/a", "ALL", ["/bin/a"], true],
    ["#1001 erp=(odoo) /bin/a, !/bin/b", "#1001", ["/bin/a"], false],
    ["ada ALL=(root) \\\n  NOPASSWD: /bin/a", "ada", ["/bin/a"], true],
    [
      "User_Alias OPS = ada\nCmnd_Alias X = /bin/a, Y\nCmnd_Alias Y = /bin/b *\nOPS ALL=X",
      "ada",
      ["/bin/a", "/bin/b"],
      false,
    ],
  ])("%j", (text, who, programs, free) => {
    expect(rulesOf(text).rules).toEqual([{ path: "/etc/sudoers", who, programs, free }]);
  });

  it("are not comments, defaults and aliases; and other files are named", () => {
    const text =
      "# ada ALL=ALL\nDefaults env_reset\nHost_Alias H = x\n@includedir /etc/sudoers.d\n#include /etc/more";
    expect(rulesOf(text)).toEqual({ rules: [], elsewhere: ["/etc/more"] });
  });

  it("may be hidden: access_denied", () => {
    const denied = ok("", "grep: /etc/sudoers: Permission denied\n");
    expect(factOf(hostSudoRules, 17, denied)).toMatchObject({
      state: "unknown",
      reason: "access_denied",
    });
  });
});

describe("the settings of sshd", () => {
  const main = "/etc/ssh/sshd_config";
  it("are its defaults where nothing is set", () => {
    expect(parseSshdConfig(linesOf(main, "Port 22"))).toEqual({
      permitRootLogin: "prohibit-password",
      passwords: true,
      keyboard: false,
      emptyPasswords: false,
      keysRequired: false,
      keyFiles: ".ssh/authorized_keys .ssh/authorized_keys2",
      keyCommand: false,
      exceptions: [],
      elsewhere: [],
    });
  });

  it("are the first of each, those of the folder where it is included", () => {
    const lines = [
      ...linesOf("/etc/ssh/sshd_config.d/b.conf", "PasswordAuthentication yes"),
      ...linesOf("/etc/ssh/sshd_config.d/a.conf", "PasswordAuthentication no"),
      ...linesOf(
        main,
        "Include /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin YES\nPermitRootLogin no",
      ),
    ];
    expect(parseSshdConfig(lines)).toMatchObject({ passwords: false, permitRootLogin: "yes" });
    const without = lines.filter(({ text }) => !text.startsWith("Include"));
    expect(parseSshdConfig(without)).toMatchObject({ passwords: true });
  });

  it("have exceptions in Match blocks, and ways that ask for a key all the same", () => {
    const text =
      "AuthenticationMethods publickey,password publickey\nUsePAM yes\nMatch User ada\n PasswordAuthentication yes\nMatch all\nPermitRootLogin no";
    expect(parseSshdConfig(linesOf(main, text))).toMatchObject({
      keysRequired: true,
      keyboard: true,
      exceptions: ["passwordauthentication yes"],
      permitRootLogin: "no",
    });
  });
});

const passwd = [
  "root:x:0:0:root:/root:/bin/bash",
  "daemon:x:1:1::/:/usr/sbin/nologin",
  "ada:x:1000:1000::/home/ada:/bin/bash",
  "bob:x:1001:1001::/data/bob:",
  "builder:x:999:999::/x:/bin/false",
].join("\n");
const group = "docker:x:998:builder,ada\nada:x:1000:\nops:x:1002:ada\n";

test("accounts with a shell, and those in a strong group", () => {
  expect(loginAccounts(`${group}${passwd}`)).toEqual([
    { name: "root", uid: 0, home: "/root", shell: true, groups: [] },
    { name: "ada", uid: 1000, home: "/home/ada", shell: true, groups: ["docker", "ada", "ops"] },
    { name: "bob", uid: 1001, home: "/data/bob", shell: true, groups: [] },
    { name: "builder", uid: 999, home: "/x", shell: false, groups: ["docker"] },
  ]);
});

test("keys belong to the homes that they are in; what hides some is named", () => {
  const found = ok(
    `/home/ada/.ssh/authorized_keys:${key}\n`,
    "find: '/root': Permission denied\nfind: '/srv': No such file or directory\nfind: '/var/lib/private': Permission denied\n",
  );
  expect(factOf(hostAuthorizedKeys, 17, found, ok(`${group}${passwd}`))).toEqual({
    state: "known",
    value: {
      keys: [
        {
          path: "/home/ada/.ssh/authorized_keys",
          account: "ada",
          fingerprint,
          forced: false,
          restricted: false,
          authority: false,
        },
      ],
      hidden: ["root"],
      elsewhere: ["bob"],
    },
  });
});

test("lines behind paths, and complaints", () => {
  expect(fileLines(ok("/a:b:c\nnoise\n"))).toEqual([{ path: "/a", text: "b:c" }]);
  expect(deniedPaths(ok("", "grep: /a b: Permission denied\nsudo: x\n"))).toEqual(["/a b"]);
});

describe("what Odoo runs with", () => {
  const conf = new Map([
    ["list_db", "True"],
    ["log_level", "info"],
  ]);
  it("is its arguments, then its variables, then the file", () => {
    const args = ["--no-database-list", "--dev=all", "--log-sql"];
    const variables = new Map([
      ["ODOO_LIST_DB", "True"],
      ["ODOO_LOG_LEVEL", "debug"],
    ]);
    const settings = settingsOf(conf, [{ args, variables }]);
    expect(settings).toMatchObject({
      list_db: [{ value: "False", from: "the command line" }],
      dev_mode: [{ value: "all", from: "the command line" }],
      log_handler: [{ value: "odoo.sql_db:DEBUG", from: "the command line" }],
      log_level: [{ value: "debug", from: "the variable ODOO_LOG_LEVEL" }],
      proxy_mode: [{ value: null, from: "odoo.conf" }],
    });
    expect(settingsOf(conf, []).list_db).toEqual([{ value: "True", from: "odoo.conf" }]);
  });

  it("is read of processes and their variables", () => {
    expect(startOf(" 720 odoo /usr/bin/python3 /usr/bin/odoo -c /x --dev all")).toEqual({
      pid: "720",
      user: "odoo",
      args: ["-c", "/x", "--dev", "all"],
    });
    expect(startOf(" 721 ada vi /usr/bin/odoo")).toBeUndefined();
    const found = variablesOf("/proc/7/environ:ODOO_DEV=all\0/proc/8/environ:ODOO_RC=/x\0");
    expect(found.get("7")).toEqual(new Map([["ODOO_DEV", "all"]]));
  });

  const ps = ok("1 root /sbin/init\n720 odoo odoo -c /etc/odoo/odoo.conf\n9 x odoo -c /other\n");
  it("says what the master password is, and never which", () => {
    const of = (line: string): unknown =>
      JSON.stringify(factOf(hostOdooSettings, 17, ok(`[options]\n${line}\n`), ps));
    expect(of("admin_passwd = admin")).toContain('"masterPassword":"default"');
    expect(of("")).toContain('"masterPassword":"default"');
    expect(of("admin_passwd = $pbkdf2-sha512$x")).toContain('"masterPassword":"hash"');
    expect(of("admin_passwd = topsecret")).toContain('"masterPassword":"plain"');
    expect(of("admin_passwd = topsecret")).not.toContain("topsecret");
  });

  it("is unknown on 19 where the variables of its own Odoo are hidden", () => {
    const file = ok("[options]\n");
    const hidden = (pid: number) => ok("", `grep: /proc/${pid}/environ: Permission denied\n`);
    expect(factOf(hostOdooSettings, 19, file, ps, hidden(720))).toMatchObject({
      state: "unknown",
      reason: "access_denied",
    });
    expect(factOf(hostOdooSettings, 19, file, ps, hidden(9))).toMatchObject({ state: "known" });
  });
});
