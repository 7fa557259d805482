import type { Clock } from "../../model/clock.ts";
import { mapRows, type SimDatabase } from "./database.ts";

/** One call that the server answered; never with a password. */
export type SimCall = {
  readonly service: "common" | "object" | "json2";
  /** Model of a call of the object service, or of JSON-2. */
  readonly model: string | undefined;
  readonly method: string;
  /** Positional and keyword arguments of a call of the object service; of JSON-2 the body alone. */
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** Login of an `authenticate`, and whether it was let in. */
  readonly login: string | undefined;
  readonly accepted: boolean | undefined;
};

// A canary lives as long as the daemon: its log must not grow for ever.
const keptCalls = 10_000;

/** The one thing that changes while a server runs. */
export type OdooState = {
  database: SimDatabase;
  readonly calls: SimCall[];
  readonly clock: Clock;
  /** Where mail goes that Odoo calls sent. */
  readonly deliver: (mail: SentMail) => void;
};

export type SentMail = { readonly from: string; readonly to: string; readonly subject: string };

export function record(
  state: OdooState,
  call: Partial<SimCall> & Pick<SimCall, "service" | "method">,
): void {
  const nothing = { model: undefined, args: [], kwargs: {}, login: undefined, accepted: undefined };
  state.calls.push({ ...nothing, ...call });
  if (state.calls.length > keptCalls) state.calls.splice(0, state.calls.length - keptCalls);
}

/** `YYYY-MM-DD HH:MM:SS` in UTC, as Odoo writes times. */
export const odooTime = (date: Date): string => date.toISOString().slice(0, 19).replace("T", " ");

/** What a login leaves behind: `login_date` moves. */
export function noteLogin(state: OdooState, uid: number): void {
  const now = odooTime(state.clock.now());
  state.database = mapRows(state.database, "res.users", (rows) =>
    rows.map((row) => (row.id === uid ? { ...row, login_date: now } : row)),
  );
}
