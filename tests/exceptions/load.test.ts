import { describe, expect, test } from "vitest";
import { loadExceptions } from "../../src/exceptions/load.ts";
import type { Ground } from "../../src/exceptions/rules.ts";
import { formatProblem } from "../../src/model/problem.ts";
import { ground } from "./support.ts";

const good = `exceptions:
  relay:
    type: deviation
    rationale: Needed for the trial
    risk: Invoices of the trial reach customers
    requester: dana
    approver: rika
    approved_on: 2026-03-02
    expires: 2026-03-08
    gates: [G4]
    review: Which mails left
    environments: [staging]
    checks:
      mail.servers: all
`;

const problemsIn = (text: string, against: Ground | undefined) =>
  loadExceptions([{ path: "e.yaml", text }], against).problems.map(formatProblem);
const problemsOf = (text: string) => problemsIn(text, ground);

describe("a file of exceptions", () => {
  test("is read as it stands", () => {
    const { exceptions, problems } = loadExceptions([{ path: "e.yaml", text: good }], ground);
    expect(problems).toEqual([]);
    expect(exceptions).toMatchObject([
      { id: "relay", approvedOn: "2026-03-02", checks: { "mail.servers": "all" } },
    ]);
  });

  test("names findings, with or without how many records may stand behind them", () => {
    const scope = "[ir.mail_server 7, { subject: queue, at_most: 3 }]";
    const text = good.replace("mail.servers: all", `mail.servers: ${scope}`);
    const [one] = loadExceptions([{ path: "e.yaml", text }], ground).exceptions;
    expect(one?.checks["mail.servers"]).toEqual([
      { subject: "ir.mail_server 7", atMost: undefined },
      { subject: "queue", atMost: 3 },
    ]);
  });

  const fields =
    "type rationale risk requester approver approved_on expires gates review environments checks";
  test.each(fields.split(" "))("without %s is refused", (field) => {
    const text = good.replace(new RegExp(`^    ${field}:.*\\n(      .*\\n)*`, "m"), "");
    expect(problemsOf(text).join("\n")).toContain(`exceptions.relay.${field}: missing`);
  });

  test.each([
    [
      "expires: 2026-03-08",
      "expires: 2026-02-30",
      "9:14: exceptions.relay.expires: expected a day",
    ],
    ["expires: 2026-03-08", "expires: tomorrow", "9:14: exceptions.relay.expires: expected a day"],
    ["expires: 2026-03-08", 'expires: "2026-03-08T10:00Z"', "9:14: exceptions.relay.expires: exp"],
    ["expires: 2026-03-08", "expires: 2026-03-01", "lies before the day of its approval"],
    [
      "expires: 2026-03-08",
      "expires: 2026-03-09",
      "8 days: an exception from a check of severity critical lasts at most 7 days",
    ],
    ["approver: rika", "approver: dana", "nobody approves their own exception"],
    [
      "approver: rika",
      "approver: quinn",
      "7:15: exceptions.relay.approver: quinn (qa_tester) is prohibited `exception.approve`: Never approves an exception.",
    ],
    ["approver: rika", "approver: rikka", "no identity `rikka` is declared; did you mean `rika`?"],
    ["requester: dana", "requester: nobody", "no identity `nobody` is declared"],
    [
      "environments: [staging]",
      "environments: [stagign]",
      "no environment `stagign` is declared; did you mean `staging`?",
    ],
    [
      "mail.servers: all",
      "mail.server: all",
      "there is no check `mail.server`; did you mean `mail.servers`?",
    ],
    [
      "mail.servers: all",
      "access.default-credentials: all",
      "no exception covers this check: Whoever tries",
    ],
    ["mail.servers: all", "mail.servers: []", "exceptions.relay.checks.mail.servers"],
    ["mail.servers: all", "mail.servers: some", "exceptions.relay.checks.mail.servers"],
    ["gates: [G4]", "gates: [G5]", "exceptions.relay.gates[0]"],
    ["gates: [G4]", "gates: []", "exceptions.relay.gates"],
    [
      "rationale: Needed for the trial",
      'rationale: " "',
      "exceptions.relay.rationale: expected a sentence",
    ],
    ["    gates:", "    gate: x\n    gates:", "unknown key `gate`; did you mean `gates`?"],
    ["  relay:", "  Relay One:", "expected an id of small letters"],
  ])("with %s as %s is refused", (from, to, message) => {
    expect(good).toContain(from);
    expect(problemsOf(good.replace(from, to)).join("\n")).toContain(message);
  });

  test("that revokes or reviews without the right, or by nobody, is refused", () => {
    const more = `    revoked: { on: 2026-03-05, by: dana, note: over }
    reviewed: { on: 2026-03-06, by: ghost, note: nothing left }
`;
    expect(problemsOf(good + more)).toEqual([
      expect.stringContaining("exceptions.relay.revoked.by: dana (developer) "),
      expect.stringContaining("exceptions.relay.reviewed.by: no identity `ghost` is declared"),
    ]);
  });

  test("may last longer for lesser checks, by the gravest of them", () => {
    const term = (check: string, expires: string) =>
      problemsOf(good.replace("mail.servers: all", check).replace("2026-03-08", expires));
    expect(term("mail.queue: all", "2026-03-31")).toEqual([]);
    expect(term("mail.queue: all", "2026-04-01")).toHaveLength(1);
    const both = "mail.queue: all\n      lifecycle.declared: all";
    expect(term(both, "2026-04-01")).toHaveLength(1);
    expect(term("lifecycle.declared: all", "2026-08-28")).toEqual([]);
  });

  test("that adopts lasts at most 30 days, whatever it covers", () => {
    const adopt = good.replace("type: deviation", "type: adoption");
    expect(problemsOf(adopt.replace("2026-03-08", "2026-03-31"))).toEqual([]);
    expect(problemsOf(adopt.replace("2026-03-08", "2026-04-01"))).toEqual([
      expect.stringContaining("31 days: an adoption lasts at most 30 days"),
    ]);
  });

  test("may not declare an id of another file", () => {
    const files = ["a.yaml", "b.yaml"].map((path) => ({ path, text: good }));
    expect(loadExceptions(files, ground).problems.map(formatProblem)).toEqual([
      "b.yaml:2:3: exceptions.relay: `relay` is declared already at a.yaml:2:3",
    ]);
  });

  test("is looked at by itself while the rest of the configuration is wrong", () => {
    expect(problemsIn(good.replace("dana", "nobody"), undefined)).toEqual([]);
    expect(problemsIn(good.replace("[G4]", "[]"), undefined)).toHaveLength(1);
  });
});
