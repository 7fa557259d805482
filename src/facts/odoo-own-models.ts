import { z } from "zod";
import { collector, known } from "./collector.ts";
import { odooForeignModules } from "./odoo-foreign-modules.ts";
import { fromRecords } from "./source.ts";

/**
 * Ids in ir.model of the models that a module of Odoo's own has a part in: every other model is custom, made
 * by a module of somebody else's or by hand.
 */
export const odooOwnModels = collector({
  id: "odoo.own-models",
  title: "Models of Odoo itself",
  schema: z.array(z.int()),
  after: [odooForeignModules],
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.model.data",
      fields: {
        module: { name: "module", kind: "text" },
        target: { name: "res_id", kind: "integer" },
      },
      where: { field: "model", op: "=", value: "ir.model" },
    }),
    (rows, context) => {
      const foreign = new Set(known(context, odooForeignModules));
      const own = rows.filter(({ module }) => !foreign.has(String(module)) && !isMade(module));
      return [
        ...new Set(own.flatMap(({ target }) => (typeof target === "number" ? [target] : []))),
      ];
    },
  ),
});

// Names of no module: of what was made by hand in Studio, exported or imported.
const isMade = (module: unknown): boolean =>
  ["studio_customization", "__export__", "__import__"].includes(String(module));
