import type { Path } from "../../documents/path.ts";
import type { Loaded } from "../../documents/load.ts";
import type { Problem } from "../../model/problem.ts";
import { activityIds, gateIds } from "../codes.ts";
import { complete, dangling, entriesOf, meant, type Rule } from "./rule.ts";

/** Every action that a persona, a privilege or a gate names is in the list. */
export const knownActions: Rule = ({ personas, privileges, gates, actions }, sources) => {
  const check = (source: Loaded<unknown>, path: Path, id: string) =>
    problems(source, path, dangling("action", id, actions));
  const ofPersonas = entriesOf(personas).flatMap(([code, persona]) =>
    (["decision_rights", "prohibited_actions", "failure_modes"] as const).flatMap((list) =>
      persona[list].flatMap(({ action }, index) =>
        check(sources.personas, ["personas", code, list, index, "action"], action),
      ),
    ),
  );
  const ofGates = entriesOf(gates).flatMap(([id, { decided_by: by }]) =>
    check(sources.gates, ["gates", id, "decided_by", "action"], by.action),
  );
  const ofPrivileges = entriesOf(privileges).flatMap(([id, { action }]) =>
    check(sources["access-matrix"], ["privileges", id, "action"], action),
  );
  return [...ofPersonas, ...ofPrivileges, ...ofGates];
};

/** Every item of evidence that a gate or an activity asks for is described. */
export const knownEvidence: Rule = ({ gates, activities, items }, sources) => {
  const check = (source: Loaded<unknown>, path: Path, ids: readonly string[]) =>
    ids.flatMap((id, index) => problems(source, [...path, index], dangling("evidence", id, items)));
  const ofGates = entriesOf(gates).flatMap(([id, gate]) =>
    check(sources.gates, ["gates", id, "required_evidence"], gate.required_evidence),
  );
  const ofActivities = entriesOf(activities).flatMap(([id, { minimum }]) =>
    check(sources.evidence, ["activities", id, "minimum"], minimum),
  );
  return [...ofGates, ...ofActivities];
};

/** Evidence that nothing asks for is a name that was changed in one place only. */
export const evidenceIsAskedFor: Rule = ({ gates, activities, items }, { evidence }) => {
  if (!complete(gates, gateIds, "required_evidence")) return [];
  if (!complete(activities, activityIds, "minimum")) return [];
  const asked = [
    ...entriesOf(gates).flatMap(([, gate]) => gate.required_evidence),
    ...entriesOf(activities).flatMap(([, activity]) => activity.minimum),
  ];
  const used = new Set(asked.map((id) => meant(id, items)));
  return entriesOf(items)
    .filter(([id]) => !used.has(id))
    .map(([id]) =>
      evidence.problemAt(["items", id], "no gate and no activity asks for this evidence", "key"),
    );
};

function problems(source: Loaded<unknown>, path: Path, message: string | undefined): Problem[] {
  return message === undefined ? [] : [source.problemAt(path, message)];
}
