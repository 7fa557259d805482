import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findsEach, staging, type Break } from "./breaks.ts";
import {
  environment,
  findingsOf,
  host,
  lab,
  resetStaging,
  restartOdoo,
  sql,
  startAuditor,
  unknownsOf,
  type Auditor,
} from "./lab.ts";

/** Changes odoo.conf, keeping the file as it was for `restoreConf`. */
function changeConf(expression: string): void {
  host("cp", "-p", lab.odoo.conf, `${lab.odoo.conf}.kept`);
  host("sed", "-i", expression, lab.odoo.conf);
}
const restoreConf = (): void => void host("mv", "-f", `${lab.odoo.conf}.kept`, lab.odoo.conf);
const base = environment("staging");

const breaks: readonly Break[] = [
  {
    name: "production's mail server is active again",
    break: staging(
      "update ir_mail_server set active = true where id = (select min(id) from ir_mail_server where smtp_host <> '127.0.0.1')",
    ),
    findings: [/^mail\.outgoing-servers ir\.mail_server,\d+$/],
  },
  {
    name: "the catcher's port is not the allowed one",
    break: staging("update ir_mail_server set smtp_port = 25 where active"),
    findings: [/^mail\.outgoing-servers ir\.mail_server,\d+$/],
  },
  {
    name: "an incoming server is active",
    break: staging("update fetchmail_server set active = true"),
    findings: [/^mail\.incoming-servers fetchmail\.server,\d+$/],
  },
  {
    name: "no server is active, and odoo.conf names none",
    break: () => {
      sql("staging", "update ir_mail_server set active = false");
      changeConf("/^smtp_server/d");
    },
    repair: restoreConf,
    findings: ["mail.fallback-server odoo.conf,smtp_server"],
  },
  {
    name: "a mail waits in the queue",
    break: staging(
      "update mail_mail set state = 'outgoing' where id = (select min(id) from mail_mail)",
    ),
    findings: ["mail.outgoing-queue mail.mail,outgoing"],
  },
  {
    name: "a payment acquirer is enabled",
    break: staging(
      "update payment_acquirer set state = 'enabled' where id = (select min(id) from payment_acquirer where provider = 'stripe')",
    ),
    findings: [/^integrations\.payment-providers payment\.provider,\d+$/],
  },
  {
    name: "a scheduled action is active",
    break: staging(
      "update ir_cron set active = true where id = (select res_id from ir_model_data where module = 'mail' and name = 'ir_cron_mail_scheduler_action')",
    ),
    findings: [/^integrations\.scheduled-actions ir\.cron,\d+$/],
  },
  {
    name: "a delivery carrier is in production mode",
    break: staging(
      "update delivery_carrier set active = true, prod_environment = true, delivery_type = 'fedex' where id = (select min(id) from delivery_carrier)",
    ),
    findings: [/^integrations\.delivery-carriers delivery\.carrier,\d+$/],
  },
  {
    name: "an OAuth provider is enabled",
    break: staging(
      "update auth_oauth_provider set enabled = true where id = (select min(id) from auth_oauth_provider)",
    ),
    findings: [/^integrations\.oauth-providers auth\.oauth\.provider,\d+$/],
  },
  {
    name: "admin's password is admin",
    break: staging("update res_users set password = 'admin' where login = 'admin'"),
    findings: ["access.default-credentials res.users,login=admin"],
  },
  {
    name: "a tester is in Settings, without a second factor",
    break: staging(
      "insert into res_groups_users_rel (uid, gid) select u.id, d.res_id from res_users u, ir_model_data d where u.login = 'auditor_lowpriv' and d.module = 'base' and d.name = 'group_system'",
    ),
    findings: [/^access\.administrators res\.users,\d+$/, /^access\.two-factor res\.users,\d+$/],
  },
  {
    name: "the database manager is open",
    break: () => {
      changeConf("s/^list_db.*/list_db = True/");
      restartOdoo();
    },
    repair: () => {
      restoreConf();
      restartOdoo();
    },
    findings: ["access.database-manager /web/database/manager", "access.list-db odoo.conf,list_db"],
  },
  {
    name: "everybody may read odoo.conf",
    break: () => void host("chmod", "0644", lab.odoo.conf),
    repair: () => void host("chmod", "0640", lab.odoo.conf),
    findings: [`access.odoo-conf-permissions ${lab.odoo.conf},readable by everybody`],
  },
  {
    name: "another account owns odoo.conf",
    break: () => void host("chown", "games", lab.odoo.conf),
    repair: () => void host("chown", "odoo", lab.odoo.conf),
    findings: [`access.odoo-conf-permissions ${lab.odoo.conf},owned by another account`],
  },
  {
    name: "another account is in the group of odoo.conf",
    break: () => void host("gpasswd", "--add", "games", "odoo"),
    repair: () => void host("gpasswd", "--delete", "games", "odoo"),
    findings: [`access.odoo-conf-permissions ${lab.odoo.conf},readable by its group`],
  },
  {
    name: "nothing is declared about its end",
    break: () => undefined,
    declared: { lifecycle: { kind: "undeclared" } },
    findings: ["lifecycle.declared lifecycle"],
  },
  {
    name: "its last day is over",
    break: () => undefined,
    declared: { lifecycle: { kind: "expires", on: "2024-02-29" } },
    findings: ["lifecycle.expired lifecycle"],
  },
  {
    name: "the database is older than its tier may be",
    break: staging(
      // Somebody is at work in it: else it would be abandoned as well.
      "insert into res_users_log (create_uid, create_date) values (2, now() at time zone 'utc'); update ir_config_parameter set value = '2020-01-01 00:00:00' where key = 'database.create_date'",
    ),
    findings: ["lifecycle.age database"],
  },
  {
    name: "one contact keeps a real e-mail address",
    break: staging(
      "update res_partner set email = 'someone@harbour-goods.com' where id = (select max(id) from res_partner where active)",
    ),
    findings: ["masking.email-domains res.partner,email"],
  },
  {
    name: "an archived contact keeps a real e-mail address, behind a masked one",
    break: staging(
      "update res_partner set active = false, email = 'someone@harbour-goods.com, x@example.com' where id = (select max(id) from res_partner where active and id not in (select partner_id from res_users))",
    ),
    findings: ["masking.email-domains res.partner,email"],
  },
  {
    name: "a private contact keeps a real e-mail address",
    break: staging(
      "update res_partner set type = 'private', email = 'someone@harbour-goods.com' where id = (select max(id) from res_partner where active and id not in (select partner_id from res_users))",
    ),
    findings: ["masking.email-domains res.partner,email"],
  },
  {
    name: "one contact keeps a real mobile number",
    break: staging(
      "update res_partner set mobile = '+32 470 12 34 56' where id = (select max(id) from res_partner where active)",
    ),
    findings: ["masking.phone-numbers res.partner,phone"],
  },
  {
    name: "no masking policy is declared",
    break: () => undefined,
    declared: { policy: { ...base.policy, masking: undefined } },
    findings: ["masking.policy-declared policy.masking"],
  },
  {
    name: "a clone that nobody declared keeps production's database.secret",
    break: () => {
      const query = "select value from ir_config_parameter where key = 'database.secret'";
      const secret = sql("production", query);
      sql(
        "staging",
        `update ir_config_parameter set value = '${secret}' where key = 'database.secret'`,
      );
    },
    // A clone's creation date is its origin's: without a maximum age nobody asks for it.
    declared: {
      derivedFrom: undefined,
      policy: { ...base.policy, lifecycle: { ...base.policy.lifecycle, maxAgeDays: undefined } },
    },
    findings: [
      "integrations.shared-identity environment,production",
      "masking.policy-declared clone",
    ],
  },
];

let auditor: Auditor;
beforeAll(async () => {
  resetStaging();
  auditor = await startAuditor();
  await auditor.audit(environment("production"));
  await auditor.fingerprint();
});
afterAll(async () => {
  await auditor?.close();
});

describe.each(["api", "sql"] as const)("the real Odoo 14, facts preferred by %s", (prefer) => {
  it("finds nothing in the safe staging copy, and leaves nothing unread", async () => {
    const record = await auditor.audit(environment("staging", { prefer }));
    expect(unknownsOf(record)).toEqual([]);
    expect(findingsOf(record)).toEqual([]);
    expect(record).toMatchObject({ complete: true, odooVersion: "14.0" });
  });
});

describe("the real Odoo 14", () => {
  findsEach(() => auditor, breaks);
});
