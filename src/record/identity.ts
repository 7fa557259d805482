import type { AuditRecord } from "../model/record.ts";
import type { SeenIdentity } from "../store/identities.ts";

const factId = "odoo.identity";

/**
 * Who the audited environment is, from the fact `odoo.identity`, whose value is
 * `{ uuidDigest: string | null, secretDigest: string | null }`; undefined when it was not read.
 */
export function identityOf(
  record: Pick<AuditRecord, "environment" | "facts" | "finishedAt">,
): SeenIdentity | undefined {
  const fact = record.facts[factId];
  if (fact?.state !== "known") return undefined;
  const { value } = fact;
  if (typeof value !== "object" || value === null) return undefined;
  if (!("uuidDigest" in value) || !("secretDigest" in value)) return undefined;
  return {
    environment: record.environment,
    uuidDigest: digest(value.uuidDigest),
    secretDigest: digest(value.secretDigest),
    at: record.finishedAt,
  };
}

function digest(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
