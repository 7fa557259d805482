import { tiers } from "../../model/outcome.ts";
import type { LooseClause, LoosePersona } from "../loose.ts";
import { entriesOf, type Rule } from "./rule.ts";

/**
 * Nobody may have a privilege without the decision right that it needs, on that tier: what a persona is
 * prohibited, or not granted, is not given by the matrix. It may give less than the rights do.
 */
export const privilegesNeedRights: Rule = ({ privileges, personas, actions }, sources) =>
  entriesOf(privileges).flatMap(([id, { action, tiers: given }]) => {
    const scope = Object.hasOwn(actions ?? {}, action) ? actions?.[action]?.scope : undefined;
    // A dangling action is told as such, and one without tiers can be no right on a tier.
    if (scope === undefined) return [];
    return tiers.flatMap((tier) =>
      (given[tier] ?? []).flatMap((code, index) => {
        const persona = Object.hasOwn(personas ?? {}, code) ? personas?.[code] : undefined;
        const message = persona && complaint(code, persona, action, tier);
        if (message === undefined) return [];
        const path = ["privileges", id, "tiers", tier, index];
        return [sources["access-matrix"].problemAt(path, message)];
      }),
    );
  });

function complaint(
  code: string,
  { decision_rights: rights, prohibited_actions: prohibitions }: LoosePersona,
  action: string,
  tier: string,
): string | undefined {
  const reaches = (clause: LooseClause): boolean =>
    clause.action === action && clause.tiers?.includes(tier) === true;
  if (prohibitions.some(reaches)) return `${code} is prohibited \`${action}\` on ${tier}`;
  return rights.some(reaches) ? undefined : `${code} has no right to \`${action}\` on ${tier}`;
}
