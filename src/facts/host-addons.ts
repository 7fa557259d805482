import { z } from "zod";
import { locateAddons } from "./addons.ts";
import { collector, known } from "./collector.ts";
import { hostAddonsPaths } from "./host-addons-paths.ts";
import { odooModules } from "./odoo-modules.ts";
import { fromHost } from "./source.ts";

/** Where the code of the installed modules is on the host. */
export const hostAddons = collector({
  id: "host.addons",
  title: "Code of the installed modules",
  schema: z.strictObject({
    found: z.array(
      z.strictObject({
        name: z.string(),
        folder: z.string(),
        neutralizeBytes: z.int().nullable(),
      }),
    ),
    denied: z.array(z.string()),
    missing: z.array(z.string()),
  }),
  after: [hostAddonsPaths, odooModules],
  sources: fromHost(
    (context) => {
      const [first, ...rest] = known(context, hostAddonsPaths).map(({ path }) => path);
      return first === undefined
        ? { absent: "no add-on path is known" }
        : [{ name: "list-addons", paths: [first, ...rest] }];
    },
    ([result], context) =>
      locateAddons(result, known(context, hostAddonsPaths), known(context, odooModules)),
  ),
});
