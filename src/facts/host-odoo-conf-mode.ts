import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import type { Environment } from "../model/environment.ts";
import type { HostResult } from "../transports/wires.ts";
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
    ([result], { environment }) => confModeOf(result, environment),
  ),
});

/** What `stat` said of the file. Throws `TargetError`. */
export function confModeOf(
  result: HostResult | undefined,
  { ssh }: Environment,
): { path: string; mode: string; owner: string; group: string } {
  const path = ssh?.odooConf ?? "odoo.conf";
  if (result?.code !== 0) throw hostFailure(result, path);
  const [, mode, owner, group] = /^(\d+) (\S+) (\S+)\n?$/.exec(result.stdout) ?? [];
  if (mode === undefined || owner === undefined || group === undefined) {
    throw new TargetError("malformed_response", `stat of ${path} gave no mode`);
  }
  return { path, mode, owner, group };
}
