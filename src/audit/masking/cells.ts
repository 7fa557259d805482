import { createHash, createHmac } from "node:crypto";
import type { Condition } from "../../facts/read.ts";
import type { Secret } from "../../model/secret.ts";
import type { PersonalKind } from "../../model/personal-data.ts";

export type CellColumn = { readonly name: string; readonly kind: PersonalKind };
export type CellModel = {
  readonly model: string;
  readonly table: string;
  readonly where: Condition;
};

/** One row: SHA-256 in hex of each column's normal form, null where it is empty. */
export type CellRow = {
  readonly id: number;
  /** Second of its `create_date` since 1970; 0 where the table has none. */
  readonly born: number;
  readonly cells: readonly (string | null)[];
  /** A value was too large to be read: all cells are null, and say nothing. */
  readonly oversized?: true;
};

/** Rows by their ids, or the next `limit` above `after`; of those with a value in `filled` alone. */
export type CellsWanted = (
  | { readonly ids: readonly number[] }
  | { readonly after: number; readonly limit: number }
) & { readonly filled?: string };

/** Rows of one environment, read-only, by the API or by SQL. Every method throws `TargetError`. */
export interface CellReader {
  readonly via: "rpc" | "sql";
  /** Rows that one call reads at most. */
  readonly pageRows: (columns: number) => number;
  /** Stored columns that may be read; undefined when there is no such model here. */
  columns(model: CellModel): Promise<ReadonlySet<string> | undefined>;
  /** Rows; with a value in `filled`, and an id above `above`, where those are given. */
  count(
    model: CellModel,
    of?: { readonly filled?: string; readonly above?: number },
  ): Promise<number>;
  lastId(model: CellModel): Promise<number>;
  /** In the order of their ids. */
  read(
    model: CellModel,
    columns: readonly CellColumn[],
    wanted: CellsWanted,
  ): Promise<readonly CellRow[]>;
}

/** Bytes of one digest: that two different values agree in 80 bits does not happen. */
export const digestBytes = 10;

export type CellDigester = {
  /** Tells one key from another, and nothing about it. */
  readonly keyId: string;
  /** The digest of a SHA-256 in hex. */
  readonly digest: (sha256: string) => Buffer;
};

/** Digests for fingerprints, by a key of their own that is derived from the digest key. */
export function createCellDigester(key: Secret): CellDigester {
  const own = createHmac("sha256", key.reveal()).update("masking fingerprint").digest();
  return {
    keyId: createHmac("sha256", own).update("key id").digest("hex").slice(0, 16),
    digest: (sha256) =>
      createHmac("sha256", own).update(sha256, "latin1").digest().subarray(0, digestBytes),
  };
}

const isNumber = (kind: PersonalKind): boolean => kind === "phone";

/**
 * What of a value is compared: without blanks and control characters (which Odoo's own APIs keep or drop as
 * they please) and without the case of A to Z; of a telephone number its digits. The same in `normalSql`.
 */
function normalForm(value: string, kind: PersonalKind): string {
  if (isNumber(kind)) return value.replaceAll(/[^0-9]+/g, "");
  // oxlint-disable-next-line no-control-regex -- taking out control characters is the purpose
  return value.replaceAll(/[\u0001-\u0020]+/g, "").replaceAll(/[A-Z]+/g, (c) => c.toLowerCase());
}

/** The normal form of a text expression, in PostgreSQL. */
export function normalSql(text: string, kind: PersonalKind): string {
  if (isNumber(kind)) return `regexp_replace(${text}, '[^0-9]+', '', 'g')`;
  return `lower(regexp_replace(${text}, '[\\u0001-\\u0020]+', '', 'g') collate "C")`;
}

/** SHA-256 of a value's normal form, in hex; null when nothing of it is left. */
export function cellOf(value: string, kind: PersonalKind): string | null {
  const normal = normalForm(value, kind);
  return normal === "" ? null : createHash("sha256").update(normal, "utf8").digest("hex");
}
