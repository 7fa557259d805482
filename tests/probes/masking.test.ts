import { describe, expect, it } from "vitest";
import type { Tally } from "../../src/facts/tally.ts";
import { derivationOf } from "../../src/probes/derivation.ts";
import { emailDomains } from "../../src/probes/masking/email-domains.ts";
import { phoneNumbers } from "../../src/probes/masking/phone-numbers.ts";
import { policyDeclared } from "../../src/probes/masking/policy-declared.ts";
import { contextOf, policy, told } from "./support.ts";

type Identity = { uuidDigest: string | null; secretDigest: string | null };
const identity: Identity = { uuidDigest: "u", secretDigest: "s" };
const seen = (environment: string, own: Identity = { uuidDigest: "pu", secretDigest: "ps" }) => ({
  environment,
  ...own,
  since: "2026-11-01T00:00:00Z",
});
const independent = { derivedFrom: undefined };

describe("the derivation of an environment", () => {
  const of = (
    known: readonly ReturnType<typeof seen>[],
    own = identity,
    change: Parameters<typeof contextOf>[0] = independent,
  ) => derivationOf(contextOf(change), own, known);

  it("is what was declared, whatever its identity says", () => {
    expect(of([seen("production", identity)], identity, {})).toEqual({
      kind: "declared",
      from: "production",
    });
    expect(of([], identity, { tier: "production", ...independent })).toEqual({
      kind: "production",
    });
  });

  it("is a clone of whoever has the same uuid or the same secret, production first", () => {
    expect(of([seen("production", { uuidDigest: "u", secretDigest: "x" })])).toEqual({
      kind: "clone",
      of: "production",
    });
    expect(of([seen("dev", identity), seen("production", identity)])).toEqual({
      kind: "clone",
      of: "production",
    });
    expect(of([seen("dev", { uuidDigest: null, secretDigest: "s" })])).toEqual({
      kind: "clone",
      of: "dev",
    });
  });

  it("is a clone by one part that matches, whatever else is missing", () => {
    const half = { uuidDigest: null, secretDigest: "s" };
    expect(of([seen("production", identity)], half)).toEqual({ kind: "clone", of: "production" });
    expect(of([seen("production", half)])).toEqual({ kind: "clone", of: "production" });
  });

  it("is not its own clone", () => {
    expect(of([seen("staging", identity), seen("production")])).toEqual({ kind: "independent" });
  });

  it("is no clone for having nothing in common", () => {
    const nothing = { uuidDigest: null, secretDigest: null };
    expect(of([seen("dev", nothing), seen("production")], identity)).toEqual({
      kind: "independent",
    });
  });

  it.each([
    ["production was never audited", [], identity, "which was never audited"],
    [
      "production has no identity",
      [seen("production", { uuidDigest: null, secretDigest: null })],
      identity,
      "but production has neither database.uuid nor database.secret to tell by",
    ],
    [
      "it has no identity itself",
      [seen("production")],
      { uuidDigest: null, secretDigest: null },
      "but it has neither database.uuid nor database.secret to tell by",
    ],
    [
      "production has no secret, and the uuids differ",
      [seen("production", { uuidDigest: "pu", secretDigest: null })],
      identity,
      "but production has no database.secret to tell by",
    ],
    [
      "it has no uuid itself, and the secrets differ",
      [seen("production")],
      { uuidDigest: null, secretDigest: "s" },
      "but it has no database.uuid to tell by",
    ],
    [
      "each has the part that the other lacks",
      [seen("production", { uuidDigest: null, secretDigest: "ps" })],
      { uuidDigest: "u", secretDigest: null },
      "but it has no database.secret to tell by",
    ],
  ])("is undecided when %s", (_, known, own, why) => {
    expect(of(known, own)).toEqual({ kind: "undecided", missing: "production", why });
  });
});

describe("masking.policy-declared", () => {
  const judged = (
    change: Parameters<typeof contextOf>[0],
    known: readonly ReturnType<typeof seen>[] = [],
  ) => told(policyDeclared.judge({ identity, known: [...known] }, contextOf(change)));

  it("wants a policy where production's data was declared to be", () => {
    expect(judged({})).toBe("pass: staging derives from production and has a masking policy");
    expect(judged({ policy: { ...policy, masking: undefined } })).toEqual([
      "policy.masking: staging derives from production and declares no masking policy",
    ]);
  });

  it("is not satisfied with a policy for a clone that nobody declared", () => {
    expect(judged(independent, [seen("production", identity)])).toEqual([
      "clone: staging is a clone of production (same database.uuid or database.secret) and does not declare it",
    ]);
  });

  it("does not apply where there is no production data", () => {
    expect(judged(independent, [seen("production")])).toBe(
      "not applicable: it holds no production data",
    );
  });
});

describe("personal data", () => {
  const some: Tally = { count: 3, orMore: false, scanned: 90, sample: [7, 8, 9] };
  const many: Tally = { count: 1000, orMore: true, scanned: 1200, sample: [1, 2, 3, 4, 5] };
  const none: Tally = { count: 0, orMore: false, scanned: 90, sample: [] };
  const emails = (tally: Tally, change = {}) =>
    told(emailDomains.judge({ identity, known: [], emails: tally }, contextOf(change)));
  const phones = (tally: Tally, change = {}) =>
    told(phoneNumbers.judge({ identity, known: [], phones: tally }, contextOf(change)));

  it("is counted and pointed at, never quoted", () => {
    expect(emails(some)).toEqual([
      "res.partner,email: 3 contacts have a routable e-mail address (ids 7, 8, 9)",
    ]);
    expect(phones({ ...some, count: 1, sample: [7] })).toEqual([
      "res.partner,phone: 1 contact has a telephone number that rings (id 7)",
    ]);
    expect(phones(many)).toEqual([
      "res.partner,phone: 1000 or more contacts have a telephone number that rings (ids 1, 2, 3, 4, 5, …)",
    ]);
  });

  it("is masked when nothing is found", () => {
    expect(emails(none)).toBe("pass: every address is empty or in a safe domain");
    expect(phones(none)).toBe("pass: every number is empty or reserved");
  });

  it("is not judged where nobody knows whose it is", () => {
    const undecided =
      "unknown: fact_missing: it may be a clone of production, which was never audited";
    expect(emails(some, independent)).toBe(undecided);
    expect(phones(none, independent)).toBe(undecided);
  });
});
