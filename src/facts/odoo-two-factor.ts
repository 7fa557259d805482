import { z } from "zod";
import { collector, known } from "./collector.ts";
import { odooModules } from "./odoo-modules.ts";
import { afterPrivileged, isPrivileged, privilegedIds } from "./privileged.ts";
import type { ReadContext } from "./read.ts";
import { fromQuery, fromRpcRecords } from "./source.ts";

const absent = { absent: "module auth_totp is not installed" } as const;
const isMissing = (context: ReadContext): boolean =>
  !known(context, odooModules).includes("auth_totp");

/**
 * Ids of the privileged users who sign in with a second factor. Over the API Odoo says whether there is one;
 * by SQL it is asked whether the column of the secret holds anything, not what.
 */
export const odooTwoFactor = collector({
  id: "odoo.two-factor",
  title: "Privileged users with two-factor authentication",
  schema: z.array(z.int()),
  after: [...afterPrivileged, odooModules],
  sources: {
    ...fromRpcRecords(
      (context) =>
        isMissing(context)
          ? absent
          : {
              kind: "records",
              model: "res.users",
              fields: { enabled: { name: "totp_enabled", kind: "boolean" } },
              where: isPrivileged(context),
            },
      (rows) => rows.filter((row) => row["enabled"] === true).map((row) => row.id),
    ),
    ...fromQuery(
      (context) =>
        isMissing(context)
          ? absent
          : `select id from res_users where totp_secret is not null and totp_secret <> ''
               and id in (${[0, ...privilegedIds(context)].join(", ")})`,
      (rows) => rows.map((row) => row["id"]),
    ),
  },
});
