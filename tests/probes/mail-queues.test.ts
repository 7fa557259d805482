import { describe, expect, it } from "vitest";
import { readFrom } from "../../src/facts/collector.ts";
import { queueOf } from "../../src/facts/queue.ts";
import type { Fact } from "../../src/model/record.ts";
import { jobQueue } from "../../src/probes/mail/job-queue.ts";
import { outgoingQueue } from "../../src/probes/mail/outgoing-queue.ts";
import { failedMails } from "../../src/probes/mail/failed-mails.ts";
import { scheduledMessages } from "../../src/probes/mail/scheduled-messages.ts";
import { contextOf, told } from "./support.ts";

const tally = (count: number, sample: number[] = [], orMore = false) => ({
  count,
  orMore,
  scanned: count,
  sample,
});
const none = tally(0);
const known = <T>(value: T): Fact<T> => ({ state: "known", value });
const unread = (reason: "transport_not_configured" | "access_denied"): Fact<never> => ({
  state: "unknown",
  reason,
  detail: "it was not read",
});

describe("mail.outgoing-queue and mail.failed-mails", () => {
  const judged = (waiting: typeof none, failed = none) =>
    outgoingQueue.judge({ queue: { waiting, failed } }, contextOf());

  it("counts what waits, for a rising count is worse", () => {
    const one = judged(tally(1, [7]));
    expect(told(one)).toEqual(["mail.mail,outgoing: 1 mail waits in the queue (id 7)"]);
    expect(one).toMatchObject({ findings: [{ count: 1 }] });
    expect(told(judged(tally(1000, [1, 2], true)))).toEqual([
      "mail.mail,outgoing: 1000 or more mails wait in the queue (ids 1, 2, …)",
    ]);
    expect(told(judged(none))).toBe("pass: there is none");
  });

  it("do not count each other's", () => {
    const failed = tally(2, [3, 4]);
    expect(told(judged(none, failed))).toBe("pass: there is none");
    const queue = { waiting: tally(1, [7]), failed };
    expect(told(failedMails.judge({ queue }, contextOf()))).toEqual([
      "mail.mail,exception: 2 failed mails are left over (ids 3, 4)",
    ]);
  });
});

describe("a queue that is walked through", () => {
  const states = { model: "mail.mail", waiting: ["outgoing"], failed: ["exception"] };
  const rows = (...words: readonly string[]) =>
    words.map((state, index) => ({ id: index + 1, state }));

  it("is told apart by its states", () => {
    const kept = rows("outgoing", "exception", "exception");
    expect(queueOf(states, { kept, scanned: 3, complete: true })).toEqual({
      waiting: { count: 1, orMore: false, scanned: 3, sample: [1] },
      failed: { count: 2, orMore: false, scanned: 3, sample: [2, 3] },
    });
  });

  it("is not empty of what was not reached", () => {
    const kept = rows("exception", "exception");
    expect(() => queueOf(states, { kept, scanned: 2, complete: false })).toThrow(
      "more than 20000 rows of mail.mail",
    );
    const both = queueOf(states, {
      kept: rows("outgoing", "exception"),
      scanned: 2,
      complete: false,
    });
    expect(both).toMatchObject({ waiting: { orMore: true }, failed: { orMore: true } });
  });
});

describe("mail.job-queue", () => {
  type Conf = Parameters<typeof jobQueue.judge>[0]["conf"];
  const conf = (modules: string | null): Conf =>
    known({
      smtp_server: null,
      smtp_port: null,
      list_db: null,
      dbfilter: null,
      db_name: null,
      server_wide_modules: modules,
    });
  const judged = (waiting: typeof none, of: Conf) =>
    told(jobQueue.judge({ jobs: { waiting, failed: none }, conf: of }, contextOf()));
  const loaded =
    "odoo.conf,server_wide_modules: odoo.conf loads the job runner (server_wide_modules names queue_job)";

  it.each([null, "base,web", "base,web,queue_job_cron"])("passes where %j is loaded", (modules) => {
    expect(judged(none, conf(modules))).toBe(
      "pass: no job waits, and odoo.conf does not load the runner",
    );
  });

  it("fails on a loaded runner, on what waits, and on both", () => {
    expect(judged(none, conf("base, web, queue_job"))).toEqual([loaded]);
    expect(judged(tally(1, [4]), conf(null))).toEqual(["queue.job,pending: 1 job waits (id 4)"]);
    expect(judged(tally(2, [4, 5]), conf("queue_job"))).toEqual([
      "queue.job,pending: 2 jobs wait (ids 4, 5)",
      loaded,
    ]);
  });

  it("is unknown where nobody saw odoo.conf, unless something waits", () => {
    expect(judged(none, unread("access_denied"))).toBe(
      "unknown: access_denied: whether odoo.conf loads the job runner: it was not read",
    );
    expect(judged(tally(1, [4]), unread("access_denied"))).toEqual([
      "queue.job,pending: 1 job waits (id 4)",
    ]);
  });

  it("is not applicable without queue_job, whatever else was not seen", () => {
    const read = readFrom({
      "odoo.jobs": { state: "absent", because: "module queue_job is not installed" },
      "host.odoo-conf": unread("transport_not_configured"),
    });
    expect(told(jobQueue.run(read, contextOf()))).toBe(
      "not applicable: module queue_job is not installed",
    );
  });
});

describe("mail.scheduled-messages", () => {
  type Messages = Parameters<typeof scheduledMessages.judge>[0]["messages"];
  const judged = (notifications: typeof none, messages: Messages) =>
    told(scheduledMessages.judge({ notifications, messages }, contextOf()));

  it("counts both kinds", () => {
    expect(judged(tally(1, [1]), known(tally(2, [8, 9])))).toEqual([
      "mail.message.schedule,waiting: 1 notification is scheduled (id 1)",
      "mail.scheduled.message,waiting: 2 messages are scheduled (ids 8, 9)",
    ]);
    expect(judged(none, known(none))).toBe("pass: nothing is scheduled");
    expect(judged(none, { state: "absent", because: "from 18 on" })).toBe(
      "pass: nothing is scheduled",
    );
  });

  it("says what it did not count without SQL, and is unknown where SQL failed", () => {
    expect(judged(none, unread("transport_not_configured"))).toBe(
      "pass: no notification is scheduled; messages on records can be counted by SQL alone",
    );
    expect(judged(none, unread("access_denied"))).toBe("unknown: access_denied: it was not read");
    expect(judged(tally(1, [1]), unread("access_denied"))).toEqual([
      "mail.message.schedule,waiting: 1 notification is scheduled (id 1)",
    ]);
  });
});
