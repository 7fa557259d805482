import { z } from "zod";
import { addonsPaths } from "./addons-paths.ts";
import { collector } from "./collector.ts";
import { hostFailure } from "./host-failure.ts";
import { fromHost } from "./source.ts";

/** The folders that Odoo may find its modules in, from `odoo.conf`, running processes and usual places. */
export const hostAddonsPaths = collector({
  id: "host.addons-paths",
  title: "Add-on paths",
  schema: z.array(z.strictObject({ path: z.string(), from: z.enum(["named", "usual"]) })),
  sources: fromHost(
    ({ environment }) => [
      { name: "read-odoo-conf", path: environment.ssh?.odooConf ?? "" },
      { name: "find-addons-options" },
    ],
    ([conf, options], { environment, version }) => {
      const configPath = environment.ssh?.odooConf ?? "odoo.conf";
      if (conf?.code !== 0) throw hostFailure(conf, configPath);
      return addonsPaths({
        odooConf: conf.stdout,
        // No process has such an option, or none may be looked at: the rest may be enough.
        options: options?.stdout ?? "",
        configPath,
        serie: version.serie,
      });
    },
  ),
});
