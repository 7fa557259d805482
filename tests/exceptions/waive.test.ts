import { describe, expect, test } from "vitest";
import { endOf, isReviewOpen, standingOf } from "../../src/exceptions/standing.ts";
import { waive } from "../../src/exceptions/waive.ts";
import { exception } from "./support.ts";

const note = { by: "rika", note: "not needed" };

describe("an exception", () => {
  test.each([
    ["2026-03-01T23:59:59.999Z", "pending"],
    ["2026-03-02T00:00:00.000Z", "active"],
    ["2026-03-08T23:59:59.999Z", "active"],
    ["2026-03-09T00:00:00.000Z", "expired"],
  ] as const)("at %s is %s", (now, standing) => {
    expect(standingOf(exception(), now)).toBe(standing);
  });

  test("ends when its last day does, whatever zone the machine is in", () => {
    expect(endOf(exception())).toBe("2026-03-09T00:00:00.000Z");
  });

  test("that was revoked is in force until that day, and never again", () => {
    const revoked = exception({ revoked: { on: "2026-03-05", ...note } });
    expect(standingOf(revoked, "2026-03-04T23:59:59.999Z")).toBe("active");
    expect(standingOf(revoked, "2026-03-05T00:00:00.000Z")).toBe("revoked");
    expect(standingOf(revoked, "2027-01-01T00:00:00.000Z")).toBe("revoked");
  });

  test("has its review open from its end until that is recorded", () => {
    expect(isReviewOpen(exception(), "2026-03-08T12:00:00.000Z")).toBe(false);
    expect(isReviewOpen(exception(), "2026-03-09T00:00:00.000Z")).toBe(true);
    const reviewed = exception({ reviewed: { on: "2026-03-10", ...note } });
    expect(isReviewOpen(reviewed, "2026-03-11T00:00:00.000Z")).toBe(false);
    const revoked = exception({ revoked: { on: "2026-03-05", ...note } });
    expect(isReviewOpen(revoked, "2026-03-05T00:00:00.000Z")).toBe(true);
  });
});

describe("what exceptions cover", () => {
  const now = "2026-03-03T10:00:00.000Z";
  const failing = [
    { check: "mail.servers", findings: [{ subject: "a" }, { subject: "b", count: 3 }] },
    { check: "mail.queue", findings: [{ subject: "q" }] },
  ];
  const covered = (over: Parameters<typeof exception>[0], at = now) =>
    waive([exception(over)], "staging", failing, at);

  test("is every finding of a check that it names with `all`, and nothing of another", () => {
    expect(covered({})).toEqual([
      {
        check: "mail.servers",
        findings: [
          { subject: "a", exception: "relay" },
          { subject: "b", exception: "relay" },
        ],
        whole: true,
      },
    ]);
  });

  test("is the findings that it names, and the check is not waived while one is left", () => {
    const checks = { "mail.servers": [{ subject: "a", atMost: undefined }] };
    expect(covered({ checks })).toMatchObject([{ findings: [{ subject: "a" }], whole: false }]);
  });

  test("ends where more records stand behind a finding than were accepted", () => {
    const at = (atMost: number) => [
      { subject: "a", atMost: 1 },
      { subject: "b", atMost },
    ];
    expect(covered({ checks: { "mail.servers": at(3) } })).toMatchObject([{ whole: true }]);
    expect(covered({ checks: { "mail.servers": at(2) } })).toMatchObject([{ whole: false }]);
  });

  test.each([
    ["before its first day", {}, "2026-03-01T10:00:00.000Z"],
    ["after its last day", {}, "2026-03-09T10:00:00.000Z"],
    ["once it is revoked", { revoked: { on: "2026-03-03", ...note } }, now],
    ["in another environment", { environments: ["uat"] }, now],
    ["of a check that only looks like it", { checks: { constructor: "all" as const } }, now],
  ])("is nothing %s", (_, over, at) => {
    expect(covered(over, at)).toEqual([]);
  });

  test("is told by the one that ends last, where two cover it", () => {
    const longer = exception({ id: "longer", expires: "2026-03-20" });
    const [first] = waive([exception(), longer], "staging", failing, now);
    expect(first?.findings.map((one) => one.exception)).toEqual(["longer", "longer"]);
  });
});
