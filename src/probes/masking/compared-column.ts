import type { ComparedColumn, ComparedModel } from "../../model/fingerprint.ts";
import { plural } from "../../model/text.ts";
import { atLeastByChance, rowsNeeded, upperBound } from "./bounds.ts";

export type Confidence = { readonly confidence: number; readonly leakRate: number };
export type ColumnVerdict =
  | { readonly is: "leak"; readonly title: string; readonly count: number }
  | { readonly is: "unknown"; readonly why: string }
  /** `bound`: the rate of leaks is at most this, by the confidence asked for, or certainly where `exact`. */
  | {
      readonly is: "clear";
      readonly compared: number;
      readonly bound: number;
      readonly exact: boolean;
    };

/**
 * So improbable must it be that chance alone made the matches. There are about a hundred columns in an audit,
 * and one is audited hundreds of times a month: at one in a hundred shuffled data would be called a leak daily.
 */
const significance = 0.001;

/**
 * At least so many matches are put down to chance where values repeat, whatever was counted: two single
 * matches among cities prove nothing, three that nothing explains do.
 */
const leastByChance = 0.05;

/** Above this share of rows that match by chance, a column tells masked data from unmasked no more. */
const mostByChance = 0.5;

/** What the comparison of one column shows. `low`: its values are few, so that no single match counts. */
export function judgeColumn(
  column: ComparedColumn,
  { model, rows, newer }: Pick<ComparedModel, "model" | "rows" | "newer">,
  { low, confidence, leakRate }: Confidence & { readonly low: boolean },
): ColumnVerdict {
  const { compared, gone, skipped, complete, rare, common } = column;
  const name = `${model}.${column.column}`;
  const matches = rare.matches + common.matches;
  const byChance = rare.byChance + common.byChance;
  if (isLeak(column, low)) return { is: "leak", count: matches, title: leakTitle(name, column) };
  if (rows === 0 || (column.values === 0 && complete)) {
    return { is: "clear", compared: 0, bound: 0, exact: true };
  }
  if (matches > 0 && byChance > mostByChance * compared) {
    const why = `${name} has too few different values: ${matches} of ${compared} match, and chance explains ${Math.round(byChance)}`;
    return { is: "unknown", why };
  }
  // Every value of production's was looked for: what is left to say is no estimate.
  const lost = compared === 0 && gone > 0 && rows > newer;
  if (complete && skipped === 0 && !lost) {
    return { is: "clear", compared, bound: compared === 0 ? 0 : matches / compared, exact: true };
  }
  const needed = rowsNeeded(leakRate, confidence);
  if (compared < needed) {
    const of = gone + skipped === 0 ? "" : `, ${gone} gone and ${skipped} not the same row`;
    return {
      is: "unknown",
      why: `${plural(compared, "value")} of ${name} compared, ${needed} are needed${of}`,
    };
  }
  return { is: "clear", compared, bound: upperBound(matches, compared, confidence), exact: false };
}

function isLeak({ rare, common }: ComparedColumn, low: boolean): boolean {
  const single = low ? { matches: 0, byChance: 0 } : rare;
  const repeated = low
    ? { matches: rare.matches + common.matches, byChance: rare.byChance + common.byChance }
    : common;
  return (
    atLeastByChance(single.matches, single.byChance) < significance ||
    atLeastByChance(repeated.matches, Math.max(repeated.byChance, leastByChance)) < significance
  );
}

function leakTitle(name: string, { compared, ids, rare, common }: ComparedColumn): string {
  const matches = rare.matches + common.matches;
  const chance = Math.round(rare.byChance + common.byChance);
  const expected = chance === 0 ? "" : `, of which chance explains ${chance}`;
  const more = matches > ids.length ? ", …" : "";
  const one = matches === 1;
  return `${matches} of ${compared} compared values of ${name} ${one ? "is" : "are"} still production's${expected} (${one ? "id" : "ids"} ${ids.join(", ")}${more})`;
}
