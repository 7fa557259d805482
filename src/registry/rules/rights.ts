import type { Path } from "../../documents/path.ts";
import { tiers } from "../../model/outcome.ts";
import type { Problem } from "../../model/problem.ts";
import { personaCodes } from "../codes.ts";
import type { Sources } from "../documents.ts";
import type { LooseClause, LoosePersona } from "../loose.ts";
import { actionScopes } from "../schemas/actions.ts";
import { actionId } from "../schemas/common.ts";
import { complete, entriesOf, meant, type Rule } from "./rule.ts";

type Placed = LooseClause & { readonly path: Path };

/** A clause about an action on an environment says which tiers it reaches; another one has none. */
export const tiersWhereTheyApply: Rule = ({ personas, actions }, sources) =>
  entriesOf(personas).flatMap(([code, persona]) =>
    allClauses(code, persona).flatMap(({ action, tiers: given, path }) => {
      const scope = Object.hasOwn(actions ?? {}, action) ? actions?.[action]?.scope : undefined;
      // An unknown scope says nothing about tiers; its schema reports it.
      if (!actionScopes.some((known) => known === scope)) return [];
      if (scope === "environment" && given === undefined) {
        const message = `\`${action}\` is done on an environment: name the tiers that the clause reaches`;
        return [sources.personas.problemAt([...path, "action"], message)];
      }
      if (scope === "environment" || given === undefined) return [];
      const message = `\`${action}\` is not done on an environment (scope ${scope}): tiers do not apply`;
      return [sources.personas.problemAt([...path, "tiers"], message, "key")];
    }),
  );

/** For one action and one tier a persona has one clause, so that one text decides. */
export const oneClauseDecides: Rule = ({ personas }, sources) =>
  entriesOf(personas).flatMap(([code, persona]) => {
    const rights = placed(code, "decision_rights", persona.decision_rights);
    const prohibitions = placed(code, "prohibited_actions", persona.prohibited_actions);
    return [
      ...repeated(rights, sources),
      ...repeated(prohibitions, sources),
      ...prohibitions.flatMap((clause) =>
        clashes(clause, rights, "is prohibited, but is also a decision right", sources),
      ),
    ];
  });

/** The list of actions holds nothing that nobody may do. */
export const actionsHaveAHolder: Rule = ({ personas, actions }, sources) => {
  if (!complete(personas, personaCodes, "decision_rights")) return [];
  const held = new Set(
    entriesOf(personas).flatMap(([, each]) =>
      each.decision_rights.map(({ action }) => meant(action, actions)),
    ),
  );
  return entriesOf(actions)
    .filter(([id]) => actionId.safeParse(id).success && !held.has(id))
    .map(([id]) =>
      sources.actions.problemAt(
        ["actions", id],
        "nobody may do this: no persona has the right",
        "key",
      ),
    );
};

/** A failure mode lies in an action about which the persona has a clause. */
export const failuresAreRegulated: Rule = ({ personas, actions }, sources) =>
  entriesOf(personas).flatMap(([code, persona]) => {
    const regulated = new Set(allClauses(code, persona).map(({ action }) => action));
    return persona.failure_modes.flatMap(({ action }, index) => {
      if (regulated.has(action) || !Object.hasOwn(actions ?? {}, action)) return [];
      const path = ["personas", code, "failure_modes", index, "action"];
      const message = `${code} has neither a right nor a prohibition about \`${action}\``;
      return [sources.personas.problemAt(path, message)];
    });
  });

function allClauses(code: string, persona: LoosePersona): Placed[] {
  return [
    ...placed(code, "decision_rights", persona.decision_rights),
    ...placed(code, "prohibited_actions", persona.prohibited_actions),
  ];
}

function placed(code: string, list: string, clauses: readonly LooseClause[]): Placed[] {
  return clauses.map((clause, index) => ({ ...clause, path: ["personas", code, list, index] }));
}

function repeated(clauses: readonly Placed[], sources: Sources): Problem[] {
  return clauses.flatMap((clause, index) =>
    clashes(clause, clauses.slice(0, index), "has a clause already", sources),
  );
}

function clashes(
  clause: Placed,
  others: readonly Placed[],
  how: string,
  { personas }: Sources,
): Problem[] {
  const other = others.find((each) => each.action === clause.action && common(each, clause) !== "");
  if (clause.action === "" || other === undefined) return [];
  const { line } = personas.at([...other.path, "action"]);
  const where = common(other, clause);
  const message = `\`${clause.action}\`${where === everywhere ? "" : ` on ${where}`} ${how} on line ${line}`;
  return [personas.problemAt([...clause.path, "action"], message)];
}

const everywhere = "every tier";

/** The tiers that both reach, empty when there is none; not judged when one of the two lacks its tiers. */
function common(a: LooseClause, b: LooseClause): string {
  if (a.tiers === undefined && b.tiers === undefined) return everywhere;
  return tiers.filter((tier) => a.tiers?.includes(tier) && b.tiers?.includes(tier)).join(", ");
}
