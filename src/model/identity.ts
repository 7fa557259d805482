/** Who a database is, as far as it was read: keyed digests of Odoo's parameters, PostgreSQL's own id of it. */
export type DatabaseIdentity = {
  readonly uuidDigest: string | undefined;
  readonly secretDigest: string | undefined;
  readonly databaseOid: number | undefined;
};

/**
 * Whether two readings are of one database. A copy made by Odoo has another uuid and secret; a raw restore
 * over the old name may keep both, but has another oid. An oid that was not read says nothing.
 */
export function isSameDatabase(a: DatabaseIdentity, b: DatabaseIdentity): boolean {
  return (
    a.uuidDigest === b.uuidDigest &&
    a.secretDigest === b.secretDigest &&
    (a.databaseOid === undefined || b.databaseOid === undefined || a.databaseOid === b.databaseOid)
  );
}

/** A value that is compared between environments: where it stands, and its keyed digest. */
export type NamedDigest = { readonly subject: string; readonly digest: string };

/**
 * Ids of the facts that other environments are compared with: each is a list of `NamedDigest`, and the last
 * one that was read is kept with the environment's identity.
 */
export const comparedFacts = [
  "odoo.base-urls",
  "odoo.website-domains",
  "odoo.parameter-secrets",
  "odoo.mail-secrets",
  "odoo.incoming-secrets",
  "odoo.payment-secrets",
  "host.odoo-conf-secrets",
] as const;
export type ComparedFact = (typeof comparedFacts)[number];
export type ComparedDigests = Readonly<Partial<Record<ComparedFact, readonly NamedDigest[]>>>;
