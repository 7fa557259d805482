import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

const names = {
  system: "group_system",
  accessRights: "group_erp_manager",
  privateAddresses: "group_private_addresses",
} as const;

/**
 * Ids of the groups that decide what a user is shown: Settings, Access Rights (sees every company), and the
 * one that sees contacts of type `private`, which 17 and later do not have (null).
 */
export const odooGroupIds = collector({
  id: "odoo.group-ids",
  title: "Groups that decide what is shown",
  schema: z.strictObject({
    system: z.int(),
    accessRights: z.int(),
    privateAddresses: z.int().nullable(),
  }),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.model.data",
      fields: { name: { name: "name", kind: "text" }, group: { name: "res_id", kind: "integer" } },
      where: {
        all: [
          { field: "module", op: "=", value: "base" },
          { field: "name", op: "in", value: Object.values(names) },
        ],
      },
    }),
    (rows) => {
      const idOf = (name: string) => rows.find((row) => row["name"] === name)?.["group"];
      return {
        system: idOf(names.system),
        accessRights: idOf(names.accessRights),
        privateAddresses: idOf(names.privateAddresses) ?? null,
      };
    },
  ),
});
