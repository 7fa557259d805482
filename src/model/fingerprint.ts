import type { PersonalKind } from "./personal-data.ts";

/** Ways of taking a fingerprint: of a random sample of each table, or of every row. */
export const fingerprintModes = ["sample", "whole-table"] as const;
export type FingerprintMode = (typeof fingerprintModes)[number];

export type FingerprintColumn = {
  readonly column: string;
  readonly kind: PersonalKind;
  /** Values that were digested; empty ones have no digest. */
  readonly values: number;
  /** Whether these are all values that the column had. */
  readonly complete: boolean;
};

export type FingerprintModel = {
  readonly model: string;
  /** Rows that the table had. */
  readonly rows: number;
  /** The highest id among them, 0 when there was none. */
  readonly lastId: number;
  /** Chunks that hold its digests, numbered from 0. */
  readonly chunks: number;
  readonly columns: readonly FingerprintColumn[];
};

/** Why a model was left out. */
export type FingerprintGap = { readonly model: string; readonly why: string };

/** Keyed digests of production's personal data, by which copies are compared with it. Never the values. */
export type Fingerprint = {
  readonly id: string;
  readonly environment: string;
  /** When it was begun, ISO 8601. */
  readonly at: string;
  readonly mode: FingerprintMode;
  /** By which the sample was drawn. */
  readonly seed: string;
  /** Which digest key it was made with: digests of another key cannot be compared. */
  readonly keyId: string;
  /** `rpc` or `sql`: JSON is written differently by the two. */
  readonly via: "rpc" | "sql";
  /** Digest of `database.uuid`, as the identities have it. */
  readonly uuidDigest: string | null;
  readonly models: readonly FingerprintModel[];
  readonly gaps: readonly FingerprintGap[];
};

/** Digests of some rows: packed by the auditor, and not looked into by the store. */
export type FingerprintChunk = {
  readonly columns: readonly string[];
  readonly rows: string;
};

/** How often values of some rows are production's own, and how many of those chance explains. */
export type Matches = { readonly matches: number; readonly byChance: number };

/** One column of a copy against production's. Counts and row ids, never a value. */
export type ComparedColumn = {
  readonly column: string;
  /** Values of production's in the fingerprint, and whether those are all that it had. */
  readonly values: number;
  readonly complete: boolean;
  /** Values of production's whose row is there too. */
  readonly compared: number;
  /** Values whose row is gone, and those whose row is another's or could not be read. */
  readonly gone: number;
  readonly skipped: number;
  /** Of values that stand once in their part of the column, and of the others. */
  readonly rare: Matches;
  readonly common: Matches;
  /** The first rows with production's value. */
  readonly ids: readonly number[];
};

export type ComparedModel = {
  readonly model: string;
  readonly via: "rpc" | "sql";
  /** Rows of the copy, and those of them that are newer than the fingerprint. */
  readonly rows: number;
  readonly newer: number;
  /** Rows of the fingerprint: looked for, found, found with another time of creation, too large to read. */
  readonly looked: number;
  readonly found: number;
  readonly moved: number;
  readonly oversized: number;
  readonly columns: readonly ComparedColumn[];
  /** Columns of the fingerprint that the copy does not have, or does not let us read. */
  readonly unreadable: readonly string[];
};
