import { z } from "zod";
import { callingCommands, callingModules, withoutScript } from "./calling-modules.ts";
import { collector, known } from "./collector.ts";
import { hostAddons } from "./host-addons.ts";
import { fromHost } from "./source.ts";

/** Installed modules without a `data/neutralize.sql` whose code talks to other machines. */
export const hostCallingModules = collector({
  id: "host.calling-modules",
  title: "Modules that talk to the outside",
  schema: z.strictObject({
    /** With the file that says so, below the module's folder; null for one that depends on `iap`. */
    calling: z.array(z.strictObject({ module: z.string(), file: z.string().nullable() })),
    /** Modules that were looked through. */
    looked: z.int(),
    /** Modules that could not be: the account may not, or their folder was not found. */
    denied: z.array(z.string()),
    missing: z.array(z.string()),
  }),
  after: [hostAddons],
  sources: fromHost(
    (context) => callingCommands(withoutScript(known(context, hostAddons))),
    (results, context) => {
      const addons = known(context, hostAddons);
      const without = withoutScript(addons);
      const { calling, denied } = callingModules(results, without);
      return {
        calling,
        looked: without.length,
        denied: [...addons.denied, ...denied],
        missing: addons.missing,
      };
    },
  ),
});
