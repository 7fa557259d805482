import { expect, test } from "vitest";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { registryTopics, showRegistry, type RegistryTopic } from "../../src/registry/show.ts";

const registry = loadRegistry(registryDirectory());

const counts: Readonly<Record<RegistryTopic, number>> = {
  personas: 4,
  expertise: 10,
  gates: 4,
  controls: 8,
  evidence: 6,
  actions: Object.keys(registry.actions).length,
  agents: Object.keys(registry.agents).length,
  "access-matrix": 6,
  "personal-data": Object.keys(registry.personalData.models).length,
  exceptions: 7 + Object.keys(registry.exceptions.never_waivable).length,
};

test.each(registryTopics)("%s is a list of all entries that survives JSON", (topic) => {
  const shown = showRegistry(registry, topic);
  expect(shown).toHaveLength(counts[topic]);
  expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
});

test("a persona is shown with its code and all that is written about it", () => {
  const [developer] = showRegistry(registry, "personas");
  expect(developer).toEqual({ code: "developer", ...registry.personas.developer });
});

test("the evidence of a gate is spelled out", () => {
  const [g1] = showRegistry(registry, "gates");
  expect(g1).toMatchObject({
    id: "G1",
    required_evidence: [
      { id: "build_log", title: "Build log of the branch" },
      { id: "check_status", title: "Status of the required checks" },
    ],
  });
});

test("the evidence of an activity is spelled out with its fields", () => {
  const [build] = showRegistry(registry, "evidence");
  expect(build).toMatchObject({
    id: "build",
    minimum: [
      { id: "build_log", fields: { commit: { type: "text" } } },
      { id: "check_status", fields: { outcome: { type: "outcome" } } },
    ],
  });
});

test("an agent's capabilities are a list", () => {
  const [agent] = showRegistry(registry, "agents");
  expect(agent).toMatchObject({
    id: "build_engineer",
    capabilities: [
      { id: "explain_build_failure", domains: ["odoo.devx.ci_cd"] },
      { id: "trace_defect", domains: ["odoo.devx.debugging"] },
      { id: "write_regression_test", domains: ["odoo.qa.automation"] },
    ],
  });
});
