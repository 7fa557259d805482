import { z } from "zod";
import { collector } from "./collector.ts";
import { fromExceptions } from "./source.ts";

/** The exceptions that name this environment, and when each was last needed, from our own records. */
export const recordsExceptions = collector({
  id: "records.exceptions",
  title: "Exceptions",
  schema: z.strictObject({
    warnDays: z.int(),
    unusedDays: z.int(),
    exceptions: z.array(
      z.strictObject({
        id: z.string(),
        approvedOn: z.string(),
        expires: z.string(),
        revokedOn: z.string().nullable(),
        reviewed: z.boolean(),
        lastUsedAt: z.iso.datetime().nullable(),
        judgedAt: z.iso.datetime().nullable(),
      }),
    ),
  }),
  anyVersion: true,
  sources: fromExceptions(({ warnDays, unusedDays, uses }) => ({
    warnDays,
    unusedDays,
    exceptions: uses.map(({ exception, lastUsedAt, judgedAt }) => ({
      id: exception.id,
      approvedOn: exception.approvedOn,
      expires: exception.expires,
      revokedOn: exception.revoked?.on ?? null,
      reviewed: exception.reviewed !== undefined,
      lastUsedAt: lastUsedAt ?? null,
      judgedAt: judgedAt ?? null,
    })),
  })),
});
