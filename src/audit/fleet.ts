import type { Environment, SshAccess } from "../model/environment.ts";
import type { FleetMember } from "../model/record.ts";

/** What the other environments are judged by: of each, what was declared of its place and name. */
export function fleetOf(environments: readonly Environment[]): readonly FleetMember[] {
  return environments.map((environment) => {
    const { name, tier, odoo, ssh, sql, policy } = environment;
    const databases = [odoo?.database, sql?.database].filter((one) => one !== undefined);
    return {
      name,
      tier,
      hosts: hostsOf(environment),
      databases: [...new Set(databases)],
      ...(ssh !== undefined && { odooConf: ssh.odooConf, odooConfFile: fileOf(ssh) }),
      catchers: policy.mail.allowedServers,
    };
  });
}

/** Containers of one host have the same path for files of their own: the way in is part of the name. */
const fileOf = ({ host, port, wrapper, odooConf }: SshAccess): string =>
  JSON.stringify([host.toLowerCase(), port, ...wrapper, odooConf]);

/** A socket folder of PostgreSQL is on the SSH host itself. */
function hostsOf({ odoo, ssh, sql }: Environment): readonly string[] {
  const hosts = [odoo && new URL(odoo.url).hostname, ssh?.host, sql?.host];
  const names = hosts.filter((host) => host !== undefined && !host.startsWith("/"));
  return [...new Set(names.map((host) => String(host).toLowerCase()))];
}
