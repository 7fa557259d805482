import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Enabled OAuth providers: whoever has an account there may sign in, and production's client id is used. */
export const odooOauthProviders = collector({
  id: "odoo.oauth-providers",
  title: "OAuth providers",
  schema: z.array(z.strictObject({ id: z.int(), name: z.string().nullable() })),
  module: () => "auth_oauth",
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "auth.oauth.provider",
      fields: { name: { name: "name", kind: "text" } },
      where: { field: "enabled", op: "=", value: true },
    }),
    (rows) => rows,
  ),
});
