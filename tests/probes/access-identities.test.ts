import { describe, expect, it } from "vitest";
import type { JudgedIdentity } from "../../src/model/access.ts";
import { apiKeyAge } from "../../src/probes/access/api-key-age.ts";
import { apiKeyExpiry } from "../../src/probes/access/api-key-expiry.ts";
import { apiKeyOwners } from "../../src/probes/access/api-key-owners.ts";
import { dormantAdministrators } from "../../src/probes/access/dormant-administrators.ts";
import { portalGroups } from "../../src/probes/access/portal-groups.ts";
import { readableSecrets } from "../../src/probes/access/readable-secrets.ts";
import { twoFactor } from "../../src/probes/access/two-factor.ts";
import { unmappedUsers } from "../../src/probes/access/unmapped-users.ts";
import { contextOf, told } from "./support.ts";

const groups = { system: 4, accessRights: 2, privateAddresses: null };
/** A user as it is stored: only administrators and the auditor keep their login. */
const user = (id: number, name: string, ...ids: readonly number[]) => ({
  id,
  login: ids.length > 0 || name === "envaudit" ? name : null,
  loginDigest: `digest of ${name}`,
  companies: [1],
  groups: [1, ...ids],
});
const identity = (id: string, change: Partial<JudgedIdentity> = {}): JudgedIdentity => ({
  id,
  kind: "person",
  personas: ["sre"],
  odooLogins: [id],
  odooLoginDigests: [`digest of ${id}`],
  apiKeyDigests: [],
  ...change,
});
const context = {
  ...contextOf(),
  identities: [
    identity("ada"),
    identity("robot", { kind: "service", apiKeyDigests: ["digest of nightly"] }),
  ],
};
const auditor = user(8, "envaudit", 4);

describe("access.unmapped-users", () => {
  const judged = (...users: readonly ReturnType<typeof user>[]) =>
    told(unmappedUsers.judge({ users: [...users], groups }, context));

  it("finds an ordinary user by the digest of its login, and names no login", () => {
    expect(judged(auditor, user(5, "ada"), user(6, "eve"))).toEqual([
      "res.users,6: Odoo user 6 can sign in to staging and is no declared identity",
    ]);
  });

  it("leaves administrators to the check about them", () => {
    expect(judged(user(6, "eve", 4), user(7, "mallory", 2))).toBe(
      "pass: 0 internal users beside the administrators, each a declared identity",
    );
  });

  it("tells many as one, with their number", () => {
    const many = Array.from({ length: 21 }, (_, index) => user(100 + index, `user${index}`));
    expect(judged(...many)).toEqual([
      "res.users: 21 internal users can sign in to staging and are no declared identities",
    ]);
    expect(judged(...many.slice(1))).toHaveLength(20);
  });
});

describe("access.dormant-administrators", () => {
  const judged = (at: string | null, created: string | null, dormantDays?: number) => {
    const { environment } = context;
    const access = { tryDefaultCredentials: false, ...(dormantDays && { dormantDays }) };
    return told(
      dormantAdministrators.judge(
        {
          users: [auditor, user(5, "ada", 4), user(6, "eve")],
          groups,
          logins: [{ id: 5, created, at }],
        },
        {
          ...context,
          environment: { ...environment, policy: { ...environment.policy, access } },
        },
      ),
    );
  };

  it("finds who has not signed in for longer than the limit", () => {
    expect(judged("2026-08-25T06:00:00Z", null)).toEqual([
      "res.users,5: Odoo user ada (5), an administrator of staging, has not signed in for 91 days",
    ]);
    expect(judged("2026-08-26T06:00:00Z", null)).toBe(
      "pass: 1 administrator, each signed in during the last 90 days",
    );
    expect(judged("2026-11-20T06:00:00Z", null, 3)).toHaveLength(1);
  });

  it("counts from the day that the user was made where it never signed in", () => {
    expect(judged(null, "2026-01-01T00:00:00Z")).toEqual([
      "res.users,5: Odoo user ada (5), an administrator of staging, never signed in since it was made, 327 days ago",
    ]);
    expect(judged(null, "2026-11-23T00:00:00Z")).toMatch(/^pass/);
  });

  it("is unknown without either date", () => {
    expect(judged(null, null)).toBe(
      "unknown: fact_missing: Odoo user ada (5) never signed in, and has no creation date",
    );
  });
});

describe("access.two-factor", () => {
  const users = [auditor, user(5, "ada", 4), user(6, "robot", 4), user(7, "eve")];
  type Fact = Parameters<typeof twoFactor.judge>[0]["twoFactor"];
  const judged = (fact: Fact) => told(twoFactor.judge({ users, groups, twoFactor: fact }, context));

  it("asks it of people who are administrators, not of services and the auditor", () => {
    expect(judged({ state: "known", value: [] })).toEqual([
      "res.users,5: Odoo user ada (5), an administrator of staging, signs in without a second factor",
    ]);
    expect(judged({ state: "known", value: [5] })).toBe(
      "pass: 1 administrator, each with a second factor",
    );
  });

  it("knows that nobody has one where the module is missing", () => {
    const because = "module auth_totp is not installed";
    expect(judged({ state: "absent", because })).toEqual([
      "res.users,5: Odoo user ada (5), an administrator of staging, signs in without a second factor: module auth_totp is not installed",
    ]);
  });

  it("is unknown where it could not be read", () => {
    expect(judged({ state: "unknown", reason: "access_denied", detail: "hidden" })).toBe(
      "unknown: access_denied: hidden",
    );
  });
});

describe("API keys", () => {
  type Keys = Parameters<typeof apiKeyOwners.judge>[0]["keys"];
  const key = (id: number, change: Partial<Keys["keys"][number]> = {}) => ({
    id,
    user: 7,
    nameDigest: "digest of anything",
    created: "2026-11-01T00:00:00Z",
    expires: "2027-01-01T00:00:00Z",
    ...change,
  });
  const facts = (...keys: Keys["keys"]) => ({
    keys: { seenBy: "api", canExpire: true, keys } as Keys,
    users: [auditor, user(5, "ada"), user(7, "eve")],
    groups,
  });

  it("belong to somebody by their user or by their name", () => {
    const keys = [key(1, { user: 5 }), key(2, { nameDigest: "digest of nightly" })];
    expect(told(apiKeyOwners.judge(facts(...keys, key(3, { user: 8 })), context))).toBe(
      "pass: 3 API keys, each of a declared identity",
    );
    expect(told(apiKeyOwners.judge(facts(key(4), key(5, { user: null })), context))).toEqual([
      "res.users.apikeys,4: API key 4 of Odoo user 7 opens staging, and neither its name nor its user is a declared identity",
      "res.users.apikeys,5: API key 5 of Odoo user nobody opens staging, and neither its name nor its user is a declared identity",
    ]);
  });

  it("are too old after a year, or when nobody knows how old", () => {
    const keys = [
      key(1, { created: "2025-11-24T06:00:00Z" }),
      key(2, { created: "2025-11-23T06:00:00Z" }),
      key(3, { created: null }),
    ];
    expect(told(apiKeyAge.judge(facts(...keys), context))).toEqual([
      "res.users.apikeys,2: API key 2 of Odoo user 7 was made 366 days ago; 365 are allowed",
      "res.users.apikeys,3: API key 3 of Odoo user 7 does not say when it was made",
    ]);
  });

  it("must expire", () => {
    expect(told(apiKeyExpiry.judge(facts(key(1), key(2, { expires: null })), context))).toEqual([
      "res.users.apikeys,2: API key 2 of Odoo user 7 never expires",
    ]);
  });

  it("of a version without an expiry are unknown, unless there are none", () => {
    const before18 = facts(key(1, { expires: null }));
    const keys = { ...before18.keys, canExpire: false };
    expect(told(apiKeyExpiry.judge({ ...before18, keys }, context))).toBe(
      "unknown: unsupported_version: Odoo keeps no expiry of API keys before 18, and there are keys here: 1",
    );
    expect(told(apiKeyExpiry.judge({ ...before18, keys: { ...keys, keys: [] } }, context))).toMatch(
      /^pass/,
    );
  });

  it("are unknown over the API to whoever is not shown those of others", () => {
    const shown = facts();
    const outside = { ...shown, users: [user(8, "envaudit", 2)] };
    const why =
      "unknown: access_denied: the API user envaudit is not in Settings, so Odoo shows it no keys but its own";
    for (const check of [apiKeyOwners, apiKeyAge, apiKeyExpiry]) {
      expect(told(check.judge(outside, context))).toBe(why);
      const bySql = { ...outside, keys: { ...outside.keys, seenBy: "sql" as const } };
      expect(told(check.judge(bySql, context))).toMatch(/^pass/);
    }
  });
});

describe("access.portal-groups", () => {
  it("names the groups that a visitor should not be in", () => {
    const facts = {
      users: [{ id: 9, groups: [30, 31] }],
      groups: [{ id: 30, name: "Sales", implied: [] }],
    };
    expect(told(portalGroups.judge(facts, context))).toEqual([
      "res.users,9: Odoo user 9, a visitor of staging, is in Sales (30), group 31",
    ]);
    expect(told(portalGroups.judge({ ...facts, users: [] }, context))).toMatch(/^pass/);
  });
});

describe("access.readable-secrets", () => {
  it("names each key that 14 shows to everybody", () => {
    const keys = [{ subject: "payment.provider,1,stripe_secret_key", digest: "digest" }];
    expect(told(readableSecrets.judge({ keys }, context))).toEqual([
      "payment.provider,1,stripe_secret_key: Any internal user of staging can read payment.provider,1,stripe_secret_key",
    ]);
    expect(told(readableSecrets.judge({ keys: [] }, context))).toBe(
      "pass: no payment provider has a key",
    );
  });
});
