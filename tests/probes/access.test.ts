import { describe, expect, it } from "vitest";
import { administrators } from "../../src/probes/access/administrators.ts";
import { databaseManager } from "../../src/probes/access/database-manager.ts";
import { defaultCredentials } from "../../src/probes/access/default-credentials.ts";
import { odooConfPermissions } from "../../src/probes/access/odoo-conf-permissions.ts";
import { contextOf, processOf, runningOn, told } from "./support.ts";

describe("access.administrators", () => {
  const groups = { system: 4, accessRights: 2, privateAddresses: null };
  const user = (id: number, login: string, ...ids: readonly number[]) => ({
    id,
    login,
    loginDigest: `digest of ${login}`,
    companies: [1],
    groups: [...ids],
  });
  const judged = (...users: readonly ReturnType<typeof user>[]) =>
    told(administrators.judge({ users: [...users], groups }, contextOf()));

  it("knows the auditor and whoever was declared, and asks nothing of other users", () => {
    expect(judged(user(8, "envaudit", 4), user(2, "admin", 2, 4), user(7, "sales", 1))).toBe(
      "pass: 2 administrators, each explained by its identity and the access matrix",
    );
  });

  it("finds the others in either group", () => {
    expect(judged(user(5, "ext", 2), user(6, "old", 4), user(9, "Admin", 4))).toEqual([
      "res.users,5: Odoo user ext (5) is in Access Rights on staging (staging) and is no declared identity",
      "res.users,6: Odoo user old (6) is in Settings on staging (staging) and is no declared identity",
      "res.users,9: Odoo user Admin (9) is in Settings on staging (staging) and is no declared identity",
    ]);
  });

  it("finds who is declared in a persona that may not have it on this tier", () => {
    const context = contextOf();
    const qa = {
      id: "quinn",
      kind: "person",
      personas: ["qa_tester"],
      odooLogins: ["quinn"],
    } as const;
    const verdict = administrators.judge(
      { users: [user(5, "quinn", 4)], groups },
      { ...context, identities: [...context.identities, qa] },
    );
    expect(told(verdict)).toEqual([
      "res.users,5: Odoo user quinn (5) is in Settings on staging (staging); it belongs to quinn (person, qa_tester), and the access matrix gives this to sre alone",
    ]);
  });
});

describe("access.database-manager", () => {
  type Facts = Parameters<typeof databaseManager.judge>[0];
  type Lists = Extract<Facts["lists"], { state: "known" }>["value"];
  const unread = { state: "unknown", reason: "timeout", detail: "too late" } as const;
  const conf = (list_db: string | null): Facts["conf"] => ({
    state: "known",
    value: {
      smtp_server: null,
      smtp_port: null,
      list_db,
      dbfilter: null,
      db_name: null,
      server_wide_modules: null,
    },
  });
  const judged = (
    state: Facts["state"],
    lists: Lists | undefined,
    own: Facts["conf"] = conf(null),
  ) =>
    told(
      databaseManager.judge(
        {
          state,
          lists: lists === undefined ? unread : { state: "known", value: lists },
          conf: own,
        },
        contextOf(),
      ),
    );

  it.each([
    ["disabled", "pass: /web/database/manager is disabled"],
    ["enabled", ["/web/database/manager: The database manager is open"]],
    [
      "insecure",
      [
        "/web/database/manager: The database manager is open, and Odoo says that its master password is the default",
      ],
    ],
  ] as const)("judges %s, whatever the other pages are", (state, expected) => {
    expect(judged(state, { selector: "open", list: "reachable" })).toEqual(expected);
    expect(judged(state, undefined)).toEqual(expected);
  });

  it("looks at the selector and the list where a proxy closes the manager", () => {
    const blocked = "/web/database/manager is blocked";
    expect(judged("blocked", { selector: "blocked", list: "blocked" })).toBe(
      `pass: ${blocked}, the selector is blocked, the list is blocked`,
    );
    expect(judged("blocked", { selector: "disabled", list: "reachable" })).toBe(
      `pass: ${blocked}, the selector is disabled, the list is reachable`,
    );
    expect(judged("blocked", { selector: "open", list: "blocked" })).toEqual([
      "/web/database/selector: The list of databases is open: a proxy closes the manager, and not the selector",
    ]);
    expect(judged("blocked", undefined)).toBe("unknown: timeout: too late");
  });

  it("asks odoo.conf where calls to the list come through", () => {
    const lists = { selector: "blocked", list: "reachable" } as const;
    expect(judged("blocked", lists, conf("False"))).toBe(
      "pass: /web/database/manager is blocked, and list_db is off",
    );
    for (const on of [null, "True", "0"]) {
      expect(judged("blocked", lists, conf(on))).toEqual([
        "/web/database/list: The list of databases is open: a proxy closes the manager, and not the list",
      ]);
    }
    expect(judged("blocked", lists, unread)).toBe(
      "unknown: timeout: a proxy lets calls to /web/database/list through, and list_db was not read: too late",
    );
  });
});

describe("access.default-credentials", () => {
  it("finds each login that Odoo took", () => {
    expect(told(defaultCredentials.judge({ taken: ["admin", "demo"] }, contextOf()))).toEqual([
      "res.users,login=admin: Odoo accepts admin with its own name as password",
      "res.users,login=demo: Odoo accepts demo with its own name as password",
    ]);
    expect(told(defaultCredentials.judge({ taken: [] }, contextOf()))).toBe(
      "pass: Odoo refused each default",
    );
  });
});

describe("access.odoo-conf-permissions", () => {
  type Facts = Parameters<typeof odooConfPermissions.judge>[0];
  const path = "/etc/odoo.conf";
  const fileOf = (mode: string, owner = "odoo", group = "odoo") => ({ path, mode, owner, group });
  const readersOf = (...value: string[]): Facts["readers"] => ({ state: "known", value });
  const judged = (change: Partial<Facts>) =>
    odooConfPermissions.judge(
      {
        file: fileOf("640"),
        readers: readersOf("odoo"),
        processes: runningOn(17, processOf()).processes,
        ...change,
      },
      { ...contextOf(), fleet: [{ name: "staging", tier: "staging", odooConf: path }] },
    );
  const subjects = (change: Partial<Facts>) => {
    const verdict = judged(change);
    return verdict.outcome === "fail" ? verdict.findings.map((f) => f.subject) : verdict.outcome;
  };
  const hidden = { state: "unknown", reason: "access_denied", detail: "hidepid" } as const;

  it.each(["600", "640", "400", "440", "0640", "2640", "641"])("passes mode %s", (mode) => {
    expect(subjects({ file: fileOf(mode) })).toBe("pass");
  });

  it.each([
    ["644", ["/etc/odoo.conf,readable by everybody"]],
    ["4644", ["/etc/odoo.conf,readable by everybody"]],
    ["642", ["/etc/odoo.conf,writable by everybody"]],
    ["660", ["/etc/odoo.conf,writable by its group"]],
    [
      "777",
      [
        "/etc/odoo.conf,readable by everybody",
        "/etc/odoo.conf,writable by everybody",
        "/etc/odoo.conf,writable by its group",
      ],
    ],
  ])("finds what is wrong with mode %s", (mode, expected) => {
    expect(subjects({ file: fileOf(mode) })).toEqual(expected);
  });

  it("wants root or Odoo's own account for its owner", () => {
    expect(subjects({ file: fileOf("600", "root") })).toBe("pass");
    expect(told(judged({ file: fileOf("600", "ada", "ada") }))).toEqual([
      "/etc/odoo.conf,owned by another account: /etc/odoo.conf is owned by ada, neither root nor Odoo's account (odoo) (mode 600, ada:ada)",
    ]);
    // Whoever runs the Odoo of this file, and nobody else's.
    const ofAda = runningOn(17, processOf({ user: "ada", config: path })).processes;
    const another = runningOn(17, processOf({ user: "ada", config: "/etc/other.conf" })).processes;
    expect(subjects({ file: fileOf("600", "ada"), processes: ofAda })).toBe("pass");
    expect(subjects({ file: fileOf("600", "ada"), processes: another })).toBe("unknown");
  });

  it("wants nobody else in a group that may read it", () => {
    const file = fileOf("640", "root");
    expect(told(judged({ file, readers: readersOf("ada", "odoo", "root", "sam") }))).toEqual([
      "/etc/odoo.conf,readable by its group: /etc/odoo.conf is readable by its group, in which there are ada, sam too (mode 640, root:odoo)",
    ]);
    expect(subjects({ file: fileOf("600"), readers: readersOf("ada") })).toBe("pass");
    const many = Array.from({ length: 9 }, (_, index) => `u${index}`);
    expect(told(judged({ file, readers: readersOf(...many) })).toString()).toContain(
      "u0, u1, u2, u3, u4 and 4 more too",
    );
  });

  it("is unknown where nobody sees who that is", () => {
    expect(told(judged({ file: fileOf("600", "ada"), processes: hidden }))).toBe(
      "unknown: access_denied: ada owns /etc/odoo.conf, and nobody sees who runs Odoo: hidepid",
    );
    expect(told(judged({ file: fileOf("600", "UNKNOWN") }))).toBe(
      "unknown: fact_missing: UNKNOWN owns /etc/odoo.conf, and nobody sees who runs Odoo",
    );
    expect(told(judged({ readers: hidden }))).toBe(
      "unknown: access_denied: nobody sees who is in the group odoo that reads /etc/odoo.conf: hidepid",
    );
    expect(told(judged({ readers: readersOf("ada"), processes: hidden }))).toBe(
      "unknown: access_denied: ada may read /etc/odoo.conf, and nobody sees who runs Odoo: hidepid",
    );
    expect(subjects({ file: fileOf("600"), readers: hidden })).toBe("pass");
    // The account that Odoo's packages make is its own where no process says otherwise.
    expect(subjects({ processes: hidden })).toBe("pass");
    expect(subjects({ file: fileOf("604", "ada"), processes: hidden })).toEqual([
      "/etc/odoo.conf,readable by everybody",
    ]);
  });
});
