import { z } from "zod";
import { collector } from "./collector.ts";
import { everything, type ReadContext, type RecordsRead, type Row } from "./read.ts";
import { fromRecords, fromRpcRecords } from "./source.ts";

/** The first version whose keys can expire. */
const firstWithExpiry = 18;

const read = ({ version }: ReadContext): RecordsRead => ({
  kind: "records",
  model: "res.users.apikeys",
  fields: {
    user: { name: "user_id", kind: "ref" },
    // A name is what its user typed: who it belongs to can be asked, and not read.
    nameDigest: { name: "name", kind: "digest" },
    created: { name: "create_date", kind: "datetime" },
    ...(version.major >= firstWithExpiry && {
      expires: { name: "expiration_date", kind: "datetime" },
    }),
  },
  where: everything,
});

const keyOf = (row: Row) => ({
  id: row.id,
  user: row["user"] ?? null,
  nameDigest: row["nameDigest"] ?? null,
  created: row["created"] ?? null,
  expires: row["expires"] ?? null,
});

const shapeBy =
  (seenBy: "api" | "sql") =>
  (rows: readonly Row[], { version }: ReadContext) => ({
    seenBy,
    canExpire: version.major >= firstWithExpiry,
    keys: rows.map(keyOf),
  });

/**
 * API keys: whose, when made, until when. Before 18 Odoo keeps no expiry (`canExpire` is false). Over the API
 * Odoo shows the keys of others to the group Settings alone: `seenBy` says how they were read.
 */
export const odooApiKeys = collector({
  id: "odoo.api-keys",
  title: "API keys",
  schema: z.strictObject({
    seenBy: z.enum(["api", "sql"]),
    canExpire: z.boolean(),
    keys: z.array(
      z.strictObject({
        id: z.int(),
        user: z.int().nullable(),
        nameDigest: z.string().nullable(),
        created: z.iso.datetime().nullable(),
        expires: z.iso.datetime().nullable(),
      }),
    ),
  }),
  sources: {
    ...fromRecords(read, shapeBy("sql")),
    ...fromRpcRecords(read, shapeBy("api")),
  },
});
