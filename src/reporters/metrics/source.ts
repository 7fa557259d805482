import type { Environment } from "../../model/environment.ts";
import type { Waived } from "../../model/exception.ts";
import type { ControlId, Severity, Tier } from "../../model/outcome.ts";
import type { Repositories } from "../../store/store.ts";

export type MetricsCheck = {
  readonly id: string;
  readonly control: ControlId;
  readonly severity: Severity;
  readonly owner: string;
  readonly tiers: readonly Tier[];
};

/** A check with its open findings. */
export type FailingCheck = {
  readonly check: string;
  readonly findings: readonly { readonly subject: string; readonly count?: number }[];
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
  /** What exceptions cover now of what an environment fails. */
  readonly waived: (
    environment: string,
    failing: readonly FailingCheck[],
  ) => readonly (Waived & { readonly check: string })[];
  /** Those that were not revoked: the time at which each ends, and whether its review is open. */
  readonly exceptions: readonly {
    readonly id: string;
    /** ISO 8601, UTC. */
    readonly endsAt: string;
    readonly reviewOpen: boolean;
  }[];
  /** Names of the anchors that checkpoints of the ledger go to. */
  readonly anchors: readonly string[];
  readonly reload: {
    readonly successful: boolean;
    /** ISO 8601: when the configuration in use was read. */
    readonly succeededAt: string;
  };
};
