import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import { collector } from "./collector.ts";
import { hostFailure } from "./host-failure.ts";
import { fromHost } from "./source.ts";

/** Permission bits (octal text, as `640`), owner and group of `odoo.conf`, links followed. */
export const hostOdooConfMode = collector({
  id: "host.odoo-conf-mode",
  title: "Permissions of odoo.conf",
  schema: z.strictObject({
    path: z.string(),
    mode: z.string().regex(/^[0-7]{3,4}$/),
    owner: z.string(),
    group: z.string(),
  }),
  anyVersion: true,
  sources: fromHost(
    ({ environment }) => [{ name: "stat-odoo-conf", path: environment.ssh?.odooConf ?? "" }],
    ([result], { environment }) => {
      const path = environment.ssh?.odooConf ?? "odoo.conf";
      if (result?.code !== 0) throw hostFailure(result, path);
      const match = /^(\d+) (\S+) (\S+)\n?$/.exec(result.stdout);
      if (match === null)
        throw new TargetError("malformed_response", `stat of ${path} gave no mode`);
      return { path, mode: match[1], owner: match[2], group: match[3] };
    },
  ),
});
