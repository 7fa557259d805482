import { z } from "zod";
import { fingerprintModes } from "../model/fingerprint.ts";
import { collector } from "./collector.ts";
import { fromFingerprints } from "./source.ts";

/** The fingerprints that copies can be compared with: of which environment, and when and how they were taken. */
export const recordsFingerprints = collector({
  id: "records.fingerprints",
  title: "Fingerprints of production's data",
  schema: z.array(
    z.strictObject({
      id: z.string(),
      environment: z.string(),
      at: z.iso.datetime(),
      mode: z.enum(fingerprintModes),
      seed: z.string(),
      via: z.enum(["rpc", "sql"]),
      uuidDigest: z.string().nullable(),
    }),
  ),
  anyVersion: true,
  sources: fromFingerprints((all) =>
    all.map(({ id, environment, at, mode, seed, via, uuidDigest }) => ({
      id,
      environment,
      at,
      mode,
      seed,
      via,
      uuidDigest,
    })),
  ),
});
