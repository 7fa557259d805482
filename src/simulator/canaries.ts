import type { Asset, Assets } from "../model/assets.ts";
import type { Environment } from "../model/environment.ts";
import { personalAreas, type PersonalData } from "../model/personal-data.ts";
import { productionBreaks } from "./break-production.ts";
import { breakEnvironment, breakIds, type BreakId } from "./breaks.ts";
import { assetsOf, breakAssets, UnbreakableError, withAssets } from "./catalogue.ts";
import {
  day,
  declaredCopy,
  declaredProduction,
  odooAccess,
  policy,
  sshAccess,
  type Declaration,
} from "./declarations.ts";
import type { SimulatedEnvironment } from "./environment.ts";
import { simulatedMajors, type SimMajor } from "./odoo/database.ts";
import { seed } from "./odoo/seed/seed.ts";
import { withLeaks, withPersonalData } from "./personal-data.ts";
import type { EnvironmentSpec } from "./spec.ts";

/** A state of a simulated environment, and the checks that must fail on it. */
export type Canary = {
  readonly spec: EnvironmentSpec;
  /** No check may fail on it but those that must. */
  readonly isSafe: boolean;
  readonly mustFail: readonly string[];
  readonly declare: (sim: SimulatedEnvironment) => Environment;
};

export type Canaries = {
  /** The original, safe first: copies are compared with it. */
  readonly production: readonly Canary[];
  readonly copies: readonly Canary[];
};

/** Breaks that others would hide: two of one record, or one that takes the place of another. */
const second: readonly BreakId[] = [
  "mail.outgoing-servers",
  "mail.host-mta",
  "mail.sms-queue",
  "mail.job-queue",
  "access.database-secret",
  "access.master-password",
  "access.dbfilter",
  "access.dormant-administrators",
  "lifecycle.abandoned",
];
/** Breaks that keep the others from being told apart. */
const third: readonly BreakId[] = ["identity.clone", "mail.canary"];
const ofProduction = Object.keys(productionBreaks) as readonly BreakId[];
const first = breakIds.filter((id) => ![...second, ...third, ...ofProduction].includes(id));
/** First majors of what nobody can tell before: an unknown there is no blindness. */
const since: Partial<Record<BreakId, SimMajor>> = { "access.api-key-expiry": 18 };

export type CanaryParts = {
  readonly assets: Assets;
  /** What is left unmasked in one of the copies; left out where nothing is to be compared. */
  readonly personalData: PersonalData | undefined;
  readonly now: Date;
};

/** The checks that see what `withLeaks` leaves unmasked. */
const leakChecks = ({ areas }: PersonalData): readonly string[] =>
  personalAreas
    .filter((area) => areas[area].compared_by === undefined)
    .map((area) => `masking.matches-${area}`);

/** What a version's environments look like in every state; each asset of the catalogue is live in one of them. */
export function canariesOf(major: SimMajor, { assets, personalData, now }: CanaryParts): Canaries {
  const masked = (spec: EnvironmentSpec): EnvironmentSpec =>
    personalData === undefined ? spec : withPersonalData(spec, personalData, "masked");
  const leaking = (spec: EnvironmentSpec): EnvironmentSpec =>
    personalData === undefined ? spec : withLeaks(spec, personalData);
  const plain = seed(major, "production", { now });
  const original =
    personalData === undefined ? plain : withPersonalData(plain, personalData, "original");
  const copy = withAssets(seed(major, "staging", { now, ageDays: 400 }), assets);
  const live = assetsOf(assets, major);
  const allLive = breakAssets(
    masked(copy),
    assets,
    live.map(([id]) => id),
  );
  const young = masked(withAssets(seed(major, "staging", { now }), assets));
  const asCopy = declaredCopy(now);
  const production = declaredProduction(now);
  const expires = (days: number) => ({ kind: "expires", on: day(now, days) }) as const;
  return {
    production: [
      // Up to 14 a production at work has keys where every employee can read them.
      canary(original, production, major <= 14 ? ["access.readable-secrets"] : [], true),
      canary(broken(original, ofProduction), { ...production, lifecycle: expires(90) }, [
        ...ofProduction,
        "production.lifecycle",
      ]),
    ],
    copies: [
      canary(young, asCopy, []),
      canary(leaking(broken(allLive, first)), { ...asCopy, lifecycle: expires(-1) }, [
        ...first.filter((id) => major >= (since[id] ?? 0)),
        ...(personalData === undefined ? [] : leakChecks(personalData)),
        ...live.map(([, { check }]) => check),
        "lifecycle.expired",
        "lifecycle.age",
      ]),
      canary(broken(copy, second), { ...asCopy, lifecycle: expires(2) }, [
        ...second,
        "lifecycle.expiring",
      ]),
      canary(
        broken(copy, third),
        {
          ...asCopy,
          derivedFrom: undefined,
          lifecycle: { kind: "undeclared" },
          policy: { ...policy, masking: undefined },
        },
        [
          "mail.canary",
          "lifecycle.declared",
          "masking.policy-declared",
          "integrations.shared-identity",
        ],
      ),
    ],
  };
}

/** Whether a row can be made in which the asset is live, and one in which it is not. */
export function canBreak(id: string, asset: Asset): boolean {
  const assets = { [id]: asset };
  const major = simulatedMajors.find((one) => assetsOf(assets, one).length > 0);
  if (major === undefined) return false;
  try {
    breakAssets(withAssets(seed(major, "staging"), assets), assets, [id]);
    return true;
  } catch (error) {
    if (error instanceof UnbreakableError) return false;
    throw error;
  }
}

function broken(spec: EnvironmentSpec, ids: readonly BreakId[]): EnvironmentSpec {
  let all = spec;
  for (const id of ids) all = breakEnvironment(all, id);
  return all;
}

function canary(
  spec: EnvironmentSpec,
  declaration: Declaration,
  mustFail: readonly string[],
  isSafe = mustFail.length === 0,
): Canary {
  return {
    spec,
    isSafe,
    mustFail,
    declare: (sim) => ({
      ...declaration,
      policy: proving(declaration, sim),
      name: spec.name,
      odoo: odooAccess(sim.odoo),
      ssh: sshAccess(sim.ssh),
    }),
  };
}

/** With consent to every active proof, into its own catcher and to what its host can be broken to reach. */
function proving(
  { tier, policy: own }: Declaration,
  sim: SimulatedEnvironment,
): Declaration["policy"] {
  if (tier === "production") return own;
  const message = { catcher: sim.catcher.url, api: sim.spec().catcher.api, withinMs: 500 };
  return {
    ...own,
    mail: { ...own.mail, canary: message, egressTest: { relays: ["smtp.harbour-goods.com"] } },
    integrations: { ...own.integrations, egressTest: { endpoints: ["api.stripe.com"] } },
  };
}
