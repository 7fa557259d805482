import { Secret } from "../model/secret.ts";
import { collector } from "./collector.ts";
import { digestsSchema } from "./digests.ts";
import { hostFailure } from "./host-failure.ts";
import { isSet, parseOdooConf } from "./odoo-conf.ts";
import { fromHost } from "./source.ts";

const secretKeys = ["admin_passwd", "db_password", "smtp_password"] as const;

/** Keyed digests of the secrets in `odoo.conf`. */
export const hostOdooConfSecrets = collector({
  id: "host.odoo-conf-secrets",
  title: "Secrets of odoo.conf",
  schema: digestsSchema,
  anyVersion: true,
  sources: fromHost(
    ({ environment }) => [{ name: "read-odoo-conf", path: environment.ssh?.odooConf ?? "" }],
    ([result], { environment }) => {
      if (result?.code !== 0) throw hostFailure(result, environment.ssh?.odooConf ?? "odoo.conf");
      const conf = parseOdooConf(result.stdout);
      return secretKeys.flatMap((key) => {
        const value = conf.get(key) ?? null;
        return isSet(value) ? [{ subject: `odoo.conf,${key}`, digest: new Secret(value) }] : [];
      });
    },
  ),
});
