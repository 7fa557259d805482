import type { z } from "zod";
import type { ControlId, Severity, Tier, Unknown, Verdict } from "../model/outcome.ts";
import type { Fact, JudgeContext } from "../model/record.ts";
import type { OdooRange } from "../model/versions.ts";
import type { AnyCollector, Collector, Read } from "../facts/collector.ts";

export type Meta = {
  /** `<area>.<name>`; the file's name is the part after the dot. */
  readonly id: string;
  readonly control: ControlId;
  readonly severity: Severity;
  readonly tiers: readonly Tier[];
  /** Odoo versions that it applies to; all known ones when left out. */
  readonly versions?: OdooRange;
  /** Persona code of the registry. */
  readonly owner: string;
  /** Expertise domain of the registry. */
  readonly expertise: string;
  readonly passTitle: string;
  readonly failTitle: string;
  readonly why: string;
  readonly remedy: string;
  readonly references: readonly string[];
};

/** The facts of a check, by the names that its `judge` calls them. */
export type Needs = Readonly<Record<string, AnyCollector>>;
export type FactsOf<N extends Needs> = {
  readonly [K in keyof N]: z.output<N[K]["schema"]>;
};
export type WantedOf<W extends Needs> = {
  readonly [K in keyof W]: Fact<z.output<W[K]["schema"]>>;
};
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- of a check that wants nothing
type NoNeeds = Readonly<Record<never, never>>;
export type Spec<N extends Needs, W extends Needs = NoNeeds> = Meta & {
  readonly needs: N;
  /**
   * Facts that sharpen the verdict where they can be read: `judge` gets them as they are, unknown and absent
   * ones too, and must not take those for good news.
   */
  readonly wants?: W;
  readonly judge: (facts: FactsOf<N> & WantedOf<W>, context: JudgeContext) => Verdict;
};

/** What the list and the runner hold: no generic, and no way to `judge` but through `run`. */
export type Check = Meta & {
  readonly needs: Needs;
  readonly wants?: Needs;
  readonly run: (read: Read, context: JudgeContext) => Verdict;
};

/**
 * A check from its specification. A fact that was not read makes the verdict `unknown` and one that cannot
 * be there makes it `not_applicable`: `judge` is reached with every fact known, or not at all. An unknown
 * fact outweighs an absent one, since what we could not see might have changed the answer; and a failed
 * access outweighs one that was never configured, since it is the news.
 */
export function check<N extends Needs, W extends Needs = NoNeeds>(
  spec: Spec<N, W>,
): Check & Spec<N, W> {
  function run(read: Read, context: JudgeContext): Verdict {
    const facts: Record<string, unknown> = {};
    let absent: Verdict | undefined;
    let unknown: Unknown | undefined;
    for (const [key, need] of Object.entries(spec.needs)) {
      const fact = read(need as Collector<unknown>);
      if (fact.state === "unknown") {
        if (unknown === undefined || unknown.reason === "transport_not_configured") {
          unknown = { outcome: "unknown", reason: fact.reason, detail: fact.detail };
        }
      } else if (fact.state === "absent") {
        absent ??= { outcome: "not_applicable", because: fact.because };
      } else facts[key] = fact.value;
    }
    for (const [key, want] of Object.entries(spec.wants ?? {})) facts[key] = read(want);
    // every key of needs and of wants was set
    return unknown ?? absent ?? spec.judge(facts as FactsOf<N> & WantedOf<W>, context);
  }
  return { ...spec, run };
}

/** Every fact that a check looks at, the ones that it can do without last. */
export function everyFactOf({
  needs,
  wants,
}: Pick<Check, "needs" | "wants">): readonly AnyCollector[] {
  return [...Object.values(needs), ...Object.values(wants ?? {})];
}
