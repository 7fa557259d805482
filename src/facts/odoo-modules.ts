import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Names of the modules whose code and data are in the database; `to upgrade` and `to remove` still are. */
export const odooModules = collector({
  id: "odoo.modules",
  title: "Installed modules",
  schema: z.array(z.string()),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.module.module",
      fields: { name: { name: "name", kind: "text" } },
      where: { field: "state", op: "in", value: ["installed", "to upgrade", "to remove"] },
    }),
    (rows) => {
      const names = rows.map((row) => row["name"]);
      if (names.includes("base")) return names;
      // No Odoo is without it: the list was not all of it, and what it lacks may be installed.
      throw new TargetError("malformed_response", "the list of modules lacks base");
    },
  ),
});
