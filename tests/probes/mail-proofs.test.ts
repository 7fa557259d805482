import { describe, expect, it } from "vitest";
import { canary } from "../../src/probes/mail/canary.ts";
import { egress } from "../../src/probes/mail/egress.ts";
import { contextOf, policy, told } from "./support.ts";

const catcher = { catcher: "http://catcher:8025", api: "mailpit", withinMs: 30_000 } as const;
const context = contextOf({ policy: { ...policy, mail: { allowedServers: [], canary: catcher } } });

describe("mail.egress", () => {
  type Attempts = Parameters<typeof egress.judge>[0]["attempts"];
  const attempt = (port: number, outcome: Attempts[number]["outcome"]) => ({
    host: "smtp.shop.com",
    port,
    outcome,
  });
  const judged = (...attempts: Attempts) => told(egress.judge({ attempts }, context));

  it("passes on whatever keeps a connection from standing", () => {
    expect(
      judged(attempt(25, "timeout"), attempt(465, "refused"), attempt(587, "unreachable")),
    ).toBe("pass: none of 3 attempts to connect got through");
  });

  it("fails on each port that is open, whatever else was not resolved", () => {
    expect(
      judged(attempt(25, "open"), attempt(465, "timeout"), attempt(587, "unresolved")),
    ).toEqual(["egress,smtp.shop.com:25: The host connects to smtp.shop.com:25"]);
  });

  it("is unknown where a name leads nowhere: that says nothing of the port", () => {
    expect(judged(attempt(25, "unresolved"), attempt(587, "unresolved"))).toBe(
      "unknown: fact_missing: the host does not resolve smtp.shop.com: name it by its address to test the port",
    );
  });
});

describe("mail.canary", () => {
  type Sent = Parameters<typeof canary.judge>[0]["canary"];
  const judged = (sent: Sent) => told(canary.judge({ canary: sent }, context));

  it.each([
    [
      { state: "suppressed" },
      "not applicable: mail is suppressed: no mail server is active but dummies",
    ],
    [
      { state: "held", servers: [3, 4] },
      "unknown: fact_missing: nothing was sent: it could leave through ir.mail_server 3, ir.mail_server 4 (mail.outgoing-servers)",
    ],
    [
      { state: "arrived", left: [] },
      "pass: a message with this audit's token arrived in http://catcher:8025",
    ],
    [
      { state: "arrived", left: ["mail.mail 7"] },
      "pass: a message with this audit's token arrived in http://catcher:8025; could not be removed afterwards: mail.mail 7",
    ],
    [
      { state: "missing", mailState: "sent", left: [] },
      ["canary: A message left Odoo as sent and was not in http://catcher:8025 within 30 s"],
    ],
    [
      { state: "missing", mailState: "exception", left: ["mail.mail 7"] },
      [
        "canary: A message could not be delivered by Odoo and was not in http://catcher:8025 within 30 s; could not be removed afterwards: mail.mail 7",
      ],
    ],
    [
      { state: "missing", mailState: null, left: [] },
      [
        "canary: A message stayed in Odoo (its state was not read) and was not in http://catcher:8025 within 30 s",
      ],
    ],
  ] as const)("%j", (sent, expected) => {
    expect(judged(structuredClone(sent) as Sent)).toEqual(expected);
  });
});
