import type { Condition } from "../model/condition.ts";
import type { z } from "zod";
import type { UnknownReason } from "../model/outcome.ts";
import type { Fact } from "../model/record.ts";
import type { OdooVersion } from "../model/versions.ts";
import type { Environment } from "../model/environment.ts";
import type { EgressTarget } from "../model/egress.ts";
import type { CanaryOrder } from "../transports/active/active.ts";
import type { HostCommand } from "../transports/ssh/commands.ts";
import type { SqlQuery } from "../transports/wires.ts";

/**
 * What a column becomes, alike over the API and SQL: `text`, `boolean`, `integer`; `datetime` (ISO 8601,
 * UTC); `ref` (the id behind a many2one) and `refs` (the ids of a many2many, API alone); `isset` (is there
 * a value: for secrets) and `digest` (keyed digest of the value, undefined when empty); `hostdigest` (keyed
 * digest of the host name in an address, undefined when it names no other machine) and `unguessable`
 * (whether a secret is long and varied enough, without the secret); `excerpt`, the beginning of a value of
 * any type as text, for values that may have megabytes.
 */
export type FieldKind =
  | "text"
  | "excerpt"
  | "boolean"
  | "integer"
  | "datetime"
  | "ref"
  | "refs"
  | "isset"
  | "digest"
  | "hostdigest"
  | "unguessable";
/** Characters of an excerpt: a chat message is far shorter. */
export const excerptLength = 20_000;
export type Field = { readonly name: string; readonly kind: FieldKind };

export { everything } from "../model/condition.ts";
export type { Clause, Condition, Scalar } from "../model/condition.ts";

/**
 * Rows of one model: the one description that the API, SQL and the planner's merging work from. `id` always
 * comes along. The result is an array of `Row`.
 */
export type RecordsRead = {
  readonly kind: "records";
  readonly model: string;
  /** Where it is not the model's name with underscores. */
  readonly table?: string | undefined;
  readonly fields: Readonly<Record<string, Field>>;
  readonly where: Condition;
  /** Not merged with other reads of the model: builds of a version may lack what it asks for. */
  readonly alone?: boolean;
};
export type Value = string | number | boolean | null | readonly number[];
export type Row = { readonly id: number } & Readonly<Record<string, Value>>;

/**
 * Page by page through rows that may be many, keeping only what `keep` makes of each: for tables where the
 * rows themselves must not be held or stored. Stops early after `enough` kept rows.
 */
export type ScanRead = {
  readonly kind: "scan";
  readonly model: string;
  readonly fields: Readonly<Record<string, Field>>;
  readonly where: Condition;
  readonly keep: (row: Row) => boolean;
  readonly enough: number;
};
export type ScanResult = {
  /** Rows that were looked at. */
  readonly scanned: number;
  readonly kept: readonly Row[];
  /** Whether every row was looked at, or the scan stopped at `enough`. */
  readonly complete: boolean;
};

/**
 * Some rows of a table that may be large: the newest, and as many spread over the rest. Never merged with
 * other reads, since it has a limit.
 */
export type SampleRead = {
  readonly kind: "sample";
  readonly model: string;
  readonly table?: string | undefined;
  readonly fields: Readonly<Record<string, Field>>;
  readonly where: Condition;
  /** The most rows of each half. */
  readonly rows: number;
};
export type SampleResult = {
  readonly rows: readonly Row[];
  /** Whether these are all the rows that there are. */
  readonly complete: boolean;
};

/**
 * The rows of one model against the fingerprint of the environment that they were copied from. The result is a
 * `ComparedModel`; that there is no such fingerprint makes the fact unknown.
 */
export type ComparisonRead = {
  readonly kind: "comparison";
  readonly model: string;
  readonly table: string;
  readonly where: Condition;
  /** Name of the environment that it was copied from, and the id of its fingerprint. */
  readonly from: string;
  readonly fingerprint: string | undefined;
};

export type RpcRead =
  | RecordsRead
  | ScanRead
  | SampleRead
  | ComparisonRead
  | { readonly kind: "version" }
  | { readonly kind: "login"; readonly attempts: readonly { login: string; password: string }[] };
export type SqlRead =
  | RecordsRead
  | ScanRead
  | SampleRead
  | ComparisonRead
  | { readonly kind: "query"; readonly sql: string }
  | QueriesRead;

/**
 * Questions that take work to make, such as parsing: `prepare` is called once, when it is their turn. Each is
 * answered or fails for itself, and `about` comes back beside the answers.
 */
export type QueriesRead = {
  readonly kind: "queries";
  readonly prepare: () => Promise<Questions<unknown>>;
};
export type Questions<About> = { readonly queries: readonly SqlQuery[]; readonly about: About };
export type Answer =
  | { readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | { readonly reason: UnknownReason; readonly detail: string };
export type Answers<About> = {
  readonly answers: ReadonlyMap<string, Answer>;
  readonly about: About;
};

/** What a read may depend on. */
export type ReadContext = {
  readonly version: OdooVersion;
  readonly environment: Environment;
  /** Installed modules; undefined for what is read before they are known: all that states no `module`. */
  readonly modules?: readonly string[];
  /** The facts that the collector names under `after`. */
  readonly facts?: <T>(c: { readonly id: string; readonly schema: z.ZodType<T, T> }) => Fact<T>;
};

/** The thing cannot be there: not a failure to look. */
export type Absent = { readonly absent: string };

export type HostRead = readonly HostCommand[];
/** Pages, in order; `shape` gets their answers in the same order. */
export type HttpRead = { readonly paths: readonly string[] };
export type StoreRead = { readonly kind: "identities" | "fingerprints" | "exceptions" };
/** Active proofs, each only where the environment's policy has it. */
export type EgressRead = readonly EgressTarget[];
export type CanaryRead = CanaryOrder;

/**
 * One source of a fact: the read as data, and `shape`, pure, which redacts and digests what came back into
 * the fact. A `TargetError` from `shape` makes the fact unknown for its reason. Made by the constructors in
 * `source.ts` alone, which pair each read with what it gives.
 */
export type Source<Read> = {
  readonly read: (context: ReadContext) => Read | Absent;
  readonly shape: (raw: unknown, context: ReadContext) => unknown;
};
export type Sources = {
  readonly rpc?: Source<RpcRead>;
  readonly sql?: Source<SqlRead>;
  readonly host?: Source<HostRead>;
  readonly http?: Source<HttpRead>;
  readonly records?: Source<StoreRead>;
  readonly egress?: Source<EgressRead>;
  readonly canary?: Source<CanaryRead>;
};
