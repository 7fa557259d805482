import { audits } from "./0001_audits.ts";
import { state } from "./0002_state.ts";
import { work } from "./0003_work.ts";
import { comparisons } from "./0004_comparisons.ts";
import { selfTests } from "./0005_self_tests.ts";
import { ledger } from "./0006_ledger.ts";
import { credentials } from "./0008_credentials.ts";
import { fingerprints } from "./0007_fingerprints.ts";

/** SQL kept in modules, so that the compiler carries it to `dist`. Never edited once released: add one. */
export type Migration = { readonly number: number; readonly name: string; readonly sql: string };

export const migrations: readonly Migration[] = [
  { number: 1, name: "0001_audits", sql: audits },
  { number: 2, name: "0002_state", sql: state },
  { number: 3, name: "0003_work", sql: work },
  { number: 4, name: "0004_comparisons", sql: comparisons },
  { number: 5, name: "0005_self_tests", sql: selfTests },
  { number: 6, name: "0006_ledger", sql: ledger },
  { number: 7, name: "0007_fingerprints", sql: fingerprints },
  { number: 8, name: "0008_credentials", sql: credentials },
];
