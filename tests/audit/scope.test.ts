import { describe, expect, it } from "vitest";
import { unprovenScope } from "../../src/audit/scope.ts";
import type { Fact } from "../../src/model/record.ts";

const known = <T>(value: T): Fact<T> => ({ state: "known", value });
const user = (companies: readonly number[], groups: readonly number[]) => ({
  id: 8,
  login: "envaudit",
  loginDigest: "digest of envaudit",
  groups,
  companies,
});

function facts(change: Readonly<Record<string, Fact<unknown>>> = {}) {
  return {
    "odoo.companies": known([1, 2]),
    "odoo.archived-companies": known([]),
    "odoo.group-ids": known({ system: 4, accessRights: 2, privateAddresses: 7 }),
    "odoo.users": known([user([1, 2], [1, 2])]),
    ...change,
  };
}

describe("the proof that an empty list means that there is none", () => {
  it("holds for a user with Access Rights who is in every company", () => {
    expect(unprovenScope(facts(), "envaudit")).toBeUndefined();
  });

  it.each([
    [
      "a user in one of two companies",
      { "odoo.users": known([user([1], [1, 2])]) },
      "the API user envaudit is in 1 of 2 companies: rows of the others are hidden from it",
    ],
    [
      "a user without Access Rights, who does not see how many companies there are",
      { "odoo.users": known([user([1, 2], [1, 4])]) },
      "the API user envaudit is not in Access Rights, so it may not see every company",
    ],
    [
      "a user who does not see itself",
      { "odoo.users": known([]) },
      "the API user envaudit does not see itself",
    ],
    [
      "a fact that cannot be there",
      { "odoo.companies": { state: "absent", because: "nothing" } as const },
      "the auditor's own rights could not be read",
    ],
  ])("does not hold for %s", (_, change, detail) => {
    expect(unprovenScope(facts(change), "envaudit")).toEqual({
      state: "unknown",
      reason: "access_denied",
      detail,
    });
  });

  it("is as unknown as what it needs", () => {
    const timeout = { state: "unknown", reason: "timeout", detail: "too late" } as const;
    for (const id of Object.keys(facts())) {
      expect(unprovenScope(facts({ [id]: timeout }), "envaudit")).toEqual(timeout);
    }
    expect(unprovenScope({}, "envaudit")).toMatchObject({ reason: "fact_missing" });
  });
});
