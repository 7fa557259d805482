import type { TextColumn } from "../../facts/odoo-text-columns.ts";
import { maskingDefaults } from "../../model/environment.ts";
import type { ComparedModel } from "../../model/fingerprint.ts";
import type { Finding, Verdict } from "../../model/outcome.ts";
import type { PersonalArea, PersonalData } from "../../model/personal-data.ts";
import type { Fact, JudgeContext } from "../../model/record.ts";
import { plural } from "../../model/text.ts";
import { derivationOf } from "../derivation.ts";
import { judgeModel, type NamedVerdict } from "./compared-model.ts";

type Identity = { readonly uuidDigest: string | null; readonly secretDigest: string | null };
type Known = Identity & {
  readonly environment: string;
  readonly since: string;
  readonly replacedAt?: string | undefined;
};
type Taken = {
  readonly environment: string;
  readonly at: string;
  readonly mode: string;
  readonly seed: string;
  readonly uuidDigest: string | null;
};
export type AreaFacts = {
  readonly models: readonly Fact<ComparedModel>[];
  readonly there: readonly TextColumn[] | undefined;
  readonly fingerprints: Fact<readonly Taken[]>;
  readonly identity: Fact<Identity>;
  readonly identities: Fact<readonly Known[]>;
  readonly area: PersonalArea;
  readonly catalogue: PersonalData;
  readonly context: JudgeContext;
};

/** What the comparisons of an area say together: a leak outweighs what was not seen, and that a pass. */
export function areaVerdict(facts: AreaFacts): Verdict {
  const { models, there, area, catalogue, context } = facts;
  const { masking } = context.environment.policy;
  const { confidence = maskingDefaults.confidence, leakRate = maskingDefaults.leakRate } =
    masking ?? {};
  const known = models.flatMap((fact) => (fact.state === "known" ? [fact.value] : []));
  const judging = { catalogue, area, policy: masking, there, confidence, leakRate };
  const columns = known.flatMap((compared) => judgeModel(compared, judging));
  const [first, ...rest] = columns.flatMap(findingOf);
  if (first !== undefined) return { outcome: "fail", findings: [first, ...rest] };
  for (const fact of models) {
    if (fact.state === "unknown") {
      return { outcome: "unknown", reason: fact.reason, detail: fact.detail };
    }
  }
  if (known.length === 0) return { outcome: "not_applicable", because: absence(models) };
  const blind = columns.flatMap(({ verdict }) => (verdict.is === "unknown" ? [verdict.why] : []));
  const [why] = blind;
  const taken = originOf(facts);
  if (why !== undefined || taken === undefined || taken.changed) {
    const more = blind.length > 1 ? `; ${plural(blind.length - 1, "more column")}` : "";
    const detail = why === undefined ? replaced(taken?.environment ?? "production") : why + more;
    return { outcome: "unknown", reason: "fact_missing", detail };
  }
  return { outcome: "pass", proof: proofOf(known, columns, taken, confidence) };
}

function findingOf({ subject, verdict }: NamedVerdict): readonly Finding[] {
  if (verdict.is !== "leak") return [];
  const { title, count } = verdict;
  const remedy = `Mask ${subject.replace(",", ".")} in every row, archived ones too.`;
  return [{ subject, title, remedy, count }];
}

const absence = (models: readonly Fact<ComparedModel>[]): string =>
  models.find((fact) => fact.state === "absent")?.because ?? "there is nothing to compare";

const replaced = (origin: string): string =>
  `${origin} is another database than when its fingerprint was taken: run \`envaudit fingerprint ${origin}\``;

/** The fingerprint that was compared with, and whether its environment is another database since. */
function originOf({
  fingerprints,
  identity,
  identities,
  context,
}: AreaFacts): (Taken & { readonly changed: boolean }) | undefined {
  if (fingerprints.state !== "known" || identities.state !== "known") return undefined;
  if (identity.state !== "known") return undefined;
  const derivation = derivationOf(context, identity.value, identities.value);
  const name =
    derivation.kind === "declared"
      ? derivation.from
      : derivation.kind === "clone"
        ? derivation.of
        : undefined;
  const taken = fingerprints.value.find(({ environment }) => environment === name);
  if (taken === undefined) return undefined;
  const now = identities.value.find(({ environment }) => environment === name);
  const isOther =
    now !== undefined &&
    now.uuidDigest !== null &&
    taken.uuidDigest !== null &&
    now.uuidDigest !== taken.uuidDigest;
  const isLater = now?.replacedAt !== undefined && now.replacedAt > taken.at;
  return { ...taken, changed: isOther || isLater };
}

/** Rows and values compared, matches, and the bound on what was left, as far as it is one. */
function proofOf(
  known: readonly ComparedModel[],
  columns: readonly NamedVerdict[],
  { environment, at, mode, seed }: Taken,
  confidence: number,
): string {
  const clear = columns.flatMap(({ verdict }) => (verdict.is === "clear" ? [verdict] : []));
  const values = clear.reduce((sum, { compared }) => sum + compared, 0);
  const rows = known.reduce((sum, { found, moved }) => sum + found - moved, 0);
  const newer = known.reduce((sum, one) => sum + one.newer, 0);
  const bounds = clear.filter(({ exact }) => !exact).map(({ bound }) => bound);
  const bound =
    bounds.length === 0
      ? "every value that production had was looked for"
      : `the rate of leaks is at most ${percent(Math.max(...bounds))} in each column at ${percent(confidence)} confidence`;
  const fresh = newer === 0 ? "" : `; ${plural(newer, "row")} newer than it not compared`;
  return `${plural(values, "value")} of ${plural(rows, "row")} compared with ${environment}'s fingerprint of ${at} (${mode}, seed ${seed}), no leak: ${bound}${fresh}`;
}

const percent = (rate: number): string => `${Number((rate * 100).toPrecision(3))}%`;
