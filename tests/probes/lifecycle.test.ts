import { describe, expect, it } from "vitest";
import type { Lifecycle } from "../../src/model/environment.ts";
import { abandoned } from "../../src/probes/lifecycle/abandoned.ts";
import { age } from "../../src/probes/lifecycle/age.ts";
import { daysBetween, isOver } from "../../src/model/days.ts";
import { declared } from "../../src/probes/lifecycle/declared.ts";
import { expired } from "../../src/probes/lifecycle/expired.ts";
import { expiring } from "../../src/probes/lifecycle/expiring.ts";
import { contextOf, policy, told } from "./support.ts";

const expires = (on: string): Lifecycle => ({ kind: "expires", on });
const keep = (review: string): Lifecycle => ({
  kind: "keep",
  reason: "the tests run on it",
  approver: "operator",
  review,
});

describe("a day", () => {
  it("is over when the next one begins, in UTC", () => {
    expect(isOver("2026-11-23", "2026-11-23T23:59:59.999Z")).toBe(false);
    expect(isOver("2026-11-23", "2026-11-24T00:00:00.000Z")).toBe(true);
    expect(isOver("2024-02-29", "2024-02-29T12:00:00Z")).toBe(false);
  });

  it("is counted in whole days", () => {
    expect(daysBetween("2026-11-23T06:00:01Z", "2026-11-24T06:00:00Z")).toBe(0);
    expect(daysBetween("2026-11-23T06:00:00Z", "2026-11-24T06:00:00Z")).toBe(1);
    expect(daysBetween("2026-11-25", "2026-11-24T06:00:00Z")).toBe(-1);
    expect(daysBetween("2024-02-28", "2024-03-01T00:00:00Z")).toBe(2);
  });
});

describe("lifecycle.declared", () => {
  const judged = (lifecycle: Lifecycle) => told(declared.judge({}, contextOf({ lifecycle })));

  it("wants an end, or a reason to stay", () => {
    expect(judged(expires("2026-12-01"))).toBe("pass: expires on 2026-12-01");
    expect(judged(keep("2027-01-01"))).toBe("pass: kept by operator, to be reviewed on 2027-01-01");
    expect(judged({ kind: "undeclared" })).toEqual([
      "lifecycle: staging declares neither an expiry nor a reason to keep it",
    ]);
  });
});

describe("lifecycle.expired", () => {
  const judged = (lifecycle: Lifecycle) => told(expired.judge({}, contextOf({ lifecycle })));

  it("passes until the end of the last day", () => {
    expect(judged(expires("2026-11-24"))).toBe("pass: expires on 2026-11-24");
    expect(judged(keep("2026-11-24"))).toBe("pass: review on 2026-11-24");
  });

  it("fails after it, and after the day of review", () => {
    expect(judged(expires("2026-11-23"))).toEqual([
      "lifecycle: staging expired on 2026-11-23, 1 day ago",
    ]);
    expect(judged(keep("2026-11-14"))).toEqual([
      "lifecycle: The decision to keep staging was due for review on 2026-11-14, 10 days ago",
    ]);
  });

  it("leaves it to the other check that nothing is declared", () => {
    expect(judged({ kind: "undeclared" })).toBe("not applicable: no expiry or keep is declared");
  });
});

describe("lifecycle.expiring", () => {
  const judged = (lifecycle: Lifecycle, warnDays?: number) =>
    told(
      expiring.judge(
        {},
        contextOf({
          lifecycle,
          ...(warnDays !== undefined && {
            policy: { ...policy, lifecycle: { ...policy.lifecycle, warnDays } },
          }),
        }),
      ),
    );

  it("warns a week before, or as the policy says, to the last day", () => {
    expect(judged(expires("2026-12-02"))).toBe("pass: 2026-12-02, in 8 days");
    expect(judged(expires("2026-12-01"))).toEqual([
      "lifecycle: staging expires on 2026-12-01, in 7 days",
    ]);
    expect(judged(expires("2026-11-24"))).toEqual([
      "lifecycle: staging expires on 2026-11-24, today",
    ]);
    expect(judged(expires("2026-12-02"), 8)).toHaveLength(1);
    expect(judged(expires("2026-11-26"), 1)).toMatch(/^pass/);
  });

  it("warns of a review", () => {
    expect(judged(keep("2026-11-25"))).toEqual([
      "lifecycle: The decision to keep staging is due for review on 2026-11-25, in 1 day",
    ]);
  });

  it("leaves the rest to the other checks", () => {
    expect(judged(expires("2026-11-23"))).toBe(
      "not applicable: the day is over: see lifecycle.expired",
    );
    expect(judged({ kind: "undeclared" })).toBe("not applicable: no expiry or keep is declared");
  });
});

describe("lifecycle.abandoned", () => {
  const judged = (at: string | null, created: string | null, abandonedDays?: number) =>
    told(
      abandoned.judge(
        { login: { at, users: 2 }, created },
        contextOf(
          abandonedDays === undefined
            ? {}
            : { policy: { ...policy, lifecycle: { ...policy.lifecycle, abandonedDays } } },
        ),
      ),
    );

  it("counts from the last login", () => {
    expect(judged("2026-09-25T06:00:00Z", null)).toBe(
      "pass: the last login, the auditor's aside, was 60 days ago",
    );
    expect(judged("2026-09-24T06:00:00Z", null)).toEqual([
      "logins: staging: the last login, the auditor's aside, was 61 days ago",
    ]);
    expect(judged("2026-11-20T06:00:00Z", null, 3)).toHaveLength(1);
  });

  it("does not take a date in the future", () => {
    expect(judged("2027-01-01T00:00:00Z", null)).toBe(
      "unknown: fact_missing: the last login lies in the future",
    );
    expect(judged(null, "2027-01-01T00:00:00Z")).toBe(
      "unknown: fact_missing: the creation date of the database lies in the future",
    );
    expect(judged("2026-11-24T07:00:00Z", null)).toMatch(/^pass: .* 0 days ago$/);
  });

  it("counts from the beginning where nobody ever logged in", () => {
    expect(judged(null, "2026-06-01T00:00:00Z")).toEqual([
      "logins: staging: nobody but the auditor logged in since it was made, 176 days ago",
    ]);
    expect(judged(null, "2026-11-20T00:00:00Z")).toMatch(/^pass/);
    expect(judged(null, null)).toBe(
      "unknown: fact_missing: nobody ever logged in, and the database has no creation date",
    );
  });
});

describe("lifecycle.age", () => {
  const identity = { uuidDigest: "u", secretDigest: "s" };
  const seen = (environment: string, since: string) => ({ environment, ...identity, since });
  const judged = (
    created: string | null,
    known: readonly (ReturnType<typeof seen> & { readonly replacedAt?: string })[] = [],
    lastLogin: string | null = "2026-11-23T12:00:00Z",
    maxAgeDays: number | undefined = 30,
  ) =>
    told(
      age.judge(
        { created, identity, known: [...known], login: { at: lastLogin, users: 3 } },
        contextOf({ policy: { ...policy, lifecycle: { maxAgeDays } } }),
      ),
    );

  it("passes to the last day and fails on the next", () => {
    expect(judged("2026-10-25T06:00:00Z")).toBe("pass: 30 days old, at most 30");
    expect(judged("2026-10-24T06:00:00Z")).toEqual([
      "database: The database is 31 days old; staging may be 30",
    ]);
  });

  it("does not apply without a maximum", () => {
    const verdict = age.judge(
      { created: null, identity, known: [], login: { at: null, users: 3 } },
      contextOf({ policy: { ...policy, lifecycle: { maxAgeDays: undefined } } }),
    );
    expect(told(verdict)).toBe("not applicable: no maximum age is set");
  });

  it("does not take a raw clone's creation date, which is its origin's", () => {
    const twin = seen("production", "2020-01-01T00:00:00Z");
    const unknown =
      "unknown: fact_missing: its creation date is its origin's (raw clone), so its own age cannot be read";
    expect(judged("2020-01-01T00:00:00Z", [twin])).toBe(unknown);
    expect(judged("2020-01-01T00:00:00Z", [twin, seen("staging", "2026-11-20T00:00:00Z")])).toBe(
      unknown,
    );
  });

  it("knows that a clone is too old once it was seen for longer than that", () => {
    const twin = seen("production", "2020-01-01T00:00:00Z");
    expect(judged("2026-11-23T00:00:00Z", [twin, seen("staging", "2026-10-01T00:00:00Z")])).toEqual(
      ["database: The database is at least 54 days old; staging may be 30"],
    );
  });

  it("knows that a clone is too old when its newest login is", () => {
    const twin = seen("production", "2020-01-01T00:00:00Z");
    expect(judged("2026-11-23T00:00:00Z", [twin], "2026-09-01T06:00:00Z")).toEqual([
      "database: The database is at least 84 days old; staging may be 30",
    ]);
    // Its own logins say nothing of a database that has a date of its own.
    expect(judged("2026-11-23T06:00:00Z", [], "2026-09-01T06:00:00Z")).toMatch(/^pass: 1 day old/);
  });

  it("knows that a clone is young when another database had its name until lately", () => {
    const known = [
      seen("production", "2020-01-01T00:00:00Z"),
      { ...seen("staging", "2026-11-20T06:00:00Z"), replacedAt: "2026-11-19T06:00:00Z" },
    ];
    expect(judged("2020-01-01T00:00:00Z", known)).toBe(
      "pass: at most 5 days old: another database had its name until then",
    );
  });

  it("does not take a date in the future", () => {
    expect(judged("2027-01-01T00:00:00Z")).toBe(
      "unknown: fact_missing: its creation date lies in the future",
    );
    // Clocks differ by minutes.
    expect(judged("2026-11-24T07:00:00Z")).toMatch(/^pass: 0 days old/);
    // Nor does a date in the future make an old database young.
    expect(judged("2027-01-01T00:00:00Z", [seen("staging", "2026-10-01T00:00:00Z")])).toEqual([
      "database: The database is at least 54 days old; staging may be 30",
    ]);
  });

  it("does the same for a database without a creation date", () => {
    expect(judged(null)).toBe("unknown: fact_missing: the database has no creation date");
    expect(judged(null, [seen("staging", "2026-10-01T00:00:00Z")])).toEqual([
      "database: The database is at least 54 days old; staging may be 30",
    ]);
  });
});
