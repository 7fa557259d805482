import type { Problem } from "../../model/problem.ts";
import { domainCodes, personaCodes } from "../codes.ts";
import { complete, entriesOf, meant, type Rule } from "./rule.ts";

/** An agent acts in a persona only when its capabilities cover every domain that the persona requires. */
export const agentsCoverTheirPersonas: Rule = ({ agents, personas }, sources) =>
  entriesOf(agents).flatMap(([id, agent]) => {
    const covered = new Set(Object.values(agent.capabilities).flatMap(({ domains }) => domains));
    // No capability, or a domain that does not exist: one mistake, which the schema reports.
    if (covered.size === 0 || [...covered].some((domain) => !isDomain(domain))) return [];
    return agent.personas.flatMap((code, index): Problem[] => {
      const required = Object.hasOwn(personas ?? {}, code)
        ? personas?.[code]?.required_expertise
        : [];
      const missing = (required ?? []).filter((domain) => isDomain(domain) && !covered.has(domain));
      if (missing.length === 0) return [];
      const message = `${code} requires ${missing.join(", ")}, which no capability of ${id} covers`;
      return [sources.agents.problemAt(["agents", id, "personas", index], message)];
    });
  });

function isDomain(word: string): boolean {
  return domainCodes.some((code) => code === word);
}

/** A domain that no persona requires is expertise that nobody must have. */
export const domainsAreRequired: Rule = ({ domains, personas }, sources) => {
  if (!complete(personas, personaCodes, "required_expertise")) return [];
  const required = new Set(entriesOf(personas).flatMap(([, each]) => each.required_expertise));
  return entriesOf(domains)
    .filter(([code]) => isDomain(code) && !required.has(code))
    .map(([code]) =>
      sources.expertise.problemAt(["domains", code], "no persona requires this domain", "key"),
    );
};

/** The persona that decides a gate has the right to, and each gate has an action of its own. */
export const gatesAreDecided: Rule = ({ gates, personas, actions }, sources) => {
  const decides = new Map<string, string>();
  return entriesOf(gates).flatMap(([id, { decided_by: by }]) => {
    const path = ["gates", id, "decided_by"];
    const problems: Problem[] = [];
    const other = decides.get(by.action);
    if (other !== undefined && by.action !== "") {
      const message = `\`${by.action}\` decides ${other} already`;
      problems.push(sources.gates.problemAt([...path, "action"], message));
    }
    decides.set(by.action, other ?? id);
    const decider = Object.hasOwn(personas ?? {}, by.persona) ? personas?.[by.persona] : undefined;
    const mayDecide =
      decider?.decision_rights.some(
        ({ action }) => meant(action, actions) === meant(by.action, actions),
      ) ?? true;
    if (!mayDecide && by.action !== "") {
      const message = `${by.persona} has no decision right to \`${by.action}\``;
      problems.push(sources.gates.problemAt([...path, "persona"], message));
    }
    return problems;
  });
};

/** Whoever answers for a control has the expertise that it needs. */
export const ownersAreExperts: Rule = ({ controls, personas }, sources) =>
  entriesOf(controls).flatMap(([id, { owner, expertise }]) => {
    const persona = Object.hasOwn(personas ?? {}, owner) ? personas?.[owner] : undefined;
    if (persona === undefined || !isDomain(expertise)) return [];
    if (persona.required_expertise.includes(expertise)) return [];
    const message = `${owner} does not require the expertise ${expertise} of this control`;
    return [sources.controls.problemAt(["controls", id, "owner"], message)];
  });
