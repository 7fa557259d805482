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
    }),
  ),
  anyVersion: true,
  sources: fromIdentities((identities) =>
    identities.map(({ environment, uuidDigest, secretDigest, since }) => ({
      environment,
      uuidDigest: uuidDigest ?? null,
      secretDigest: secretDigest ?? null,
      since,
    })),
  ),
});
