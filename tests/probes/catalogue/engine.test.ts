import { describe, expect, it } from "vitest";
import type { Asset, Catalogue } from "../../../src/model/assets.ts";
import type { Verdict } from "../../../src/model/outcome.ts";
import type { AuditRecord, JudgeContext, StoredFact } from "../../../src/model/record.ts";
import { readFrom } from "../../../src/facts/collector.ts";
import { catalogueChecks } from "../../../src/probes/catalogue/checks.ts";
import type { Check } from "../../../src/probes/check.ts";
import { checks } from "../../../src/probes/list.ts";
import { withAssets } from "../../../src/simulator/catalogue.ts";
import { startSimulatedEnvironment } from "../../../src/simulator/environment.ts";
import { mapRows, type SimRow } from "../../../src/simulator/odoo/database.ts";
import { seed } from "../../../src/simulator/odoo/seed/seed.ts";
import type { EnvironmentSpec } from "../../../src/simulator/spec.ts";
import { checksWith, clock } from "../../audit/support.ts";
import { assets, auditOverApi, catalogue, registry } from "./support.ts";

const context = {} as JudgeContext; // the catalogue's checks ask for nothing of it

const robot: Asset = {
  check: "custom.robots",
  module: "acme",
  model: "acme.robot",
  live: { field: "address", op: "!=", value: null },
  name: "name",
  title: 'Robot "{name}" is connected',
  remedy: "Disconnect acme.robot {id}.",
};
const mode: Asset = {
  ...robot,
  model: "ir.config_parameter",
  live: undefined,
  required: {
    all: [
      { field: "key", op: "=", value: "acme.mode" },
      { field: "value", op: "=", value: "test" },
    ],
  },
  name: undefined,
  title: "acme.mode is not test",
  remedy: "Set acme.mode to test.",
};
const entry: Catalogue["checks"][string] = {
  control: "integration_safeguards",
  severity: "high",
  pass_title: "No robot is connected",
  fail_title: "A robot is connected",
  why: "It moves.",
  remedy: "Disconnect it.",
  references: ["FR-4"],
};

/** The check of some assets. */
function checkOf(own: Readonly<Record<string, Asset>>, change: object = {}): Check {
  const document = { checks: { "custom.robots": { ...entry, ...change } }, assets: own };
  const [check] = catalogueChecks(document, registry.controls);
  if (check === undefined) throw new Error("there is one check");
  return check;
}

/** What the check says of facts by the id of their asset. */
function verdictOf(
  own: Readonly<Record<string, Asset>>,
  facts: Readonly<Record<string, Omit<StoredFact, "source">>>,
): Verdict {
  const stored = Object.entries(facts).map(([id, fact]) => [`asset.${id}`, fact]);
  return checkOf(own).run(readFrom(Object.fromEntries(stored)), context);
}

const found = (...names: readonly (string | null)[]) => ({
  state: "known" as const,
  value: { count: names.length, first: names.map((name, index) => ({ id: index + 1, name })) },
});
const none = found();
const absent = { state: "absent" as const, because: "module acme is not installed" };
const unseen = { state: "unknown" as const, reason: "access_denied" as const, detail: "no" };
const unasked = {
  state: "unknown" as const,
  reason: "transport_not_configured" as const,
  detail: "none",
};

describe("the verdict of a group of assets", () => {
  const two = { "custom.a": robot, "custom.b": { ...robot, model: "acme.arm" } };
  const outcome = (a: object, b: object): string =>
    verdictOf(two, { "custom.a": a as StoredFact, "custom.b": b as StoredFact }).outcome;

  it.each([
    ["fails where one is live and nothing else is", found("R"), none, "fail"],
    ["fails where one is live and another could not be seen", found("R"), unseen, "fail"],
    ["fails where one is live and another cannot be there", absent, found("R"), "fail"],
    ["is unknown where one could not be seen", none, unseen, "unknown"],
    [
      "is unknown where one could not be seen and another cannot be there",
      absent,
      unseen,
      "unknown",
    ],
    ["passes where one is safe and another cannot be there", none, absent, "pass"],
    ["is not applicable where neither can be there", absent, absent, "not_applicable"],
  ] as const)("%s", (_name, a, b, expected) => {
    expect(outcome(a, b)).toBe(expected);
  });

  it("names the failed access before one that was never configured", () => {
    expect(verdictOf(two, { "custom.a": unasked, "custom.b": unseen })).toEqual({
      outcome: "unknown",
      reason: "access_denied",
      detail: "no",
    });
  });

  it("says that it is not applicable", () => {
    expect(verdictOf(two, { "custom.a": absent, "custom.b": absent })).toEqual({
      outcome: "not_applicable",
      because: "this Odoo has nothing of what it is about",
    });
  });
});

describe("findings", () => {
  it("name the record, by its id where it has no name", () => {
    expect(verdictOf({ "custom.a": robot }, { "custom.a": found("Arm 1", null) })).toEqual({
      outcome: "fail",
      findings: [
        {
          subject: "acme.robot,1",
          title: 'Robot "Arm 1" is connected',
          remedy: "Disconnect acme.robot 1.",
        },
        {
          subject: "acme.robot,2",
          title: 'Robot "2" is connected',
          remedy: "Disconnect acme.robot 2.",
        },
      ],
    });
  });

  it("do not take a name for a placeholder", () => {
    const verdict = verdictOf({ "custom.a": robot }, { "custom.a": found("{id} $& {name}") });
    expect(verdict).toMatchObject({ findings: [{ title: 'Robot "{id} $& {name}" is connected' }] });
  });

  it("of one record are one finding, whatever number of assets found it", () => {
    const arm = {
      ...robot,
      title: "Robot {id} is awake",
      remedy: "Send acme.robot {id} to sleep.",
    };
    const own = { "custom.a": robot, "custom.b": arm };
    expect(verdictOf(own, { "custom.a": found("R"), "custom.b": found("R") })).toMatchObject({
      findings: [
        {
          subject: "acme.robot,1",
          title: 'Robot "R" is connected; Robot 1 is awake',
          remedy: "Disconnect acme.robot 1.; Send acme.robot 1 to sleep.",
        },
      ],
    });
  });

  it("name a parameter by its key", () => {
    const parameter: Asset = {
      ...robot,
      model: "ir.config_parameter",
      live: { field: "key", op: "=", value: "acme.key" },
      name: undefined,
    };
    const verdict = verdictOf({ "custom.a": parameter }, { "custom.a": found("acme.key") });
    expect(verdict).toMatchObject({ findings: [{ subject: "ir.config_parameter,acme.key" }] });
  });

  it("say that what is required is missing", () => {
    expect(verdictOf({ "custom.a": mode }, { "custom.a": none })).toEqual({
      outcome: "fail",
      findings: [
        {
          subject: "ir.config_parameter,acme.mode",
          title: "acme.mode is not test",
          remedy: "Set acme.mode to test.",
        },
      ],
    });
    expect(verdictOf({ "custom.a": mode }, { "custom.a": found("acme.mode") }).outcome).toBe(
      "pass",
    );
  });
});

describe("what a check says of itself", () => {
  it("takes tiers, owner and expertise from its control", () => {
    const { tiers, owner, expertise } = registry.controls.integration_safeguards;
    expect(checkOf({ "custom.a": robot })).toMatchObject({ tiers, owner, expertise });
  });

  it("says them itself where it does", () => {
    const change = { tiers: ["dev"], owner: "developer", expertise: "odoo.devx.debugging" };
    expect(checkOf({ "custom.a": robot }, change)).toMatchObject(change);
  });

  it.each([
    [undefined, undefined, undefined],
    [{ from: 16 }, { from: 18 }, { from: 16, to: undefined }],
    [{ to: 15 }, { from: 16, to: 17 }, { from: undefined, to: 17 }],
    [
      { from: 15, to: 15 },
      { from: 17, to: 18 },
      { from: 15, to: 18 },
    ],
    [{ to: 15 }, { from: 16 }, undefined],
  ])("is about every version of its assets: %o and %o", (a, b, expected) => {
    const own = { "custom.a": { ...robot, versions: a }, "custom.b": { ...robot, versions: b } };
    expect(checkOf(own).versions).toEqual(expected);
  });

  it("is on the list with the operator's own", () => {
    const own: Catalogue = { checks: { "custom.robots": entry }, assets: { "custom.a": robot } };
    const ids = checks(registry, own).map(({ id }) => id);
    expect(ids).toContain("mail.outgoing-servers");
    expect(ids).toContain("integrations.payment-stripe-keys");
    expect(ids.at(-1)).toBe("custom.robots");
  });
});

/** An audit over the API of a version 17 with some assets, after a change to what they found. */
async function audited(
  own: Readonly<Record<string, Asset>>,
  chosen: readonly Check[],
  change: (spec: EnvironmentSpec) => EnvironmentSpec = (spec) => spec,
): Promise<AuditRecord & { readonly calls: number }> {
  const spec = change(withAssets(seed(17, "staging"), own));
  const environment = await startSimulatedEnvironment(spec, clock);
  try {
    const judged = await auditOverApi(environment, chosen);
    return { ...judged, calls: environment.calls.length };
  } finally {
    await environment.close();
  }
}

const setRows =
  (model: string, rows: readonly SimRow[]) =>
  (spec: EnvironmentSpec): EnvironmentSpec => ({
    ...spec,
    database: mapRows(spec.database, model, () => rows),
  });

const verdictIn = ({ results }: AuditRecord, id: string): Verdict | undefined =>
  results.find(({ check }) => check === id)?.verdict;

describe("bad input", () => {
  const own = { "custom.a": robot };

  it("ten thousand live records: all counted, the first twenty named", async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => ({
      id: index + 1,
      name: `Robot ${index + 1}`,
      address: "10.0.0.1",
    }));
    const judged = await audited(own, [checkOf(own)], setRows("acme.robot", rows));
    const verdict = verdictIn(judged, "custom.robots");
    const findings = verdict?.outcome === "fail" ? verdict.findings : [];
    expect(findings).toHaveLength(21);
    expect(findings[19]).toMatchObject({ subject: "acme.robot,20" });
    expect(findings[20]).toEqual({
      subject: "acme.robot,custom.a beyond the first",
      title: "9980 more of the same, not listed one by one",
      remedy: "Put them right together with the first.",
      count: 9980,
    });
    expect(JSON.stringify(judged.facts["asset.custom.a"]).length).toBeLessThan(1_000);
  });

  it("names with terminal escapes, marks that reorder, and no end", async () => {
    const names = ["\u001b[2Jgone", "a\u202eb", "x".repeat(500), "two\nlines"];
    const rows = names.map((name, index) => ({ id: index + 1, name, address: "here" }));
    const judged = await audited(own, [checkOf(own)], setRows("acme.robot", rows));
    expect(judged.facts["asset.custom.a"]).toMatchObject({
      value: {
        count: 4,
        first: [
          // Odoo drops the escape itself from 17 on.
          { id: 1, name: "[2Jgone" },
          { id: 2, name: String.raw`a\u202eb` },
          { id: 3, name: `${"x".repeat(79)}…` },
          { id: 4, name: String.raw`two\u000alines` },
        ],
      },
    });
  });

  it("a value that a condition looks at is kept nowhere", async () => {
    const rows = [{ id: 1, name: "R", address: "secret-canary-41" }];
    const { facts, results } = await audited(own, [checkOf(own)], setRows("acme.robot", rows));
    expect(JSON.stringify({ facts, results })).not.toContain("secret-canary-41");
    expect(JSON.stringify(results)).toContain("Robot");
  });

  it("a row whose field does not exist: that asset unknown by name, the others judged", async () => {
    const wrong: Asset = {
      ...robot,
      module: "base",
      model: "res.company",
      live: { field: "no_such_field", op: "=", value: true },
    };
    const all = [...catalogue, checkOf({ "custom.wrong": wrong })];
    const judged = await audited(assets, all);
    expect(checksWith(judged, "unknown")).toEqual(["custom.robots"]);
    expect(verdictIn(judged, "custom.robots")).toEqual({
      outcome: "unknown",
      reason: "unsupported_version",
      detail: "Odoo has no field no_such_field on res.company",
    });
    expect(checksWith(judged, "fail")).toEqual([]);
    // Some thirty reads are one, and finding the bad one among them costs a few calls, not thirty.
    const { calls } = await audited(assets, catalogue);
    expect(judged.calls - calls).toBeLessThanOrEqual(2 + 2 * Math.ceil(Math.log2(64)));
  });

  it("a row whose model does not exist: that asset unknown by name", async () => {
    const wrong = { ...robot, module: "base", model: "acme.nothing" };
    const judged = await audited({}, [checkOf({ "custom.wrong": wrong })]);
    expect(verdictIn(judged, "custom.robots")).toEqual({
      outcome: "unknown",
      reason: "unsupported_version",
      detail: "Odoo has no model acme.nothing",
    });
  });

  it("a field that the auditor may not see: that asset alone is unknown", async () => {
    const judged = await audited(assets, catalogue, (spec) => {
      const website = spec.database.models["website"];
      if (website === undefined) throw new Error("there are websites");
      const robots = { type: "char", groups: "website.group_website_designer" } as const;
      const fields = { ...website.fields, robots_txt: robots };
      const models = { ...spec.database.models, website: { ...website, fields } };
      return { ...spec, database: { ...spec.database, models } };
    });
    expect(checksWith(judged, "unknown")).toEqual(["integrations.website-robots"]);
    expect(verdictIn(judged, "integrations.website-robots")).toMatchObject({
      reason: "access_denied",
    });
  });

  it("a model that the auditor may not read: asked twice, not once for each asset", async () => {
    const closed = (spec: EnvironmentSpec): EnvironmentSpec => {
      const model = spec.database.models["payment.provider"];
      if (model === undefined) throw new Error("there are providers");
      const models = { "payment.provider": { ...model, readers: ["base.group_no_one"] } };
      return {
        ...spec,
        database: { ...spec.database, models: { ...spec.database.models, ...models } },
      };
    };
    const open = await audited(assets, catalogue);
    const judged = await audited(assets, catalogue, closed);
    const payment = Object.keys(registry.catalogue.checks).filter((id) => /\.payment-/.test(id));
    const applicable = payment.filter((id) => verdictIn(open, id)?.outcome === "pass");
    expect(checksWith(judged, "unknown")).toEqual(applicable.toSorted());
    expect(judged.calls - open.calls).toBe(1);
  });
});
