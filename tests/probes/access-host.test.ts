import { describe, expect, it } from "vitest";
import { auditorCredentialExpiry } from "../../src/probes/access/auditor-credential-expiry.ts";
import { auditorHostRights } from "../../src/probes/access/auditor-host-rights.ts";
import { auditorOdooRights } from "../../src/probes/access/auditor-odoo-rights.ts";
import { auditorSqlRights } from "../../src/probes/access/auditor-sql-rights.ts";
import { authorizedKeys } from "../../src/probes/access/authorized-keys.ts";
import { databaseRole } from "../../src/probes/access/database-role.ts";
import { databaseSuperusers } from "../../src/probes/access/database-superusers.ts";
import { dbfilter } from "../../src/probes/access/dbfilter.ts";
import { hostGroups } from "../../src/probes/access/host-groups.ts";
import { hostLogins } from "../../src/probes/access/host-accounts.ts";
import { logLevel } from "../../src/probes/access/log-level.ts";
import { odooLogReaders } from "../../src/probes/access/odoo-log-readers.ts";
import { odooRoot } from "../../src/probes/access/odoo-root.ts";
import { pgHba } from "../../src/probes/access/pg-hba.ts";
import { proxyMode } from "../../src/probes/access/proxy-mode.ts";
import { sshdSettings } from "../../src/probes/access/sshd-settings.ts";
import { sudoRules } from "../../src/probes/access/sudo-rules.ts";
import { settingsOf } from "../../src/facts/odoo-settings.ts";
import type { JudgeContext } from "../../src/model/record.ts";
import { contextOf, processOf, told } from "./support.ts";

const context: JudgeContext = {
  ...contextOf(),
  auditorSshUsers: ["envaudit"],
  auditorSshKeys: ["SHA256:own"],
  identities: [
    {
      id: "ada",
      kind: "person",
      personas: ["sre"],
      odooLogins: [],
      sshUsers: ["ada"],
      sshKeys: ["SHA256:ada"],
    },
    {
      id: "eve",
      kind: "person",
      personas: ["qa_tester"],
      odooLogins: [],
      sshUsers: ["eve"],
      sshKeys: ["SHA256:eve"],
    },
    {
      id: "ci",
      kind: "service",
      personas: ["sre"],
      odooLogins: [],
      sshUsers: ["ci"],
      sshKeys: ["SHA256:ci"],
    },
  ],
};
const account = (name: string, uid: number, ...groups: string[]) => ({
  name,
  uid,
  home: `/home/${name}`,
  shell: true,
  groups,
});
const root = account("root", 0);

describe("access.host-accounts", () => {
  it("names who may log in and why not, where", () => {
    const accounts = [
      root,
      account("postgres", 105),
      account("ada", 1000),
      account("eve", 1001),
      account("bob", 1002),
      account("toor", 0),
      account("envaudit", 1003),
    ];
    expect(told(hostLogins.judge({ accounts }, context))).toEqual([
      "account,eve: account eve can open a shell on staging (staging); it belongs to eve (person, qa_tester), and the access matrix gives this to sre alone",
      "account,bob: account bob can open a shell on staging (staging) and is no declared identity",
      "account,toor: account toor can open a shell on staging (staging) and is no declared identity",
    ]);
  });
});

describe("access.host-groups", () => {
  it("tells what the group gives; daemons that log are no news", () => {
    const syslog = { ...account("syslog", 102, "adm"), shell: false };
    const runner = { ...account("runner", 999, "docker"), shell: false };
    const accounts = [
      root,
      syslog,
      runner,
      account("postgres", 105, "postgres"),
      account("eve", 1001, "adm", "postgres"),
      account("ada", 1000, "docker"),
    ];
    expect(told(hostGroups.judge({ accounts }, context))).toEqual([
      "group,docker,runner: account runner, by its group docker, can control services on staging (staging) and is no declared identity",
      "group,postgres,eve: account eve, by its group postgres, can open the database on staging (staging); it belongs to eve (person, qa_tester), and the access matrix gives this to sre alone",
    ]);
  });
});

describe("access.authorized-keys", () => {
  const sshd = { state: "unknown", reason: "fact_missing", detail: "none" } as const;
  const keyOf = (fingerprint: string, change = {}) => ({
    path: "/home/x/.ssh/authorized_keys",
    account: "x",
    fingerprint,
    forced: false,
    restricted: false,
    authority: false,
    ...change,
  });
  const judged = (
    keys: ReturnType<typeof keyOf>[],
    more: object = {},
    server: typeof sshd | object = sshd,
  ) =>
    told(
      authorizedKeys.judge(
        { found: { keys, hidden: [], elsewhere: [], ...more }, sshd: server as typeof sshd },
        context,
      ),
    );

  it("tells whose a key is not, and what a program's may", () => {
    const held = { forced: true, restricted: true };
    const path = "/home/x/.ssh/authorized_keys";
    expect(judged([keyOf("SHA256:ada"), keyOf("SHA256:own", held), keyOf("SHA256:ci", held)])).toBe(
      "pass: 3 keys, each explained by its identity",
    );
    expect(
      judged([
        keyOf("SHA256:own", { forced: true }),
        keyOf("SHA256:ci"),
        keyOf("SHA256:new"),
        keyOf("SHA256:ada", { authority: true }),
      ]),
    ).toEqual([
      `${path},SHA256:own: The auditor's own key SHA256:own of account x may run any command`,
      `${path},SHA256:ci: key SHA256:ci of account x is of ci (service) and may run any command`,
      `${path},SHA256:new: key SHA256:new of account x can open a shell on staging (staging) and is no declared identity`,
      `${path},SHA256:ada: ${path} accepts every key that SHA256:ada signed: nobody can say whose they are`,
    ]);
  });

  it("does not pass on what it did not see", () => {
    expect(judged([], { hidden: ["root"] })).toBe(
      "unknown: access_denied: the auditor's account may not look at the keys of root",
    );
    expect(judged([], { elsewhere: ["bob"] })).toContain("unknown: fact_missing");
    const known = (change: object) => ({
      state: "known",
      value: { keyFiles: ".ssh/authorized_keys", keyCommand: false, ...change },
    });
    expect(judged([], {}, known({}))).toContain("pass");
    expect(judged([], {}, known({ keyFiles: "%h/.ssh/authorized_keys none" }))).toContain("pass");
    expect(judged([], {}, known({ keyFiles: "/etc/keys/%u" }))).toContain("unknown: fact_missing");
    expect(judged([], {}, known({ keyCommand: true }))).toContain("unknown: fact_missing");
    const denied = { state: "unknown", reason: "access_denied", detail: "no" };
    expect(judged([], {}, denied)).toContain("unknown: access_denied");
  });
});

describe("access.sudo-rules", () => {
  const accounts = [
    root,
    account("ada", 1000, "ops"),
    account("eve", 1001, "ops"),
    account("bob", 1002),
  ];
  const rule = (who: string, ...programs: string[]) => ({
    path: "/etc/sudoers",
    who,
    programs,
    free: true,
  });
  const judged = (rules: ReturnType<typeof rule>[], elsewhere: string[] = []) =>
    told(sudoRules.judge({ sudo: { rules, elsewhere }, accounts }, context));

  it("names each account that a rule is for", () => {
    expect(
      judged([
        rule("root", "ALL"),
        rule("%ops", "ALL"),
        rule("#1002", "/bin/a"),
        rule("ALL", "/bin/b"),
        rule("envaudit", "/bin/cat"),
      ]),
    ).toEqual([
      expect.stringMatching(
        /^\/etc\/sudoers,eve: account eve, by the rule of its group ops in \/etc\/sudoers for ALL, can control services/,
      ),
      expect.stringMatching(/^\/etc\/sudoers,bob: account bob, by a rule of its own/),
      "/etc/sudoers,ALL: /etc/sudoers lets everybody run /bin/b as another account",
    ]);
  });

  it("is unknown where rules are elsewhere too", () => {
    expect(judged([], ["/etc/more"])).toBe(
      "unknown: fact_missing: sudo reads /etc/more too, which nobody looked at",
    );
  });
});

describe("access.auditor-host-rights", () => {
  const judged = (accounts: ReturnType<typeof account>[], sudo: object) =>
    told(auditorHostRights.judge({ accounts, sudo: sudo as never }, context));
  const rules = (...list: object[]) => ({ state: "known", value: { rules: list, elsewhere: [] } });
  const anything = { path: "/etc/sudoers", who: "%ops", programs: ["ALL"], free: false };

  it("tells root, strong groups and rules for anything", () => {
    expect(judged([account("envaudit", 0, "docker", "ops", "adm")], rules(anything))).toEqual([
      "account,envaudit,root: The auditor's account envaudit is root",
      "account,envaudit,group,docker: The auditor's account envaudit is in the group docker",
      "account,envaudit,sudo,/etc/sudoers: The auditor's account envaudit may run any program by sudo (/etc/sudoers)",
    ]);
    expect(judged([account("envaudit", 1000)], rules(anything))).toContain("pass");
  });

  it("is unknown where the account or the rules are not seen", () => {
    expect(judged([root], rules())).toContain("unknown: fact_missing");
    const denied = { state: "unknown", reason: "access_denied", detail: "no" };
    expect(judged([account("envaudit", 1000)], denied)).toContain("unknown: access_denied");
  });
});

it("access.sshd-settings: passwords count only where they get somebody in", () => {
  const sshd = {
    permitRootLogin: "yes",
    passwords: true,
    keyboard: true,
    emptyPasswords: true,
    keysRequired: false,
    keyFiles: "",
    keyCommand: false,
    exceptions: ["permitrootlogin yes"],
    elsewhere: [],
  };
  const judged = (change: object) =>
    told(sshdSettings.judge({ sshd: { ...sshd, ...change } }, context));
  expect(judged({})).toHaveLength(5);
  const safe = { permitRootLogin: "no", emptyPasswords: false, exceptions: [], keysRequired: true };
  expect(judged(safe)).toBe("pass: keys alone, and PermitRootLogin is no");
  expect(judged({ ...safe, elsewhere: ["/etc/x"] })).toContain("unknown: fact_missing");
});

it("access.odoo-log-readers: everybody, and members who may not", () => {
  const log = {
    path: "/l",
    mode: "644",
    owner: "odoo",
    group: "logs",
    members: ["odoo", "envaudit", "bob"],
  };
  expect(told(odooLogReaders.judge({ log }, context))).toEqual([
    "/l,everybody: /l is open to everybody (mode 644, odoo:logs)",
    "/l,bob: account bob, by its group logs, can read the logs on staging (staging) and is no declared identity",
  ]);
  expect(told(odooLogReaders.judge({ log: { ...log, mode: "600" } }, context))).toContain("pass");
  const nameless = { ...log, mode: "640", members: null };
  expect(told(odooLogReaders.judge({ log: nameless }, context))).toContain("unknown");
});

it("access.odoo-root: one of its own is enough, and none is unknown", () => {
  const judged = (...users: string[]) =>
    told(odooRoot.judge({ processes: users.map((user) => processOf({ user })) }, context));
  expect(judged("odoo", "root")).toHaveLength(1);
  expect(judged("odoo")).toBe("pass: it runs as odoo");
  expect(judged()).toContain("unknown: fact_missing");
});

describe("what Odoo runs with", () => {
  const odoo = (conf: Record<string, string>, https: boolean | null = true) => ({
    https,
    masterPassword: "hash" as const,
    settings: settingsOf(new Map(Object.entries(conf)), []) as never,
  });
  const file = {
    smtp_server: null,
    smtp_port: null,
    list_db: null,
    dbfilter: null,
    db_name: null,
    server_wide_modules: null,
  };

  it("proxy_mode matters where it is reached over TLS", () => {
    expect(told(proxyMode.judge({ odoo: odoo({}) }, context))).toHaveLength(1);
    expect(told(proxyMode.judge({ odoo: odoo({ proxy_mode: "True" }) }, context))).toContain(
      "pass",
    );
    expect(told(proxyMode.judge({ odoo: odoo({}, false) }, context))).toContain("not applicable");
  });

  it("a filter that lets everything through is none; one database is enough", () => {
    const judged = (conf: Record<string, string>, name: string | null = null) =>
      told(dbfilter.judge({ odoo: odoo(conf), conf: { ...file, db_name: name } }, context));
    expect(judged({})).toHaveLength(1);
    expect(judged({ dbfilter: ".*" })).toHaveLength(1);
    expect(judged({ dbfilter: "^staging$" })).toContain("pass");
    expect(judged({}, "staging")).toContain("pass");
  });

  it("levels and handlers that write out what comes", () => {
    const judged = (conf: Record<string, string>) =>
      told(logLevel.judge({ odoo: odoo(conf) }, context));
    expect(judged({ log_level: "debug_rpc_answer" })).toHaveLength(1);
    expect(judged({ log_handler: ":INFO,odoo.http.rpc.request:DEBUG" })).toHaveLength(1);
    expect(judged({ log_handler: ":DEBUG" })).toHaveLength(1);
    expect(judged({ log_handler: "odoo.addons.sale:DEBUG,:INFO" })).toContain("pass");
    expect(judged({ log_level: "warn" })).toContain("pass");
  });
});

describe("the auditor in Odoo", () => {
  const user = (id: number, login: string, ...groups: number[]) => ({
    id,
    login,
    loginDigest: login,
    groups,
    companies: [1],
  });
  const groups = { system: 4, accessRights: 2, privateAddresses: null };
  const by = (auditor: object): JudgeContext => ({ ...context, auditor: auditor as never });

  it("needs Settings over the API alone", () => {
    const judged = (prefersSql: boolean, ...own: number[]) =>
      told(
        auditorOdooRights.judge(
          { users: [user(7, "envaudit", ...own)] as never, groups },
          by({ prefersSql }),
        ),
      );
    expect(judged(true, 2, 4)).toEqual([
      "res.users,7: The auditor's user envaudit (7) is in Settings, and what needs it is read by SQL",
    ]);
    expect(judged(true, 2)).toBe("pass: it is not in Settings");
    expect(judged(false, 2, 4)).toContain("pass");
  });

  it("is warned before its key expires, where keys do", () => {
    const key = (id: number, owner: number, expires: string | null) => ({
      id,
      user: owner,
      nameDigest: null,
      created: null,
      expires,
    });
    const users = [user(7, "envaudit")] as never;
    const judged = (canExpire: boolean, keys: ReturnType<typeof key>[], usesApiKey = true) =>
      told(
        auditorCredentialExpiry.judge(
          { users, keys: { seenBy: "sql", canExpire, keys } },
          by({ usesApiKey }),
        ),
      );
    const soon = key(1, 7, "2026-11-30T00:00:00Z");
    expect(judged(true, [soon, key(2, 8, "2026-11-25T00:00:00Z"), key(3, 7, null)])).toEqual([
      "res.users.apikeys,1: API key 1 of the auditor's user expires at 2026-11-30T00:00:00Z",
    ]);
    expect(judged(true, [key(1, 7, "2027-03-01T00:00:00Z")])).toContain("pass");
    expect(judged(true, [])).toContain("unknown: fact_missing");
    expect(judged(false, [soon])).toContain("not applicable");
    expect(judged(true, [soon], false)).toContain("not applicable");
  });
});

describe("the database server", () => {
  const role = {
    name: "odoo",
    superuser: false,
    createRole: false,
    replication: false,
    files: false,
  };
  it("access.database-role and access.database-superusers each tell their own", () => {
    const roles = {
      odoo: { ...role, superuser: true, files: true },
      superusers: ["ada", "odoo", "zed"],
    };
    expect(told(databaseRole.judge({ roles }, context))).toEqual([
      "role,odoo,superuser: Odoo's role odoo is a superuser",
      "role,odoo,files: Odoo's role odoo may read or write the server's files, or run programs there",
    ]);
    expect(told(databaseSuperusers.judge({ roles }, context))).toEqual([
      "role,zed: database role zed, a superuser, can open the database on staging (staging) and is no declared identity",
    ]);
    expect(told(databaseRole.judge({ roles: { odoo: role, superusers: [] } }, context))).toContain(
      "pass",
    );
  });

  it("access.pg-hba: trust beyond the socket, and lines that cannot be read", () => {
    const line = { line: 3, type: "host", databases: ["all"], users: ["all"], address: "0.0.0.0" };
    const judged = (...types: string[]) =>
      told(
        pgHba.judge(
          { hba: { trusting: types.map((type) => ({ ...line, type })), broken: 0 } },
          context,
        ),
      );
    expect(judged("host")).toEqual([
      "pg_hba.conf,host,0.0.0.0,all,all: Line 3 of pg_hba.conf trusts all from 0.0.0.0 for all",
    ]);
    expect(judged("local")).toBe("pass: only its socket is trusted");
    expect(told(pgHba.judge({ hba: { trusting: [], broken: 1 } }, context))).toContain("unknown");
  });

  it("access.auditor-sql-rights: whatever is more than reading", () => {
    const rights = { role: "r", writable: 0, whole: 9, createSchema: false, createTable: false };
    expect(told(auditorSqlRights.judge({ rights }, context))).toContain("pass");
    const more = { ...rights, writable: 2, createSchema: true, createTable: true };
    expect(told(auditorSqlRights.judge({ rights: more }, context))).toHaveLength(3);
  });
});
