import type { Environment } from "../../model/environment.ts";
import type { ControlId, Severity, Tier } from "../../model/outcome.ts";
import type { Repositories } from "../../store/store.ts";

export type MetricsCheck = {
  readonly id: string;
  readonly control: ControlId;
  readonly severity: Severity;
  readonly owner: string;
  readonly tiers: readonly Tier[];
};

/** What a scrape is made of: the store for how things stand, the configuration for what is exported. */
export type MetricsSource = {
  readonly version: string;
  /** As configured now: an environment that left exports no series, whatever the store remembers. */
  readonly environments: readonly Environment[];
  readonly checks: readonly MetricsCheck[];
  readonly runbookUrl: (check: string) => string;
  readonly store: Pick<
    Repositories,
    "checks" | "counters" | "environments" | "findings" | "ledger" | "selfTests"
  >;
  /** Names of the anchors that checkpoints of the ledger go to. */
  readonly anchors: readonly string[];
  readonly reload: {
    readonly successful: boolean;
    /** ISO 8601: when the configuration in use was read. */
    readonly succeededAt: string;
  };
};
