import type { OnAuditEvent } from "../model/events.ts";
import type { ControlId } from "../model/outcome.ts";

/** Which audits: all environments, controls or checks where nothing is named. */
export type AuditRequest = {
  readonly environments?: readonly string[] | undefined;
  readonly controls?: readonly ControlId[] | undefined;
  readonly checks?: readonly string[] | undefined;
};

/**
 * Why something was not done: the request was wrong (`usage`), there is no recorded result
 * (`not_recorded`), or it is our mistake (`internal`). `message` is one line that may be shown.
 */
export type Failure = {
  readonly code: "usage" | "not_recorded" | "internal";
  readonly message: string;
};

export type Readiness = {
  readonly ready: boolean;
  /** One line each; may be seen by whoever reaches the listener, so without paths and secrets. */
  readonly problems: readonly string[];
};

export type Info = {
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly environments: readonly {
    readonly environment: string;
    /** ISO 8601, UTC. */
    readonly nextAt: string | undefined;
    readonly busy: boolean;
  }[];
};

/** What the servers can ask for; the composition root gives it. */
export type Services = {
  /** The page of `/metrics`. */
  metrics(): Promise<string>;
  /** The page of `/checks`: HTML, the same for everybody. */
  checksPage(): string;
  ready(): Promise<Readiness>;
  info(): Promise<Info>;
  /**
   * Audits what the request names and says how it goes on; resolves when all of it has ended. Rejects with
   * `UsageError` when a name is unknown. When the signal is aborted its audits end, and no others.
   */
  startAudit(request: AuditRequest, onEvent: OnAuditEvent, signal: AbortSignal): Promise<void>;
};
