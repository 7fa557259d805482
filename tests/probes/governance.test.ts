import { describe, expect, it } from "vitest";
import { exceptions } from "../../src/probes/governance/exceptions.ts";
import { contextOf, told } from "./support.ts";

type Records = Parameters<typeof exceptions.judge>[0]["records"];

// The context's day is the 24th of November 2026.
const one = (over: Partial<Records["exceptions"][number]> = {}): Records["exceptions"][number] => ({
  id: "relay",
  approvedOn: "2026-11-20",
  expires: "2026-12-20",
  revokedOn: null,
  reviewed: false,
  lastUsedAt: null,
  judgedAt: "2026-11-24T00:00:00.000Z",
  ...over,
});

const judged = (over: Partial<Records["exceptions"][number]> = {}) =>
  told(
    exceptions.judge(
      { records: { warnDays: 7, unusedDays: 14, exceptions: [one(over)] } },
      contextOf(),
    ),
  );

describe("governance.exceptions", () => {
  it("passes while an exception is young or needed, and not near its end", () => {
    expect(judged()).toBe("pass: 1 exception looked at");
    const old = { approvedOn: "2026-10-01" };
    expect(judged({ ...old, lastUsedAt: "2026-11-23T00:00:00.000Z" })).toMatch(/^pass/);
  });

  it("tells one that was not needed for two weeks in which its checks were judged", () => {
    const old = { approvedOn: "2026-11-01" };
    expect(judged(old)).toEqual(["exception,relay: Exception relay was not needed for 23 days"]);
    expect(judged({ ...old, judgedAt: "2026-11-14T00:00:00.000Z" })).toMatch(/^pass/);
    expect(judged({ ...old, judgedAt: null })).toMatch(/^pass/);
    expect(judged({ ...old, lastUsedAt: "2026-11-10T00:00:00.000Z" })).toEqual([
      "exception,relay: Exception relay was not needed for 14 days",
    ]);
  });

  it("tells one a week before its last day", () => {
    expect(judged({ expires: "2026-12-02" })).toMatch(/^pass/);
    expect(judged({ expires: "2026-12-01" })).toEqual([
      "exception,relay: Exception relay ends on 2026-12-01, in 7 days",
    ]);
    expect(judged({ expires: "2026-11-24" })).toEqual([
      "exception,relay: Exception relay ends on 2026-11-24, today",
    ]);
  });

  it("tells one that has ended until its review is recorded", () => {
    expect(judged({ expires: "2026-11-23" })).toEqual([
      "exception,relay: Exception relay ended on 2026-11-23, and its review is not recorded",
    ]);
    expect(judged({ expires: "2026-11-23", reviewed: true })).toMatch(/^pass/);
    expect(judged({ revokedOn: "2026-11-22" })).toEqual([
      "exception,relay: Exception relay was revoked on 2026-11-22, and its review is not recorded",
    ]);
    expect(judged({ revokedOn: "2026-11-25" })).toMatch(/^pass/);
  });

  it("is about nothing where no exception names the environment", () => {
    const none = { warnDays: 7, unusedDays: 14, exceptions: [] };
    expect(exceptions.judge({ records: none }, contextOf()).outcome).toBe("not_applicable");
  });
});
