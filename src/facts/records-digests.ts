import { z } from "zod";
import type { ComparedFact, NamedDigest } from "../model/identity.ts";
import type { IdentityRecord } from "../transports/wires.ts";
import { collector } from "./collector.ts";
import { digestsSchema } from "./digests.ts";
import { fromIdentities } from "./source.ts";

type Kept = { environment: string; fact: string; digests: readonly NamedDigest[] };
const addresses: readonly string[] = [
  "odoo.base-urls",
  "odoo.website-domains",
] satisfies ComparedFact[];

/**
 * What was last read of the other environments, to compare with. Addresses are compared with every production.
 * Secrets are compared with the environment that this one derives from: where that is declared, the others'
 * are left out, so that the audits of a large fleet stay small.
 */
export const recordsDigests = collector({
  id: "records.digests",
  title: "Digests of the other environments",
  schema: z.array(
    z.strictObject({ environment: z.string(), fact: z.string(), digests: digestsSchema }),
  ),
  anyVersion: true,
  sources: fromIdentities((identities, { environment }) => {
    const isWanted = ({ environment: name, fact }: Kept): boolean =>
      name !== environment.name &&
      (addresses.includes(fact) ||
        environment.derivedFrom === undefined ||
        environment.derivedFrom === name);
    return identities.flatMap(keptOf).filter(isWanted);
  }),
});

function keptOf({ environment, digests = {} }: IdentityRecord): readonly Kept[] {
  return Object.entries(digests).map(([fact, list]) => ({ environment, fact, digests: list }));
}
