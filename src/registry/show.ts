import { plural } from "../model/text.ts";
import type { Registry } from "./load.ts";

export const registryTopics = [
  "personas",
  "expertise",
  "gates",
  "controls",
  "evidence",
  "actions",
  "agents",
  "access-matrix",
  "personal-data",
  "exceptions",
] as const;
export type RegistryTopic = (typeof registryTopics)[number];

/**
 * One part of the registry as a list, in the order of its file: each entry as written, with its id
 * (`code` of personas and domains). Evidence that gates and activities ask for is spelled out.
 */
export function showRegistry(registry: Registry, topic: RegistryTopic): readonly object[] {
  switch (topic) {
    case "personas":
      return list("code", registry.personas);
    case "expertise":
      return list("code", registry.expertise);
    case "gates":
      return showGates(registry);
    case "controls":
      return list("id", registry.controls);
    case "evidence":
      return showActivities(registry);
    case "actions":
      return list("id", registry.actions);
    case "agents":
      return showAgents(registry);
    case "access-matrix":
      return list("id", registry.access);
    case "personal-data":
      return showPersonalData(registry);
    case "exceptions":
      return showExceptions(registry);
  }
}

function showExceptions({ exceptions }: Registry): readonly object[] {
  const { longest_days: longest, never_waivable: never } = exceptions;
  const days = (id: string, count: number, sentence: string) => ({ id, days: count, sentence });
  return [
    ...Object.entries(longest).map(([severity, count]) =>
      days(
        severity,
        count,
        `Longest term from a check of severity ${severity}: ${plural(count, "day")}.`,
      ),
    ),
    days(
      "adoption",
      exceptions.adoption_days,
      `Longest term of an adoption: ${plural(exceptions.adoption_days, "day")}.`,
    ),
    days(
      "warn",
      exceptions.warn_days,
      `It is told ${plural(exceptions.warn_days, "day")} before its last one.`,
    ),
    days(
      "unused",
      exceptions.unused_days,
      `It is told after ${plural(exceptions.unused_days, "day")} without use.`,
    ),
    ...Object.entries(never).map(([id, sentence]) => ({ id, sentence: `Never: ${sentence}` })),
  ];
}

function list(key: "id" | "code", map: Readonly<Record<string, object>>): readonly object[] {
  return Object.entries(map).map(([id, entry]) => ({ [key]: id, ...entry }));
}

function showGates({ gates, evidence }: Registry): readonly object[] {
  return Object.entries(gates).map(([id, gate]) => ({
    id,
    ...gate,
    required_evidence: spellOut(evidence, gate.required_evidence),
  }));
}

function showActivities({ evidence }: Registry): readonly object[] {
  return Object.entries(evidence.activities).map(([id, activity]) => ({
    id,
    ...activity,
    minimum: spellOut(evidence, activity.minimum),
  }));
}

function showAgents({ agents }: Registry): readonly object[] {
  return Object.entries(agents).map(([id, agent]) => ({
    id,
    ...agent,
    capabilities: list("id", agent.capabilities),
  }));
}

/** A model each, with the title of its area; `sentence` lists its columns. */
function showPersonalData({ personalData: { areas, models } }: Registry): readonly object[] {
  return Object.entries(models).map(([id, model]) => ({
    id,
    ...model,
    sentence: `${areas[model.area].title}: ${Object.keys(model.columns).join(", ")}`,
  }));
}

function spellOut({ items }: Registry["evidence"], ids: readonly string[]): readonly object[] {
  return ids.map((id) => ({ id, ...items[id] }));
}
