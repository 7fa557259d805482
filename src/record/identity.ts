import { comparedFacts, type ComparedDigests, type NamedDigest } from "../model/identity.ts";
import type { AuditRecord } from "../model/record.ts";
import type { SeenIdentity } from "../store/identities.ts";

const identityFact = "odoo.identity";
const oidFact = "sql.database-oid";

/**
 * Who the audited environment is, from the facts `odoo.identity` (`{ uuidDigest: string | null,
 * secretDigest: string | null }`) and `sql.database-oid` (a number); undefined when the first was not read.
 */
export function identityOf(
  record: Pick<AuditRecord, "environment" | "facts" | "finishedAt">,
): SeenIdentity | undefined {
  const fact = record.facts[identityFact];
  if (fact?.state !== "known") return undefined;
  const { value } = fact;
  const oid = record.facts[oidFact];
  if (typeof value !== "object" || value === null) return undefined;
  if (!("uuidDigest" in value) || !("secretDigest" in value)) return undefined;
  return {
    environment: record.environment,
    uuidDigest: digest(value.uuidDigest),
    secretDigest: digest(value.secretDigest),
    databaseOid: oid?.state === "known" && typeof oid.value === "number" ? oid.value : undefined,
    at: record.finishedAt,
    digests: digestsOf(record.facts),
  };
}

/** The facts that other environments are compared with, those that this audit read. */
function digestsOf(facts: AuditRecord["facts"]): ComparedDigests {
  const read = comparedFacts.flatMap((id) => {
    const fact = facts[id];
    return fact?.state === "known" && isDigests(fact.value) ? [[id, fact.value] as const] : [];
  });
  return Object.fromEntries(read);
}

function isDigests(value: unknown): value is readonly NamedDigest[] {
  return (
    Array.isArray(value) &&
    value.every(
      (one: unknown) =>
        typeof one === "object" && one !== null && "subject" in one && "digest" in one,
    )
  );
}

function digest(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
