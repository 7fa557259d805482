import { z } from "zod";
import type { NamedDigest } from "../model/identity.ts";
import type { Row } from "./read.ts";

/** Values that are compared between environments: where each stands, and its keyed digest. */
export const digestsSchema = z.array(z.strictObject({ subject: z.string(), digest: z.string() }));

/** The digests of some fields of each row, empty ones left out. `subjectOf` names the record. */
export function namedDigests(
  rows: readonly Row[],
  aliases: readonly string[],
  subjectOf: (row: Row, alias: string) => string,
): readonly NamedDigest[] {
  return rows.flatMap((row) =>
    aliases.flatMap((alias) => {
      const digest = row[alias];
      return typeof digest === "string" ? [{ subject: subjectOf(row, alias), digest }] : [];
    }),
  );
}
