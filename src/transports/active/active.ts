import type { EgressResult, EgressTarget } from "../../model/egress.ts";
import type { MailCanary } from "../../model/environment.ts";

/**
 * Proofs that do something in the world instead of reading it: each is off unless the operator turned it on
 * for the environment, and each interface can do its one thing and nothing else.
 */
/** Attempts to connect from the environment's host. Throws `TargetError`. */
export interface EgressWire {
  /** One attempt to each target, from where Odoo runs; nothing is sent, and what opens is closed at once. */
  connectOut(
    targets: readonly EgressTarget[],
    signal: AbortSignal,
  ): Promise<readonly EgressResult[]>;
  close(): void;
}

export type CanaryOrder = MailCanary & {
  /** `host:port` or `host` of the catchers that the environment may send to. */
  readonly allowedServers: readonly string[];
};

export type CanaryResult =
  /** Nothing was sent: no server is active but dummies. */
  | { readonly state: "suppressed" }
  /** Nothing was sent: it could have left through these servers. */
  | { readonly state: "held"; readonly servers: readonly number[] }
  /** `left` names what could not be removed afterwards. */
  | { readonly state: "arrived"; readonly left: readonly string[] }
  /** `mailState` is what Odoo says of the mail; null when it could not be read. */
  | {
      readonly state: "missing";
      readonly mailState: string | null;
      readonly left: readonly string[];
    };

/** One message through the environment into its mail catcher. Throws `TargetError`. */
export interface CanaryWire {
  send(order: CanaryOrder, signal: AbortSignal): Promise<CanaryResult>;
  close(): void;
}
