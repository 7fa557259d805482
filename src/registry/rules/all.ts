import { privilegesNeedRights } from "./access.ts";
import { evidenceIsAskedFor, knownActions, knownEvidence } from "./references.ts";
import {
  actionsHaveAHolder,
  failuresAreRegulated,
  oneClauseDecides,
  tiersWhereTheyApply,
} from "./rights.ts";
import {
  agentsCoverTheirPersonas,
  domainsAreRequired,
  gatesAreDecided,
  ownersAreExperts,
} from "./roles.ts";
import type { Rule } from "./rule.ts";

/** Every rule that spans documents. What one document can say alone is in its schema. */
export const rules: readonly Rule[] = [
  knownActions,
  knownEvidence,
  evidenceIsAskedFor,
  tiersWhereTheyApply,
  oneClauseDecides,
  actionsHaveAHolder,
  failuresAreRegulated,
  privilegesNeedRights,
  agentsCoverTheirPersonas,
  domainsAreRequired,
  gatesAreDecided,
  ownersAreExperts,
];
