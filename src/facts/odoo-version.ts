import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import { parseOdooVersion } from "../model/versions.ts";
import { collector } from "./collector.ts";
import { fromQuery, fromVersion } from "./source.ts";

/** Which Odoo it is: as the server states it, or as the `base` module of the database was installed. */
export const odooVersion = collector({
  id: "odoo.version",
  title: "Odoo version",
  schema: z.strictObject({ major: z.int(), serie: z.string() }),
  anyVersion: true,
  sources: {
    ...fromVersion((version) => version),
    ...fromQuery(
      () => "select latest_version from ir_module_module where name = 'base'",
      ([row]) => {
        const text = row?.["latest_version"];
        const version = typeof text === "string" ? parseOdooVersion(text) : undefined;
        if (version === undefined) {
          throw new TargetError("malformed_response", "the base module states no Odoo version");
        }
        return version;
      },
    ),
  },
});
