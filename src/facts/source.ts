import type { ExceptionRecords } from "../model/exception.ts";
import type { EgressResult } from "../model/egress.ts";
import type { ComparedModel, Fingerprint } from "../model/fingerprint.ts";
import type { CanaryResult } from "../transports/active/active.ts";
import type { HostResult, HttpAnswer, IdentityRecord } from "../transports/wires.ts";
import type { OdooVersion } from "../model/versions.ts";
import type {
  Absent,
  Answers,
  CanaryRead,
  ComparisonRead,
  EgressRead,
  HostRead,
  HttpRead,
  Questions,
  ReadContext,
  RecordsRead,
  Row,
  SampleRead,
  SampleResult,
  ScanRead,
  ScanResult,
  Source,
  Sources,
  SqlRead,
} from "./read.ts";

// The collector's runner hands `shape` what its read gives, so each cast below restates a pairing that the
// constructor's own signature makes: it is the one place where the two meet.
const shaped =
  <Raw>(shape: (raw: Raw, context: ReadContext) => unknown): Source<never>["shape"] =>
  (raw, context) =>
    shape(raw as Raw, context);

type Reading<R> = (context: ReadContext) => R | Absent;

/** Rows of a model, by the API and by SQL alike. */
export function fromRecords(
  read: Reading<RecordsRead>,
  shape: (rows: readonly Row[], context: ReadContext) => unknown,
): Pick<Sources, "rpc" | "sql"> {
  const source = { read, shape: shaped(shape) };
  return { rpc: source, sql: source };
}

/** Rows of a model over the API alone. */
export function fromRpcRecords(
  read: Reading<RecordsRead>,
  shape: (rows: readonly Row[], context: ReadContext) => unknown,
): Pick<Sources, "rpc"> {
  return { rpc: { read, shape: shaped(shape) } };
}

/** A scan through a large model, by the API and by SQL alike. */
export function fromScan(
  read: Reading<ScanRead>,
  shape: (result: ScanResult, context: ReadContext) => unknown,
): Pick<Sources, "rpc" | "sql"> {
  const source = { read, shape: shaped(shape) };
  return { rpc: source, sql: source };
}

/** Some rows of a large model, by the API and by SQL alike. */
export function fromSample(
  read: Reading<SampleRead>,
  shape: (result: SampleResult, context: ReadContext) => unknown,
): Pick<Sources, "rpc" | "sql"> {
  const source = { read, shape: shaped(shape) };
  return { rpc: source, sql: source };
}

/** A query of its own; it must select and nothing else. */
export function fromQuery(
  sql: Reading<string>,
  shape: (rows: readonly Readonly<Record<string, unknown>>[], context: ReadContext) => unknown,
): Pick<Sources, "sql"> {
  const read: Reading<{ kind: "query"; sql: string }> = (context) => {
    const query = sql(context);
    return typeof query === "string" ? { kind: "query", sql: query } : query;
  };
  return { sql: { read, shape: shaped(shape) } };
}

/** Questions that take work to make; each answer or failure by the id of its question. */
export function fromQueries<About>(
  prepare: (context: ReadContext) => Promise<Questions<About>>,
  shape: (result: Answers<About>, context: ReadContext) => unknown,
): Pick<Sources, "sql"> {
  const read = (context: ReadContext): SqlRead => ({
    kind: "queries",
    prepare: () => prepare(context),
  });
  return { sql: { read, shape: shaped(shape) } };
}

/** The version that the server states without login. */
export function fromVersion(shape: (version: OdooVersion) => unknown): Pick<Sources, "rpc"> {
  return { rpc: { read: () => ({ kind: "version" }), shape: shaped(shape) } };
}

/** Attempts with default credentials: gives the logins that Odoo took. */
export function fromLogins(
  attempts: Reading<readonly { login: string; password: string }[]>,
  shape: (taken: readonly string[]) => unknown,
): Pick<Sources, "rpc"> {
  const read: Reading<{
    kind: "login";
    attempts: readonly { login: string; password: string }[];
  }> = (context) => {
    const list = attempts(context);
    return "absent" in list ? list : { kind: "login", attempts: list };
  };
  return { rpc: { read, shape: shaped(shape) } };
}

/** Commands on the host, in order. */
export function fromHost(
  read: Reading<HostRead>,
  shape: (results: readonly HostResult[], context: ReadContext) => unknown,
): Pick<Sources, "host"> {
  return { host: { read, shape: shaped(shape) } };
}

/** Pages of the environment's own web address. */
export function fromHttp(
  read: Reading<HttpRead>,
  shape: (answers: readonly HttpAnswer[]) => unknown,
): Pick<Sources, "http"> {
  return { http: { read, shape: shaped(shape) } };
}

/** What our own store knows of who is who. */
export function fromIdentities(
  shape: (identities: readonly IdentityRecord[], context: ReadContext) => unknown,
): Pick<Sources, "records"> {
  return { records: { read: () => ({ kind: "identities" }), shape: shaped(shape) } };
}

/** The fingerprints in our own store, of each environment the last that is whole. */
export function fromFingerprints(
  shape: (fingerprints: readonly Fingerprint[]) => unknown,
): Pick<Sources, "records"> {
  return { records: { read: () => ({ kind: "fingerprints" }), shape: shaped(shape) } };
}

/** A model's rows against a fingerprint, by the API and by SQL alike. */
export function fromComparison(
  read: Reading<ComparisonRead>,
  shape: (compared: ComparedModel) => unknown,
): Pick<Sources, "rpc" | "sql"> {
  const source = { read, shape: shaped(shape) };
  return { rpc: source, sql: source };
}

/** What our own store and configuration know of exceptions for the environment. */
export function fromExceptions(
  shape: (records: ExceptionRecords) => unknown,
): Pick<Sources, "records"> {
  return { records: { read: () => ({ kind: "exceptions" }), shape: shaped(shape) } };
}

/** Attempts to connect from the host. */
export function fromEgress(
  read: Reading<EgressRead>,
  shape: (results: readonly EgressResult[]) => unknown,
): Pick<Sources, "egress"> {
  return { egress: { read, shape: shaped(shape) } };
}

/** One message through Odoo into its mail catcher. */
export function fromCanary(
  read: Reading<CanaryRead>,
  shape: (result: CanaryResult) => unknown,
): Pick<Sources, "canary"> {
  return { canary: { read, shape: shaped(shape) } };
}
