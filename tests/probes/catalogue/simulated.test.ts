import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handWrittenChecks } from "../../../src/probes/list.ts";
import { assetsOf, breakAssets, withAssets } from "../../../src/simulator/catalogue.ts";
import {
  startSimulatedEnvironment,
  type SimulatedEnvironment,
} from "../../../src/simulator/environment.ts";
import { simulatedMajors } from "../../../src/simulator/odoo/database.ts";
import { seed } from "../../../src/simulator/odoo/seed/seed.ts";
import type { EnvironmentSpec } from "../../../src/simulator/spec.ts";
import { auditOf, checksWith, clock, declare, findingsOf, odooOf } from "../../audit/support.ts";
import { assets, auditOverApi, catalogue } from "./support.ts";

/** What the handwritten checks of mail and integrations say must not change with a catalogue row. */
const all = [
  ...catalogue,
  ...handWrittenChecks.filter(({ control }) =>
    ["mail_suppression", "integration_safeguards"].includes(control),
  ),
];

describe.each(simulatedMajors)("Odoo %i over the API", (major) => {
  const entries = assetsOf(assets, major);
  const safe: EnvironmentSpec = withAssets(seed(major, "staging"), assets);
  const checksOf = (ids: readonly string[]): readonly string[] =>
    [...new Set(ids.map((id) => assets[id]?.check ?? ""))].toSorted();
  let environment: SimulatedEnvironment;
  beforeAll(async () => {
    environment = await startSimulatedEnvironment(safe, clock);
  });
  afterAll(async () => {
    await environment.close();
  });

  it("finds nothing where every asset is safe, in one call for each model", async () => {
    environment.change(() => safe);
    const before = environment.calls.length;
    const judged = await auditOverApi(environment, all);
    expect(findingsOf(judged)).toEqual([]);
    // These ask the host.
    const overSsh = ["integrations.reused-odoo-conf", "mail.fallback-server", "mail.job-queue"];
    expect(checksWith(judged, "unknown")).toEqual(overSsh);
    const models = environment.calls.slice(before).flatMap(({ model }) => model ?? []);
    expect(models.toSorted()).toEqual([...new Set(models)].toSorted());
  });

  it("finds every asset where every one is live", async () => {
    const ids = entries.map(([id]) => id);
    environment.change(() => breakAssets(safe, assets, ids));
    expect(checksWith(await auditOverApi(environment, all), "fail")).toEqual(checksOf(ids));
  });

  it.runIf(major >= 19)("finds the same over JSON-2", async () => {
    const ids = entries.flatMap(([id], index) => (index % 3 === 0 ? [id] : []));
    environment.change(() => breakAssets(safe, assets, ids));
    const target = declare(environment, { ssh: undefined, odoo: odooOf(environment, "apiKey") });
    const byKey = await auditOf(target, { checks: all });
    expect(byKey.results).toEqual((await auditOverApi(environment, all)).results);
    expect(checksWith(byKey, "fail")).toEqual(checksOf(ids));
  });

  // Each asset is live in a pattern of its own, the binary digits of its number: no two rows could be taken
  // for each other without a difference in some round.
  it.each(Array.from({ length: 8 }, (_, bit) => bit))("tells them apart, digit %i", async (bit) => {
    for (const digit of [0, 1]) {
      const ids = entries.flatMap(([id], index) => (((index >> bit) & 1) === digit ? [id] : []));
      environment.change(() => breakAssets(safe, assets, ids));
      expect(checksWith(await auditOverApi(environment, all), "fail")).toEqual(checksOf(ids));
    }
    environment.change(() => safe);
  });
});
