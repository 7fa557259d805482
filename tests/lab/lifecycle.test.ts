import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Lifecycle } from "../../src/model/environment.ts";
import { findsEach, staging, type Break } from "./breaks.ts";
import {
  environment,
  findingsOf,
  host,
  resetStaging,
  sql,
  startAuditor,
  unknownsOf,
  withoutMasking,
  type Auditor,
} from "./lab.ts";

const base = environment("staging");

/** A value of production's, put into the copy by a statement in which it stands as `$value`. */
const reused = (query: string, statement: string) => (): void => {
  const value = sql("production", query);
  expect(value).not.toBe("");
  sql(
    "staging",
    statement.replace("$value", () => `'${value.replaceAll("'", "''")}'`),
  );
};

const expiresSoon = (): Lifecycle => ({
  kind: "expires",
  on: new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10),
});

// It ends by itself, should the test not end it. Until it is Python it is still the shell that started it.
const strayOdoo = `printf 'import time\\ntime.sleep(900)\\n' >/tmp/odoo-bin
python3 /tmp/odoo-bin -c /home/dev/odoo.conf -d demo -p 8090 >/dev/null 2>&1 </dev/null &
until grep -q odoo-bin /proc/$!/cmdline; do sleep 0.1; done
echo $!`;
// One that has ended and that nobody has reaped yet has no command line any more.
const endStray = `kill "$1"
while grep -q odoo-bin "/proc/$1/cmdline" 2>/dev/null; do sleep 0.1; done`;
let stray = "";

const breaks: readonly Break[] = [
  {
    name: "its last day is near",
    break: () => undefined,
    declared: { lifecycle: expiresSoon() },
    findings: ["lifecycle.expiring lifecycle"],
  },
  {
    name: "nobody logged in for years",
    break: staging(
      "insert into res_users_log (create_uid, create_date) values (2, '2020-02-29 08:00:00')",
    ),
    findings: ["access.dormant-administrators res.users,2", "lifecycle.abandoned logins"],
  },
  {
    name: "a database is there that nobody declared",
    break: () => undefined,
    declared: {
      policy: { ...base.policy, lifecycle: { ...base.policy.lifecycle, allowedDatabases: [] } },
    },
    findings: ["lifecycle.undeclared-databases database,staging_pristine"],
  },
  {
    name: "an Odoo runs that nobody declared",
    break: () => {
      stray = host("bash", "-c", strayOdoo).trim();
    },
    repair: () => void host("bash", "-c", endStray, "bash", stray),
    findings: ["lifecycle.undeclared-services odoo,/home/dev/odoo.conf,demo,8090"],
  },
  {
    name: "database.secret is a word",
    break: staging(
      "update ir_config_parameter set value = 'dummysecret' where key = 'database.secret'",
    ),
    findings: ["access.database-secret ir.config_parameter,database.secret"],
  },
  {
    name: "links lead to production",
    break: reused(
      "select value from ir_config_parameter where key = 'web.base.url'",
      "update ir_config_parameter set value = $value || ':8443/' where key = 'web.base.url'",
    ),
    findings: ["integrations.base-urls ir.config_parameter,web.base.url"],
  },
  {
    name: "a server action calls out",
    break: staging(
      "update ir_act_server set code = 'requests.post(record.callback)' where id = (select min(id) from ir_act_server where state = 'code' and usage = 'ir_actions_server')",
    ),
    findings: [/^integrations\.code-actions ir\.actions\.server,\d+$/],
  },
  {
    name: "a credential of production's is a parameter again",
    break: reused(
      "select value from ir_config_parameter where key = 'google_calendar_client_secret'",
      "insert into ir_config_parameter (key, value) values ('google_calendar_client_secret', $value)",
    ),
    findings: [
      /^integrations\.google-client-secrets ir\.config_parameter,/,
      "integrations.reused-parameters ir.config_parameter,google_calendar_client_secret",
    ],
  },
  {
    name: "an archived mail server has production's password",
    break: reused(
      "select smtp_pass from ir_mail_server where smtp_pass is not null order by id limit 1",
      "update ir_mail_server set smtp_pass = $value where id = (select min(id) from ir_mail_server where not active)",
    ),
    findings: [
      /^integrations\.reused-mail-passwords ir\.mail_server,\d+$/,
      /^mail\.stored-credentials ir\.mail_server,\d+$/,
    ],
  },
  {
    name: "an incoming server has production's password",
    break: reused(
      "select password from fetchmail_server where password is not null order by id limit 1",
      "update fetchmail_server set password = $value",
    ),
    findings: [
      /^integrations\.reused-incoming-passwords fetchmail\.server,\d+$/,
      /^mail\.incoming-credentials fetchmail\.server,\d+$/,
    ],
  },
  {
    name: "a disabled payment acquirer has production's key",
    break: reused(
      "select stripe_secret_key from payment_acquirer where stripe_secret_key is not null limit 1",
      "update payment_acquirer set stripe_secret_key = $value where id = (select min(id) from payment_acquirer where provider = 'stripe')",
    ),
    findings: [
      /^access\.readable-secrets payment\.provider,\d+,stripe_secret_key$/,
      /^integrations\.payment-stripe-keys payment\.acquirer,\d+$/,
      /^integrations\.reused-payment-keys payment\.provider,\d+,stripe_secret_key$/,
    ],
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

describe.each(["api", "sql"] as const)("the real Odoo 14, facts preferred by %s", (prefer) => {
  it("finds nothing in the safe staging copy, and leaves nothing unread", async () => {
    const record = await auditor.audit(environment("staging", { prefer }), withoutMasking);
    expect(unknownsOf(record)).toEqual([]);
    expect(findingsOf(record)).toEqual([]);
  });

  it("finds production as it should be", async () => {
    const record = await auditor.audit(environment("production", { prefer }), withoutMasking);
    const own = findingsOf(record).filter((finding) => finding.startsWith("production."));
    expect([own, unknownsOf(record)]).toEqual([[], []]);
  });

  it("finds a copy in production's place", async () => {
    const record = await auditor.audit(
      environment("staging", { prefer, tier: "production", derivedFrom: undefined }),
      withoutMasking,
    );
    const own = findingsOf(record).filter((finding) => finding.startsWith("production."));
    expect(own).toEqual([
      "production.mail-servers ir.mail_server",
      expect.stringMatching(/^production\.mail-servers ir\.mail_server,\d+$/),
      "production.scheduled-actions ir.cron",
    ]);
  });
});

describe("the real Odoo 14", () => {
  findsEach(() => auditor, breaks);
});
