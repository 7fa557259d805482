import fc from "fast-check";
import { expect, test } from "vitest";
import { findingUid } from "../../src/model/ids.ts";
import type { Verdict } from "../../src/model/outcome.ts";
import type { Change } from "../../src/model/record.ts";
import { diffAudit, diffCheck, summary } from "../../src/record/diff.ts";
import type { Baseline } from "../../src/record/diff.ts";
import { audit, fail, notApplicable, pass, unknown } from "./support.ts";

const uid = (subject: string) => findingUid("staging", "mail.servers", subject);

/** What a judged verdict leaves for the next audit. */
function baseline(verdict: Verdict): Baseline | undefined {
  if (verdict.outcome === "unknown") return undefined;
  const findings = verdict.outcome === "fail" ? verdict.findings : [];
  return {
    outcome: verdict.outcome,
    findings: findings.map((finding) => ({ ...finding, uid: uid(finding.subject) })),
  };
}

const compare = (before: Verdict | undefined, now: Verdict) =>
  diffCheck("staging", "mail.servers", before && baseline(before), now);

const cases: readonly (readonly [string, Verdict | undefined, Verdict, Change])[] = [
  ["never judged, fails", undefined, fail("a"), "new"],
  ["never judged, passes", undefined, pass, "incomparable"],
  ["never judged, does not apply", undefined, notApplicable, "incomparable"],
  ["never judged, unknown", undefined, unknown, "incomparable"],
  ["passed, passes", pass, pass, "unchanged"],
  ["passed, fails", pass, fail("a"), "new"],
  ["passed, does not apply", pass, notApplicable, "unchanged"],
  ["passed, unknown", pass, unknown, "incomparable"],
  ["did not apply, fails", notApplicable, fail("a"), "new"],
  ["did not apply, passes", notApplicable, pass, "unchanged"],
  ["failed, passes", fail("a"), pass, "fixed"],
  ["failed, does not apply", fail("a"), notApplicable, "fixed"],
  ["failed, unknown", fail("a"), unknown, "incomparable"],
  ["failed, fails alike", fail("a", "b"), fail("b", "a"), "unchanged"],
  ["failed, fails with one more", fail("a"), fail("a", "b"), "worse"],
  ["failed, fails with another", fail("a"), fail("b"), "worse"],
  ["failed, fails with one fewer", fail("a", "b"), fail("a"), "better"],
  ["failed, count rose", fail(["a", 3]), fail(["a", 4]), "worse"],
  ["failed, count fell", fail(["a", 4]), fail(["a", 3]), "better"],
  ["failed, count alike", fail(["a", 3]), fail(["a", 3]), "unchanged"],
  ["failed, one became many", fail("a"), fail(["a", 2]), "worse"],
  ["failed, one said as a count", fail("a"), fail(["a", 1]), "unchanged"],
  ["failed, one rose and one went", fail(["a", 1], "b"), fail(["a", 2]), "worse"],
];

test.each(cases)("%s", (_name, before, now, change) => {
  expect(compare(before, now).change).toBe(change);
});

test("each finding is in its place", () => {
  const before = fail("gone", "same", ["more", 1], ["less", 5]);
  const diff = compare(before, fail("same", ["more", 2], ["less", 4], "fresh"));
  expect(diff.new.map((finding) => finding.subject)).toEqual(["fresh"]);
  expect(diff.worse.map((finding) => finding.subject)).toEqual(["more"]);
  expect(diff.unchanged.map((finding) => finding.subject)).toEqual(["same", "less"]);
  expect(diff.fixed).toEqual([uid("gone")]);
});

test("an unknown verdict touches no finding", () => {
  expect(compare(fail("a"), unknown)).toEqual({
    change: "incomparable",
    new: [],
    worse: [],
    unchanged: [],
    fixed: [],
  });
});

test("two findings about one subject become one that says both", () => {
  const verdict: Verdict = {
    outcome: "fail",
    findings: [
      { subject: "a", title: "is active", remedy: "archive it" },
      { subject: "a", title: "has a password", remedy: "archive it" },
      { subject: "a", title: "is public", remedy: "hide it", count: 2 },
    ],
  };
  expect(compare(pass, verdict).new).toEqual([
    {
      uid: uid("a"),
      subject: "a",
      title: "is active; has a password; is public",
      remedy: "archive it hide it",
      count: 4,
    },
  ]);
});

test("a filtered audit says nothing of the checks that it did not run", () => {
  const baselines = new Map<string, Baseline>([
    ["mail.servers", { outcome: "fail", findings: [{ uid: uid("a") }] }],
    ["mail.queue", { outcome: "fail", findings: [{ uid: "other" }] }],
  ]);
  expect(summary(diffAudit(audit(1, { "mail.servers": pass }), baselines))).toEqual({
    checks: { "mail.servers": "fixed" },
    findings: { new: [], worse: [], unchanged: [], fixed: [uid("a")] },
  });
});

test("every finding of before and now is in exactly one place", () => {
  const subjects = fc.uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.nat(3)), {
    selector: ([subject]) => subject,
    minLength: 1,
  });
  const failing = subjects.map(([first, ...rest]) => (first ? fail(first, ...rest) : pass));
  fc.assert(
    fc.property(failing, failing, (before, now) => {
      const diff = compare(before, now);
      const there = [...diff.new, ...diff.worse, ...diff.unchanged].map((finding) => finding.uid);
      const uids = (verdict: Verdict) =>
        baseline(verdict)?.findings.map((finding) => finding.uid) ?? [];
      expect(there.toSorted()).toEqual(uids(now).toSorted());
      const kept = [...diff.worse, ...diff.unchanged].map((finding) => finding.uid);
      expect([...kept, ...diff.fixed].toSorted()).toEqual(uids(before).toSorted());
      const rose = diff.new.length + diff.worse.length > 0;
      expect(diff.change === "worse").toBe(rose);
    }),
  );
});
