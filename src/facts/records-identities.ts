import { z } from "zod";
import { collector } from "./collector.ts";
import { fromIdentities } from "./source.ts";

/** Identities of every environment that was audited, from our own store. */
export const recordsIdentities = collector({
  id: "records.identities",
  title: "Known identities",
  schema: z.array(
    z.strictObject({
      environment: z.string(),
      uuidDigest: z.string().nullable(),
      secretDigest: z.string().nullable(),
      since: z.iso.datetime(),
      // When another database was last seen under the name: this one was made later.
      replacedAt: z.iso.datetime().optional(),
    }),
  ),
  anyVersion: true,
  sources: fromIdentities((identities) =>
    identities.map(({ environment, uuidDigest, secretDigest, since, replacedAt }) => ({
      environment,
      uuidDigest: uuidDigest ?? null,
      secretDigest: secretDigest ?? null,
      since,
      ...(replacedAt !== undefined && { replacedAt }),
    })),
  ),
});
