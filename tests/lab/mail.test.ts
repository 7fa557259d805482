import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mailPorts } from "../../src/model/egress.ts";
import type { Environment } from "../../src/model/environment.ts";
import type { Verdict } from "../../src/model/outcome.ts";
import type { AuditRecord } from "../../src/model/record.ts";
import { environment, host, lab, resetStaging, sql, startAuditor, type Auditor } from "./lab.ts";
import { startCatcher } from "./smtp.ts";

const base = environment("staging");
type Mail = Environment["policy"]["mail"];
const withMail = (mail: Partial<Mail>, change: Partial<Environment> = {}): Environment =>
  environment("staging", {
    ...change,
    policy: { ...base.policy, mail: { ...base.policy.mail, ...mail } },
  });

let auditor: Auditor;
beforeAll(async () => {
  resetStaging();
  auditor = await startAuditor();
});
afterAll(async () => {
  resetStaging();
  await auditor?.close();
});

function verdictOf(record: AuditRecord, check: string): Verdict {
  const result = record.results.find((one) => one.check === check);
  if (result === undefined) throw new Error(`${check} was not judged`);
  return result.verdict;
}

/** Each way to break the staging copy, the check that must see it, and what it must call it. */
const breaks: readonly (readonly [check: string, sql: string, subject: RegExp])[] = [
  [
    "mail.failed-mails",
    "update mail_mail set state = 'exception' where id = (select min(id) from mail_mail)",
    /^mail\.mail,exception$/,
  ],
  ["mail.sms-queue", "update sms_sms set state = 'outgoing'", /^sms\.sms,outgoing$/],
  ["mail.failed-sms", "update sms_sms set state = 'error'", /^sms\.sms,error$/],
  [
    "mail.letter-queue",
    `insert into snailmail_letter (model, res_id, partner_id, company_id, user_id, state)
       select 'res.partner', id, id, 1, 2, 'pending' from res_partner order by id limit 2`,
    /^snailmail\.letter,pending$/,
  ],
  [
    "mail.mailing-queue",
    "update mailing_mailing set state = 'in_queue' where id = (select min(id) from mailing_mailing)",
    /^mailing\.mailing,in_queue$/,
  ],
  ["mail.digests", "update digest_digest set state = 'activated'", /^digest\.digest,activated$/],
  [
    "mail.archived-servers",
    `update mail_template set mail_server_id = (select min(id) from ir_mail_server where not active)
       where id = (select min(id) from mail_template)`,
    /^ir\.mail_server,\d+$/,
  ],
  [
    "mail.archived-servers",
    `update mailing_mailing set mail_server_id = (select max(id) from ir_mail_server where not active)
       where id = (select min(id) from mailing_mailing)`,
    /^ir\.mail_server,\d+$/,
  ],
];

describe("the real Odoo 14", () => {
  it("over the API and by SQL, has no mail that waits and none that leaves", async () => {
    for (const prefer of ["api", "sql"] as const) {
      const controls = ["mail_suppression"] as const;
      const mail = (await auditor.audit(environment("staging", { prefer }), { controls })).results;
      const told = mail.map(({ check, verdict }) => [check, verdict.outcome]);
      expect(Object.fromEntries(told)).toMatchObject({
        "mail.archived-servers": "pass",
        "mail.failed-mails": "pass",
        "mail.sms-queue": "pass",
        "mail.failed-sms": "pass",
        "mail.letter-queue": "pass",
        "mail.mailing-queue": "pass",
        "mail.digests": "pass",
        // Not installed here, not of this version, not turned on, or not where mail goes.
        "mail.job-queue": "not_applicable",
        "mail.failed-jobs": "not_applicable",
        "mail.scheduled-messages": "not_applicable",
        "mail.egress": "not_applicable",
        "mail.canary": "not_applicable",
        "mail.host-mta": "not_applicable",
      });
      expect(told.filter(([, outcome]) => outcome === "fail" || outcome === "unknown")).toEqual([]);
    }
  });

  it.each(breaks)("%s fails after: %s", async (check, text, subject) => {
    try {
      sql("staging", text);
      const api = verdictOf(
        await auditor.audit(environment("staging"), { checks: [check] }),
        check,
      );
      const bySql = verdictOf(
        await auditor.audit(environment("staging", { prefer: "sql" }), { checks: [check] }),
        check,
      );
      expect(api).toMatchObject({
        outcome: "fail",
        findings: [{ subject: expect.stringMatching(subject) }],
      });
      expect(bySql).toEqual(api);
    } finally {
      resetStaging();
    }
  });
});

/** The first of the ports of mail transfer agents on which nothing of this machine listens. */
async function freeAgentPort(): Promise<number> {
  for (const port of mailPorts) {
    const server = await listen(port).catch(() => undefined);
    if (server === undefined) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  throw new Error(`something listens on each of ${mailPorts.join(", ")}`);
}

function listen(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

describe("the host's own agent", () => {
  const conf = "/etc/exim4/update-exim4.conf.conf";
  const exim = (...lines: readonly string[]): void => {
    host("mkdir", "-p", "/etc/exim4");
    host("sh", "-c", `printf '%s\\n' "$@" > ${conf}`, "sh", ...lines);
  };
  const judged = async (port: number): Promise<Verdict> =>
    verdictOf(
      await auditor.audit(withMail({ allowedServers: [`127.0.0.1:${port}`] }), {
        checks: ["mail.host-mta"],
      }),
      "mail.host-mta",
    );

  it("is asked over SSH where it takes mail", async () => {
    const port = await freeAgentPort();
    sql("staging", `update ir_mail_server set smtp_port = ${port} where active`);
    let server: Server | undefined;
    try {
      expect(await judged(port)).toEqual({
        outcome: "pass",
        proof: `nothing listens on port ${port} of the host`,
      });
      server = await listen(port);
      expect(await judged(port)).toMatchObject({ outcome: "unknown", reason: "fact_missing" });
      exim("dc_eximconfig_configtype='smarthost'", "dc_smarthost='smtp.harbour-goods.com::2525'");
      expect(await judged(port)).toMatchObject({
        findings: [{ title: "exim on Odoo's host relays to smtp.harbour-goods.com:2525" }],
      });
      exim("dc_eximconfig_configtype='local'");
      expect(await judged(port)).toEqual({
        outcome: "pass",
        proof: "exim delivers on the host alone",
      });
    } finally {
      server?.close();
      host("rm", "-rf", "/etc/exim4");
      resetStaging();
    }
  });
});

describe("active proofs", () => {
  it("a port that the host reaches is found, and one that it does not is not", async () => {
    const server = await listen(0);
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const target = `127.0.0.1:${address.port}`;
    const judged = async (): Promise<readonly Verdict[]> => {
      const declared = withMail({ egressTest: { relays: [target] } });
      const { policy } = declared;
      const egressTest = { endpoints: [target] };
      const integrations = { ...policy.integrations, egressTest };
      const checks = ["mail.egress", "integrations.egress"];
      const environmentOf = { ...declared, policy: { ...policy, integrations } };
      const record = await auditor.audit(environmentOf, { checks });
      return checks.map((check) => verdictOf(record, check));
    };
    const found = { findings: [{ subject: `egress,${target}` }] };
    expect(await judged()).toMatchObject([found, found]);
    await new Promise((resolve) => server.close(resolve));
    const pass = { outcome: "pass", proof: "none of 1 attempt to connect got through" };
    expect(await judged()).toEqual([pass, pass]);
  });

  const mails = (): string =>
    sql("staging", "select (select count(*) from mail_mail), (select count(*) from mail_message)");

  it("a message through Odoo ends in the catcher, and nothing of it is left", async () => {
    const before = mails();
    const catcher = await startCatcher(lab.mailCatcher.port, { keeps: true });
    catcher.take({ from: "a@example.com", to: "b@example.com", subject: "Somebody else's" });
    try {
      const canary = { catcher: catcher.url, api: "mailpit", withinMs: 60_000 } as const;
      expect(
        verdictOf(
          await auditor.audit(withMail({ canary }), { checks: ["mail.canary"] }),
          "mail.canary",
        ),
      ).toEqual({
        outcome: "pass",
        proof: `a message with this audit's token arrived in ${catcher.url}`,
      });
      expect(catcher.messages.map(({ subject }) => subject)).toEqual(["Somebody else's"]);
      expect(mails()).toBe(before);
    } finally {
      await catcher.close();
    }
  });

  it("a message that something else takes is missed", async () => {
    const before = mails();
    const catcher = await startCatcher(lab.mailCatcher.port, { keeps: false });
    try {
      const canary = { catcher: catcher.url, api: "mailpit", withinMs: 1_000 } as const;
      expect(
        verdictOf(
          await auditor.audit(withMail({ canary }), { checks: ["mail.canary"] }),
          "mail.canary",
        ),
      ).toMatchObject({
        findings: [
          { title: expect.stringMatching(/^A message left Odoo as sent and was not in /) },
        ],
      });
      expect(mails()).toBe(before);
    } finally {
      await catcher.close();
    }
  });

  it("a message that nobody takes is missed, as Odoo says itself", async () => {
    const before = mails();
    const other = await startCatcher(0, { keeps: true });
    try {
      const canary = { catcher: other.url, api: "mailpit", withinMs: 500 } as const;
      expect(
        verdictOf(
          await auditor.audit(withMail({ canary }), { checks: ["mail.canary"] }),
          "mail.canary",
        ),
      ).toMatchObject({
        findings: [
          { title: expect.stringMatching(/^A message could not be delivered by Odoo and .* 1 s$/) },
        ],
      });
      expect(mails()).toBe(before);
    } finally {
      await other.close();
    }
  });

  it("no message is sent where nothing but a dummy is active", async () => {
    try {
      sql("staging", "update ir_mail_server set smtp_host = 'invalid' where active");
      const canary = { catcher: "http://127.0.0.1:9", api: "mailpit", withinMs: 500 } as const;
      expect(
        verdictOf(
          await auditor.audit(withMail({ canary }), { checks: ["mail.canary"] }),
          "mail.canary",
        ),
      ).toEqual({
        outcome: "not_applicable",
        because: "mail is suppressed: no mail server is active but dummies",
      });
    } finally {
      resetStaging();
    }
  });
});
