import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findsEach, staging, type Break } from "./breaks.ts";
import {
  environment,
  findingsOf,
  resetStaging,
  startAuditor,
  withoutMasking,
  type Auditor,
} from "./lab.ts";

/** A key whose digest opens nothing, made long ago. */
const oldKey = (login: string): string =>
  `insert into res_users_apikeys (name, user_id, scope, index, key, create_date)
   select 'reports', id, 'rpc', '00000000', 'none', '2020-02-29 08:00:00' from res_users where login = '${login}'`;
const noExpiry = [
  "access.api-key-expiry: unsupported_version: Odoo keeps no expiry of API keys before 18, and there are keys here: 1",
];

/** Ways to have more than somebody explained. */
const breaks: readonly Break[] = [
  {
    name: "an employee is no declared identity",
    break: staging("update res_users set login = 'former-intern' where login = 'demo'"),
    findings: [/^access\.unmapped-users res\.users,\d+$/],
  },
  {
    name: "an administrator has not signed in for years, and others have",
    break: staging(
      `insert into res_users_log (create_uid, create_date) values (2, '2020-02-29 08:00:00');
       insert into res_users_log (create_uid, create_date)
         select id, now() at time zone 'utc' from res_users where login = 'demo'`,
    ),
    findings: ["access.dormant-administrators res.users,2"],
    alone: true,
  },
  {
    name: "an administrator has the name of the database as password",
    break: staging("update res_users set password = 'staging' where login = 'admin'"),
    findings: ["access.guessable-credentials res.users,login=admin"],
  },
  {
    name: "a key of an administrator is years old",
    break: staging(oldKey("admin")),
    findings: [/^access\.api-key-age res\.users\.apikeys,\d+$/],
    unknowns: noExpiry,
  },
  {
    name: "a customer has a key",
    alone: true,
    break: staging(oldKey("portal")),
    findings: [
      /^access\.api-key-age res\.users\.apikeys,\d+$/,
      /^access\.api-key-owners res\.users\.apikeys,\d+$/,
    ],
    unknowns: noExpiry,
  },
  {
    name: "a customer is in a group of employees",
    break: staging(
      `insert into res_groups_users_rel (uid, gid) select u.id, d.res_id from res_users u, ir_model_data d
       where u.login = 'portal' and d.module = 'base' and d.name = 'group_partner_manager'`,
    ),
    findings: [/^access\.portal-groups res\.users,\d+$/],
  },
  {
    name: "anybody may sign up",
    break: staging(
      "insert into ir_config_parameter (key, value) values ('auth_signup.invitation_scope', 'b2c') on conflict (key) do update set value = excluded.value",
    ),
    findings: [/^access\.open-signup ir\.config_parameter,/],
  },
];

let auditor: Auditor;
beforeAll(async () => {
  resetStaging();
  auditor = await startAuditor();
  await auditor.audit(environment("production"));
});
afterAll(async () => {
  await auditor?.close();
});

describe("privileges on a real Odoo 14", () => {
  findsEach(() => auditor, breaks);
});

describe("the production of the lab", () => {
  it("keeps payment keys where every employee can read them, as every 14 at work does", async () => {
    const found = findingsOf(await auditor.audit(environment("production"), withoutMasking));
    expect(found.filter((finding) => !finding.startsWith("access.readable-secrets "))).toEqual([]);
    expect(found.join("\n")).toMatch(
      /access\.readable-secrets payment\.provider,\d+,stripe_secret_key/,
    );
  });
});
