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
