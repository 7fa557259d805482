import { z } from "zod";
import { collector } from "./collector.ts";
import { hostFailure } from "./host-failure.ts";
import { parseOdooConf } from "./odoo-conf.ts";
import { fromHost } from "./source.ts";

/** Keys that judging needs and that hold no secret; every other key stays on the host. */
const kept = [
  "smtp_server",
  "smtp_port",
  "list_db",
  "dbfilter",
  "db_name",
  "server_wide_modules",
] as const;

/** `odoo.conf` of the host, reduced to the keys above; null for a key that the file does not set. */
export const hostOdooConf = collector({
  id: "host.odoo-conf",
  title: "odoo.conf",
  schema: z.strictObject({
    smtp_server: z.string().nullable(),
    smtp_port: z.string().nullable(),
    list_db: z.string().nullable(),
    dbfilter: z.string().nullable(),
    db_name: z.string().nullable(),
    server_wide_modules: z.string().nullable(),
  }),
  anyVersion: true,
  sources: fromHost(
    ({ environment }) => [{ name: "read-odoo-conf", path: environment.ssh?.odooConf ?? "" }],
    ([result], { environment }) => {
      if (result?.code !== 0) throw hostFailure(result, environment.ssh?.odooConf ?? "odoo.conf");
      const conf = parseOdooConf(result.stdout);
      return Object.fromEntries(kept.map((key) => [key, conf.get(key) ?? null]));
    },
  ),
});
