import type { Asset, AssetCheck } from "../../model/assets.ts";
import type { Finding, Tier, Unknown, Verdict } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import type { OdooRange } from "../../model/versions.ts";
import type { AnyCollector, Collector, Read } from "../../facts/collector.ts";
import type { Check } from "../check.ts";
import { assetCollector, type Found } from "./collector.ts";
import { findingsOf, mergeFindings } from "./findings.ts";

/** What a check takes from its control where it does not say it itself. */
export type ControlDefaults = {
  readonly tiers: readonly Tier[];
  readonly owner: string;
  readonly expertise: string;
};
type Member = {
  readonly id: string;
  readonly asset: Asset;
  readonly collector: Collector<Found>;
};

/** Assets that are put right together, as one check. */
export function catalogueCheck(
  id: string,
  entry: AssetCheck,
  defaults: ControlDefaults,
  assets: readonly (readonly [id: string, asset: Asset])[],
): Check {
  const members = assets.map(([assetId, asset]) => ({
    id: assetId,
    asset,
    collector: assetCollector(assetId, asset),
  }));
  const needs: Record<string, AnyCollector> = {};
  for (const member of members) needs[member.id] = member.collector;
  const versions = rangeOf(members);
  return {
    id,
    control: entry.control,
    severity: entry.severity,
    tiers: entry.tiers ?? defaults.tiers,
    ...(versions !== undefined && { versions }),
    owner: entry.owner ?? defaults.owner,
    expertise: entry.expertise ?? defaults.expertise,
    passTitle: entry.pass_title,
    failTitle: entry.fail_title,
    why: entry.why,
    remedy: entry.remedy,
    references: entry.references,
    needs,
    run: (read) => verdictOf(members, read),
  };
}

/** From the first version that any asset is about to the last; undefined when that is every one. */
function rangeOf(members: readonly Member[]): OdooRange | undefined {
  const froms = members.map(({ asset }) => asset.versions?.from);
  const tos = members.map(({ asset }) => asset.versions?.to);
  const from = froms.includes(undefined) ? undefined : Math.min(...froms.map((n) => n ?? 0));
  const to = tos.includes(undefined) ? undefined : Math.max(...tos.map((n) => n ?? 0));
  return from === undefined && to === undefined ? undefined : { from, to };
}

// One sentence for all, which a table shows once; each asset's fact says which module or version it was.
const nothingOfIt = "this Odoo has nothing of what it is about";

/**
 * A record that is live makes it fail, whatever else could not be seen. Else what could not be seen makes it
 * unknown, and a failed access outweighs one that was never configured. Not applicable only where nothing of
 * it can be there.
 */
function verdictOf(members: readonly Member[], read: Read): Verdict {
  const findings: Finding[] = [];
  let absent = 0;
  let unknown: Unknown | undefined;
  for (const { id, asset, collector } of members) {
    const fact = read(collector);
    if (fact.state === "known") findings.push(...findingsOf(id, asset, fact.value));
    else if (fact.state === "absent") absent++;
    else if (unknown === undefined || unknown.reason === "transport_not_configured") {
      unknown = { outcome: "unknown", reason: fact.reason, detail: fact.detail };
    }
  }
  const [first, ...rest] = mergeFindings(findings);
  if (first !== undefined) return { outcome: "fail", findings: [first, ...rest] };
  if (unknown !== undefined) return unknown;
  if (absent === members.length) return { outcome: "not_applicable", because: nothingOfIt };
  const looked = members.length - absent;
  return { outcome: "pass", proof: `${plural(looked, "kind")} of records looked at, none live` };
}
