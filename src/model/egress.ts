/** Somewhere to connect to. */
export type EgressTarget = { readonly host: string; readonly port: number };

/** What an attempt to connect came to: `open` is what must not be, `unresolved` says nothing of the port. */
export const egressOutcomes = ["open", "refused", "timeout", "unreachable", "unresolved"] as const;
export type EgressOutcome = (typeof egressOutcomes)[number];
export type EgressResult = EgressTarget & { readonly outcome: EgressOutcome };

/** Between mail servers, and from a program to one: with TLS from the start, and after STARTTLS. */
export const mailPorts = [25, 465, 587] as const;
