import type { Environment } from "../model/environment.ts";
import { canaryWire } from "./active/canary.ts";
import { egressWire } from "./active/egress.ts";
import { httpWire } from "./http/wire.ts";
import { odooWire } from "./odoo/wire.ts";
import { psqlWire } from "./sql/wire.ts";
import { sshWire } from "./ssh/wire.ts";
import type { RecordsWire, Wires } from "./wires.ts";

/**
 * The configured ways into one environment, for one audit. Nothing is connected before it is used; close
 * them with `closeWires`. `random` gives bytes that cannot be guessed.
 */
export function openWires(
  environment: Environment,
  records: RecordsWire,
  random: (count: number) => Uint8Array,
): Wires {
  const { odoo, ssh, sql } = environment;
  const host = ssh && sshWire(ssh);
  return {
    rpc: odoo && odooWire(odoo),
    http: odoo && httpWire({ url: odoo.url, ca: odoo.ca }),
    host,
    sql: host && sql && psqlWire(host, sql, { random }),
    records,
    egress: ssh && egressWire(ssh),
    canary: odoo && canaryWire(odoo, { random }),
  };
}
