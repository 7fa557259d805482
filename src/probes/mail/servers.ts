import { isAllowedServer, isDummy } from "../../model/mail-servers.ts";
import { isSet } from "../../facts/odoo-conf.ts";

export type Destination = { readonly host: string | null; readonly port: number | null };

/** Whether mail that is handed to it may leave: it is neither a dummy nor an allowed catcher. */
export function isLive({ host, port }: Destination, allowed: readonly string[]): boolean {
  return !isDummy(host) && !isAllowedServer(host, port, allowed);
}

/** `smtp.example.com:587`; Odoo takes localhost and 25 for what is empty. */
export const describeDestination = ({ host, port }: Destination): string =>
  `${host ?? "localhost"}:${port ?? 25}`;

type Conf = { readonly smtp_server: string | null; readonly smtp_port: string | null };

/** Where `odoo.conf` sends what has no server of its own. */
export function fallbackOf(conf: Conf): { readonly host: string; readonly port: number } {
  return {
    host: isSet(conf.smtp_server) ? conf.smtp_server : "localhost",
    port: isSet(conf.smtp_port) ? Number(conf.smtp_port) : 25,
  };
}
