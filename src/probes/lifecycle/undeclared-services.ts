import { failOrPass } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import type { FleetMember } from "../../model/record.ts";
import { hostOdooProcesses } from "../../facts/host-odoo-processes.ts";
import type { OdooProcess } from "../../facts/odoo-processes.ts";
import { check } from "../check.ts";
import { membersOnHost } from "../host-members.ts";

export const undeclaredServices = check({
  id: "lifecycle.undeclared-services",
  control: "lifecycle",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Every Odoo on the host is declared",
  failTitle: "An Odoo on the host is declared by no environment",
  why: "Somebody started it for a test: it serves data that nobody audits, on a port that nobody closed.",
  remedy:
    "Stop the service, declare its environment, or list its odoo.conf under policy.lifecycle.allowed_services.",
  references: ["FR-4 Lifecycle/TTL policy"],
  needs: { processes: hostOdooProcesses },
  judge({ processes }, context) {
    const members = membersOnHost(context);
    const { allowedServices = [], allowedDatabases = [] } = context.environment.policy.lifecycle;
    const configs = new Set([...allowedServices, ...members.flatMap((m) => m.odooConf ?? [])]);
    const databases = new Set([...allowedDatabases, ...members.flatMap((m) => m.databases ?? [])]);
    const unnamedPass = processes.filter(isUnnamed).length <= unseenServers(members, processes);
    return failOrPass(
      processes
        .filter((one) => !isDeclared(one, configs, databases, unnamedPass))
        .map((one) => ({
          subject: `odoo,${subjectOf(one)}`,
          title: `An Odoo of account ${one.user} runs ${describe(one)}, which no environment declares`,
          remedy: "Stop it, declare its environment, or allow it in the policy.",
        })),
      `${plural(processes.length, "Odoo")} on the host, each declared or allowed`,
    );
  },
});

const isUnnamed = (one: OdooProcess): boolean => one.config === null && one.databases.length === 0;

/** Declared Odoo servers of which no process names the file; environments of one odoo.conf share one server. */
function unseenServers(members: readonly FleetMember[], processes: readonly OdooProcess[]): number {
  const seen = new Set(processes.map(({ config }) => config));
  const unseen = members.filter(({ odooConf }) => odooConf === undefined || !seen.has(odooConf));
  return new Set(unseen.map(({ name, odooConfFile }) => odooConfFile ?? name)).size;
}

/**
 * Databases that the command line names decide; else the file does. One that names neither reads its
 * defaults: nobody can say which it is, so that it passes as long as there are not more than declared ones.
 */
function isDeclared(
  one: OdooProcess,
  configs: ReadonlySet<string>,
  databases: ReadonlySet<string>,
  unnamedPass: boolean,
): boolean {
  if (one.databases.length > 0) return one.databases.every((name) => databases.has(name));
  return one.config === null ? unnamedPass : configs.has(one.config);
}

const subjectOf = (one: OdooProcess): string =>
  [one.config ?? "", one.databases.join("+"), one.port ?? ""].join(",");

function describe({ config, databases, port }: OdooProcess): string {
  const said = [
    config === null ? undefined : `with ${config}`,
    databases.length === 0 ? undefined : `on ${databases.join(", ")}`,
    port === null ? undefined : `at port ${port}`,
  ].filter((part) => part !== undefined);
  return said.length === 0 ? "without a file or a database" : said.join(" ");
}
