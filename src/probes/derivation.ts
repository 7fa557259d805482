import type { JudgeContext } from "../model/record.ts";

type Identity = { readonly uuidDigest: string | null; readonly secretDigest: string | null };
type Known = Identity & { readonly environment: string; readonly since: string };

export type Derivation =
  | { readonly kind: "production" }
  | { readonly kind: "declared"; readonly from: string }
  | { readonly kind: "clone"; readonly of: string }
  | { readonly kind: "independent" }
  /** One of the two has no identity that was read, so that nobody can say that this is no copy of it. */
  | { readonly kind: "undecided"; readonly missing: string; readonly why: string };

const isNameless = (one: Identity): boolean => one.uuidDigest === null && one.secretDigest === null;
const same = (a: string | null, b: string | null): boolean => a !== null && a === b;

/** Every other environment that has the same `database.uuid` or `database.secret`: a raw clone keeps both. */
export function sharesIdentity(
  own: Identity,
  known: readonly Known[],
  name: string,
): readonly Known[] {
  return known.filter(
    (other) =>
      other.environment !== name &&
      (same(own.uuidDigest, other.uuidDigest) || same(own.secretDigest, other.secretDigest)),
  );
}

/** The first other production of which no identity is known yet: without it a comparison proves nothing. */
export function neverAudited(
  { environment, fleet }: JudgeContext,
  known: readonly { readonly environment: string }[],
): string | undefined {
  return fleet.find(
    ({ name, tier }) =>
      tier === "production" &&
      name !== environment.name &&
      !known.some((other) => other.environment === name),
  )?.name;
}

/** Whether the environment holds production's data: as declared, or as its identity gives away. */
export function derivationOf(
  context: JudgeContext,
  own: Identity,
  known: readonly Known[],
): Derivation {
  const { name, tier, derivedFrom } = context.environment;
  if (tier === "production") return { kind: "production" };
  if (derivedFrom !== undefined) return { kind: "declared", from: derivedFrom };
  const twins = sharesIdentity(own, known, name).map((twin) => twin.environment);
  const productions = context.fleet.filter((e) => e.tier === "production").map((e) => e.name);
  const origin = twins.find((twin) => productions.includes(twin)) ?? twins[0];
  if (origin !== undefined) return { kind: "clone", of: origin };
  return undecided(productions, own, known) ?? { kind: "independent" };
}

/** The first production that the environment cannot be compared with, and why. */
function undecided(
  productions: readonly string[],
  own: Identity,
  known: readonly Known[],
): Derivation | undefined {
  for (const missing of productions) {
    const other = known.find((k) => k.environment === missing);
    if (other === undefined) return { kind: "undecided", missing, why: "which was never audited" };
    if (isNameless(own) || isNameless(other)) {
      const whose = isNameless(own) ? "it has" : `${missing} has`;
      const why = `but ${whose} neither database.uuid nor database.secret to tell by`;
      return { kind: "undecided", missing, why };
    }
  }
  return undefined;
}

/** The words for it in a proof or a finding. */
export function describeDerivation(derivation: Derivation): string {
  switch (derivation.kind) {
    case "production":
      return "is production";
    case "declared":
      return `derives from ${derivation.from}`;
    case "clone":
      return `is a clone of ${derivation.of} (same database.uuid or database.secret)`;
    case "independent":
      return "holds no production data";
    case "undecided":
      return `may be a clone of ${derivation.missing}, ${derivation.why}`;
  }
}
