import { describe, expect, it } from "vitest";
import { administrators } from "../../src/probes/access/administrators.ts";
import { databaseManager } from "../../src/probes/access/database-manager.ts";
import { defaultCredentials } from "../../src/probes/access/default-credentials.ts";
import { odooConfPermissions } from "../../src/probes/access/odoo-conf-permissions.ts";
import { contextOf, told } from "./support.ts";

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
      "pass: 2 administrators, each a declared identity",
    );
  });

  it("finds the others in either group", () => {
    expect(judged(user(5, "ext", 2), user(6, "old", 4), user(9, "Admin", 4))).toEqual([
      "res.users,5: ext is in Access Rights and is no declared identity",
      "res.users,6: old is in Settings and is no declared identity",
      "res.users,9: Admin is in Settings and is no declared identity",
    ]);
  });
});

describe("access.database-manager", () => {
  it.each([
    ["blocked", "pass: /web/database/manager is blocked"],
    ["disabled", "pass: /web/database/manager is disabled"],
    ["enabled", ["/web/database/manager: The database manager is open"]],
    [
      "insecure",
      [
        "/web/database/manager: The database manager is open, and Odoo says that its master password is the default",
      ],
    ],
  ] as const)("judges %s", (state, expected) => {
    expect(told(databaseManager.judge({ state }, contextOf()))).toEqual(expected);
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
  const subjects = (mode: string) => {
    const file = { path: "/etc/odoo.conf", mode, owner: "odoo", group: "odoo" };
    const verdict = odooConfPermissions.judge({ file }, contextOf());
    return verdict.outcome === "fail" ? verdict.findings.map((f) => f.subject) : verdict.outcome;
  };

  it.each(["600", "640", "400", "440", "0640", "2640", "641"])("passes mode %s", (mode) => {
    expect(subjects(mode)).toBe("pass");
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
    expect(subjects(mode)).toEqual(expected);
  });
});
