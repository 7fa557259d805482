import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { activityIds, domainCodes, gateIds, personaCodes } from "../../src/registry/codes.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { controlIds, tiers } from "../../src/model/outcome.ts";

const registry = loadRegistry(registryDirectory());

test("the packaged folder is found", () => {
  expect(existsSync(join(registryDirectory(), "personas.yaml"))).toBe(true);
});

test("there are four personas, ten domains, four gates, eight controls and six activities", () => {
  expect(Object.keys(registry.personas)).toEqual(personaCodes);
  expect(Object.keys(registry.expertise)).toEqual(domainCodes);
  expect(Object.keys(registry.gates)).toEqual(gateIds);
  expect(Object.keys(registry.controls)).toEqual(controlIds);
  expect(Object.keys(registry.evidence.activities)).toEqual(activityIds);
  expect([personaCodes.length, domainCodes.length, gateIds.length]).toEqual([4, 10, 4]);
  expect([controlIds.length, activityIds.length]).toEqual([8, 6]);
});

describe.each(Object.entries(registry.personas))("%s", (_code, persona) => {
  test("has three to five outcomes, three KPIs and three failure modes", () => {
    expect(persona.outcomes.length).toBeGreaterThanOrEqual(3);
    expect(persona.outcomes.length).toBeLessThanOrEqual(5);
    expect(persona.kpis).toHaveLength(3);
    expect(persona.failure_modes).toHaveLength(3);
  });

  test("decides exactly one gate, and is prohibited from deciding the promotion unless it is its own", () => {
    const decides = persona.decision_rights.filter(({ action }) => action.startsWith("gate."));
    expect(decides).toHaveLength(1);
    const go = [...persona.decision_rights, ...persona.prohibited_actions].filter(
      ({ action }) => action === "gate.decide.g3",
    );
    expect(go).toHaveLength(1);
  });
});

test("each gate asks for the evidence of the requirements", () => {
  const asked = Object.values(registry.gates).map((gate) => gate.required_evidence);
  expect(asked).toEqual([
    ["build_log", "check_status"],
    ["acceptance_criteria_map", "defect_register", "test_evidence"],
    ["evidence_package", "rollback_plan", "release_notes", "accountable_signoff"],
    ["health_checks", "monitoring_baseline", "fallback_timer"],
  ]);
});

test("each activity leaves the evidence of the requirements", () => {
  const { build, qa, promotion, rollback, incident, drill } = registry.evidence.activities;
  expect(build.minimum).toEqual(["build_log", "check_status"]);
  expect(qa.minimum).toEqual(["validation_summary", "validation_result", "defect_register"]);
  expect(promotion.minimum).toEqual(["accountable_signoff", "rollback_plan", "evidence_package"]);
  expect(rollback.minimum).toEqual(["rollback_trigger", "rollback_outcome", "rollback_capture"]);
  expect(incident.minimum).toEqual([
    "incident_timeline",
    "recovery_actions",
    "incident_outcome",
    "post_event_review",
  ]);
  expect(drill.minimum).toEqual(["drill_log", "restore_result", "success_criteria"]);
});

test("five controls come from the platform, and every non-production tier holds to them", () => {
  const ofPlatform = Object.entries(registry.controls).filter(([, c]) => c.origin === "platform");
  expect(ofPlatform.map(([id]) => id)).toEqual(controlIds.slice(0, 5));
  for (const [, control] of ofPlatform) {
    expect(control.tiers).toEqual(expect.arrayContaining(tiers.filter((t) => t !== "production")));
  }
});
