import { beforeAll, describe, expect, it } from "vitest";
import type { Asset, Assets } from "../src/model/assets.ts";
import { systemClock } from "../src/model/clock.ts";
import type { Check } from "../src/probes/check.ts";
import { checks } from "../src/probes/list.ts";
import { accessMatrixOf } from "../src/registry/access.ts";
import { registryDirectory } from "../src/registry/directory.ts";
import { loadRegistry } from "../src/registry/load.ts";
import { selfTest } from "../src/self-test.ts";
import type { SelfTested } from "../src/store/self-tests.ts";

const registry = loadRegistry(registryDirectory());
const every = checks(registry);

const testItself = (all: readonly Check[], own: Assets = {}): Promise<readonly SelfTested[]> =>
  selfTest({
    checks: all,
    assets: { ...registry.catalogue.assets, ...own },
    accessMatrix: accessMatrixOf(registry),
    personalData: registry.personalData,
    registryDigest: registry.digest,
    clock: systemClock,
    signal: AbortSignal.timeout(120_000),
  });

/** What the simulator has no place for: it has no PostgreSQL, no TLS, and no exceptions of its own. */
const notSimulated = [
  "integrations.neutralisation-drift",
  "access.proxy-mode",
  "access.database-role",
  "access.database-superusers",
  "access.pg-hba",
  "access.auditor-sql-rights",
  // Its auditor reads over the API, by a password.
  "access.auditor-odoo-rights",
  "access.auditor-credential-expiry",
  "lifecycle.undeclared-databases",
  "governance.exceptions",
];

describe("the auditor's test of itself", () => {
  // One run for all: three checks of the real list are made blind, and one sees what is not there.
  const blind = (id: string, run: Check["run"]) => (check: Check) =>
    check.id === id ? { ...check, run } : check;
  const pass = () => ({ outcome: "pass", proof: "it did not look" }) as const;
  const never = { outcome: "not_applicable", because: "it is never about anything" } as const;
  const finding = { subject: "x", title: "it is always wrong", remedy: "none" };
  const impossible: Asset = {
    check: "integrations.iap-accounts",
    module: "base",
    model: "ir.config_parameter",
    live: {
      all: [{ field: "key", op: "=", value: "a" }, { not: { field: "key", op: "=", value: "a" } }],
    },
    title: "Parameter {name}",
    remedy: "Delete {id}.",
  };
  let tested: ReadonlyMap<string, SelfTested>;
  beforeAll(async () => {
    const list = every
      .map(blind("mail.outgoing-servers", pass))
      .map(blind("integrations.edi-it", () => never))
      .map(blind("mail.digests", () => ({ outcome: "fail", findings: [finding] })));
    const results = await testItself(list, { "own.impossible": impossible });
    tested = new Map(results.map((result) => [result.check, result]));
  }, 120_000);

  it("is about every check, but what is not simulated", () => {
    const missing = every.map(({ id }) => id).filter((id) => !tested.has(id));
    expect(missing).toEqual(notSimulated);
  });

  it("names the checks that are blind, and why, and no others", () => {
    const told = [...tested.values()].filter(({ passing }) => !passing);
    const versions = (from: number, what: string) =>
      Array.from({ length: 20 - from }, (_, index) => `${what} Odoo ${from + index}`).join("; ");
    expect(Object.fromEntries(told.map(({ check, why }) => [check, why]))).toEqual({
      "mail.outgoing-servers": versions(14, "is pass on a broken"),
      "integrations.edi-it": "is not_applicable on a broken Odoo 19",
      "mail.digests": versions(14, "fails on a safe"),
      "integrations.iap-accounts": "no record can be live by the condition of asset own.impossible",
    });
  });
});
