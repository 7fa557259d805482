import { z } from "zod";
import { unknownReasons } from "../model/outcome.ts";
import type { Addons } from "./addons.ts";
import { collector, known } from "./collector.ts";
import { hostAddons } from "./host-addons.ts";
import { chooseFiles, filesByCommand, readFiles, type Unread } from "./neutralize-files.ts";
import { fromHost } from "./source.ts";

export const unreadSchema = z.strictObject({
  module: z.string(),
  reason: z.enum(unknownReasons),
  why: z.string(),
});

/** The `data/neutralize.sql` of the installed modules, in the order in which Odoo runs them. */
export const hostNeutralizeFiles = collector({
  id: "host.neutralize-files",
  title: "Neutralisation script of the installed modules",
  schema: z.strictObject({
    files: z.array(z.strictObject({ module: z.string(), text: z.string() })),
    /** Modules whose part of the script is not known. */
    unread: z.array(unreadSchema),
  }),
  after: [hostAddons],
  sources: fromHost(
    (context) => {
      const addons = known(context, hostAddons);
      const commands = filesByCommand(chooseFiles(addons));
      const isNone = addons.found.every(({ neutralizeBytes }) => neutralizeBytes === null);
      return isNone && unseen(addons, context.version.major).length === 0
        ? { absent: "no installed module has a data/neutralize.sql" }
        : commands.map((paths) => ({ name: "read-addons-files", paths }));
    },
    (results, context) => {
      const addons = known(context, hostAddons);
      const { files, unread } = readFiles(results, chooseFiles(addons));
      return { files, unread: [...unread, ...unseen(addons, context.version.major)] };
    },
  ),
});

/** Modules that may have a part of the script, for all that we saw. */
function unseen({ found, denied, missing }: Addons, major: number): readonly Unread[] {
  const base = found.find(({ name }) => name === "base");
  return [
    ...denied.map((module): Unread => ({
      module,
      reason: "access_denied",
      why: "the account may not look into its folder",
    })),
    ...missing.map((module): Unread => ({
      module,
      reason: "fact_missing",
      why: "its folder is in none of the add-on paths (addons_path of odoo.conf)",
    })),
    // From 16 on Odoo's own first module has one; a tree without is no whole Odoo.
    ...(major >= 16 && base?.neutralizeBytes === null
      ? [{ module: "base", reason: "fact_missing", why: "it has no neutralize.sql" } as const]
      : []),
  ];
}
