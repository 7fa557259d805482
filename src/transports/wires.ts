import type { Fingerprint, FingerprintChunk } from "../model/fingerprint.ts";
import type { ExceptionRecords } from "../model/exception.ts";
import type { ComparedDigests, DatabaseIdentity } from "../model/identity.ts";
import type { OdooVersion } from "../model/versions.ts";
import type { CanaryWire, EgressWire } from "./active/active.ts";
import type { HostCommand } from "./ssh/commands.ts";

/** The Odoo methods that we may call: reading, by construction. Anything else is refused at run time too. */
export const readMethods = [
  "search_read",
  "read",
  "search_count",
  "fields_get",
  "read_group",
  "check_access_rights",
] as const;
export type ReadMethod = (typeof readMethods)[number];

/** Odoo's API of one environment. Every method throws `TargetError` and nothing else about the target. */
export interface OdooWire {
  /** `/xmlrpc/2/common` `version`; needs no login. */
  version(signal: AbortSignal): Promise<OdooVersion>;
  /** The auditor's user id; the login happens once and is kept (it moves `login_date`). */
  uid(signal: AbortSignal): Promise<number>;
  /** One read method of one model, with positional and keyword arguments, decoded but not validated. */
  call(
    model: string,
    method: ReadMethod,
    args: readonly unknown[],
    kwargs: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<unknown>;
  /** One attempt with other credentials: whether Odoo takes them. An active proof; ask for consent first. */
  tryLogin(login: string, password: string, signal: AbortSignal): Promise<boolean>;
  /**
   * One fresh login with the auditor's own credentials: whether Odoo takes them now. After many failures
   * Odoo 14 refuses every login from an address for a while, right ones too (it says no more than "no").
   */
  logsIn(signal: AbortSignal): Promise<boolean>;
  close(): void;
}

export type HostResult = {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
};

/** Commands of the closed list on the environment's host. Throws `TargetError`. */
export interface HostWire {
  /** A nonzero exit is a result, not an error: the collector knows what it means. */
  run(command: HostCommand, signal: AbortSignal): Promise<HostResult>;
  close(): void;
}

/** One read-only query each, in one read-only transaction and one snapshot; a failing query fails alone. */
export type SqlQuery = { readonly id: string; readonly sql: string };
export type SqlAnswer =
  | { readonly ok: true; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | { readonly ok: false; readonly sqlstate: string; readonly message: string };

export interface SqlWire {
  /** The answers by query id. Throws `TargetError` when nothing could be asked at all. */
  query(queries: readonly SqlQuery[], signal: AbortSignal): Promise<ReadonlyMap<string, SqlAnswer>>;
  close(): void;
}

export type HttpAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
};

/** Plain GET requests to the environment's own web address, without login. Throws `TargetError`. */
export interface HttpWire {
  get(path: string, signal: AbortSignal): Promise<HttpAnswer>;
  close(): void;
}

/** What the last audit of an environment learned of who it is: digests, never the values. */
export type IdentityRecord = DatabaseIdentity & {
  readonly environment: string;
  /** When this identity was first seen under this name, ISO 8601. */
  readonly since: string;
  /** When it was last read. */
  readonly at: string;
  /**
   * When another database was last seen under this name, told apart by PostgreSQL's id: the present one was
   * made after that.
   */
  readonly replacedAt?: string;
  /** Digests that other environments are compared with, of each fact that was ever read. */
  readonly digests?: ComparedDigests;
};

/** Fingerprints of production's personal data in our own store. */
export interface FingerprintsWire {
  /** Of each environment the last that is whole. */
  list(): Promise<readonly Fingerprint[]>;
  /** One chunk of a model's digests; undefined when there is none of that number. */
  chunk(id: string, model: string, number: number): Promise<FingerprintChunk | undefined>;
}

/** Our own store, as a source of facts. */
export interface RecordsWire {
  identities(): Promise<readonly IdentityRecord[]>;
  /** Left out where nothing is compared with production's data. */
  readonly fingerprints?: FingerprintsWire;
  /** Exceptions that name the environment; left out where none can. */
  exceptions?(): Promise<ExceptionRecords>;
}

/** The ways into one environment; undefined where the operator configured none. */
export type Wires = {
  readonly rpc: OdooWire | undefined;
  readonly sql: SqlWire | undefined;
  readonly host: HostWire | undefined;
  readonly http: HttpWire | undefined;
  readonly records: RecordsWire;
  /** Active proofs: apart from what reads, and used only where the operator turned them on. */
  readonly egress?: EgressWire | undefined;
  readonly canary?: CanaryWire | undefined;
};
export type Via = keyof Wires;

/** Release every wire; never throws. */
export function closeWires(wires: Wires): void {
  const { rpc, sql, host, http, egress, canary } = wires;
  for (const wire of [rpc, sql, host, http, egress, canary]) wire?.close();
}
