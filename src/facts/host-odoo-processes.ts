import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import type { HostResult } from "../transports/wires.ts";
import { collector } from "./collector.ts";
import { odooProcess, type OdooProcess } from "./odoo-processes.ts";
import { fromHost } from "./source.ts";

/** Odoo processes on the host; of their command lines only what says which Odoo it is. */
export const hostOdooProcesses = collector({
  id: "host.odoo-processes",
  title: "Odoo processes",
  schema: z.array(
    z.strictObject({
      user: z.string(),
      config: z.string().nullable(),
      databases: z.array(z.string()),
      port: z.int().nullable(),
    }),
  ),
  anyVersion: true,
  sources: fromHost(
    () => [{ name: "list-processes" }],
    ([result]) => distinct(processesOf(result)),
  ),
});

function processesOf(result: HostResult | undefined): readonly OdooProcess[] {
  if (result?.code !== 0) {
    throw new TargetError("malformed_response", "the host's ps does not take -eo: install procps");
  }
  const lines = result.stdout.split("\n").flatMap((text) => {
    const match = /^\s*(\d+) +(\S+) +(.+)$/.exec(text);
    return match === null ? [] : [{ pid: match[1], user: match[2] ?? "", args: match[3] ?? "" }];
  });
  // With hidepid, /proc shows an account nothing but its own: an empty list would prove nothing.
  if (!lines.some(({ pid }) => pid === "1")) {
    throw new TargetError("access_denied", "the account sees no processes but its own (hidepid)");
  }
  return lines.flatMap(({ user, args }) => odooProcess(user, args) ?? []);
}

/** Workers share their parent's command line: one of each is enough. */
function distinct(processes: readonly OdooProcess[]): readonly OdooProcess[] {
  return [...new Map(processes.map((one) => [JSON.stringify(one), one])).values()];
}
