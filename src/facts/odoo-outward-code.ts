import { z } from "zod";
import { collector } from "./collector.ts";
import { outwardNames, outwardNamesIn } from "./outward-code.ts";
import { fromRecords } from "./source.ts";

/**
 * Server actions, those of automation rules among them, whose code reaches other machines: which names it
 * uses, never the code. The code of a scheduled action is judged by whether that one is active.
 */
export const odooOutwardCode = collector({
  id: "odoo.outward-code",
  title: "Server actions that call out",
  schema: z.array(
    z.strictObject({ id: z.int(), name: z.string().nullable(), calls: z.array(z.string()) }),
  ),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.actions.server",
      table: "ir_act_server",
      fields: {
        name: { name: "name", kind: "text" },
        code: { name: "code", kind: "text" },
      },
      where: {
        all: [
          { field: "state", op: "=", value: "code" },
          { field: "usage", op: "!=", value: "ir_cron" },
          { any: outwardNames.map((value) => ({ field: "code", op: "contains", value }) as const) },
        ],
      },
    }),
    (rows) => rows.map(({ id, name, code }) => ({ id, name, calls: outwardNamesIn(String(code)) })),
  ),
});
