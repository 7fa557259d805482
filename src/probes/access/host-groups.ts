import { hostAccounts } from "../../facts/host-accounts.ts";
import { explain, type Privilege } from "../../model/access.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";

export const hostGroups = check({
  id: "access.host-groups",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Nobody is in a group of the host that gives more than a shell, but who may",
  failTitle: "An account is in a group of the host that gives more than a shell, and may not be",
  why: "Membership of docker, lxd or disk is root by another name; postgres opens every database; adm and systemd-journal read every log.",
  remedy:
    "Take the account out of the group (gpasswd -d ACCOUNT GROUP), or declare under identities whose it is.",
  references: ["FR-4 Least-privilege access"],
  needs: { accounts: hostAccounts },
  judge({ accounts }, context) {
    const memberships = accounts
      .filter(({ name }) => name !== "root" && context.auditorSshUsers?.includes(name) !== true)
      .flatMap((account) => strong(account));
    const findings = memberships.flatMap(({ name, group, privilege }): Finding[] => {
      const who = `account ${name}, by its group ${group},`;
      const answer = explain({ by: "ssh_user", value: name }, privilege, who, context);
      if (answer.explained) return [];
      const remedy = `gpasswd -d ${name} ${group}, or declare under identities whose ${name} is.`;
      return [{ subject: `group,${group},${name}`, title: answer.sentence, remedy }];
    });
    return failOrPass(
      findings,
      `${plural(memberships.length, "membership")} of such groups, each explained by its identity and the access matrix`,
    );
  },
});

/** What each group gives. What sudo gives to its groups is in its rules: access.sudo-rules. */
const given: Readonly<Record<string, Privilege>> = {
  docker: "service_control",
  lxd: "service_control",
  "incus-admin": "service_control",
  disk: "service_control",
  postgres: "database",
  adm: "logs",
  "systemd-journal": "logs",
};
const firstPerson = 1000;

type Account = { name: string; uid: number; shell: boolean; groups: readonly string[] };
type Membership = { name: string; group: string; privilege: Privilege };

/** A package's own account in its own group, and a logging daemon in a group of readers, are no news. */
function strong({ name, uid, shell, groups }: Account): readonly Membership[] {
  return groups.flatMap((group) => {
    const privilege = Object.hasOwn(given, group) ? given[group] : undefined;
    const isDaemon = uid < firstPerson && !shell;
    if (privilege === undefined || group === name) return [];
    return isDaemon && privilege === "logs" ? [] : [{ name, group, privilege }];
  });
}
