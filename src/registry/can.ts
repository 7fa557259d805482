import type { Tier } from "../model/outcome.ts";
import type { Registry } from "./load.ts";

/** What the persona contracts say of one action on one tier, with the clause that decides. */
export type Decision =
  | {
      readonly decision: "allowed" | "prohibited";
      /** Whose contract decides, and its text. */
      readonly persona: string;
      readonly clause: string;
    }
  | { readonly decision: "not_granted" };

type Contracts = Pick<Registry, "personas">;
type Persona = keyof Registry["personas"];
type Clause = Registry["personas"][Persona]["decision_rights"][number];

/**
 * Whether somebody who acts in these personas may do an action (an id of `registry.actions`) on a tier. What is
 * not granted is not permitted. Of several personas a prohibition in one outweighs a right in another: it
 * stands for an independence that would be gone. `tier` may be left out for actions that are not done on an
 * environment, whose clauses name none.
 */
export function can(
  { personas: contracts }: Contracts,
  personas: readonly string[],
  action: string,
  tier: Tier | undefined,
): Decision {
  const own = Object.entries(contracts).filter(([code]) => personas.includes(code));
  const reaches = ({ action: of, tiers }: Clause): boolean =>
    of === action && (tiers === undefined || (tier !== undefined && tiers.includes(tier)));
  for (const [persona, { prohibited_actions: prohibitions }] of own) {
    const clause = prohibitions.find(reaches);
    if (clause !== undefined) return { decision: "prohibited", persona, clause: clause.clause };
  }
  for (const [persona, { decision_rights: rights }] of own) {
    const clause = rights.find(reaches);
    if (clause !== undefined) return { decision: "allowed", persona, clause: clause.clause };
  }
  return { decision: "not_granted" };
}

/** Whether an action is done on an environment, so that a tier belongs to the question. */
export function needsTier({ actions }: Pick<Registry, "actions">, action: string): boolean {
  return actions[action]?.scope === "environment";
}
