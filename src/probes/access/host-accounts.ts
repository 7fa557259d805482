import { hostAccounts } from "../../facts/host-accounts.ts";
import { explain } from "../../model/access.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";

export const hostLogins = check({
  id: "access.host-accounts",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle:
    "Every account that can log in to the host belongs to an identity that may have a shell",
  failTitle: "An account that can log in to the host belongs to nobody, or may have no shell here",
  why: "A shell on the host reads the database, the files and the secrets of Odoo past every rule of Odoo's own.",
  remedy:
    "Lock the account (usermod --expiredate 1), or declare it under identities with its ssh_users and a persona that may have a shell on this tier.",
  references: ["FR-4 Least-privilege access"],
  needs: { accounts: hostAccounts },
  judge({ accounts }, context) {
    const people = accounts.filter(isOpen);
    const findings = people
      .filter(({ name }) => context.auditorSshUsers?.includes(name) !== true)
      .flatMap(({ name }): Finding[] => {
        const answer = explain(
          { by: "ssh_user", value: name },
          "shell",
          `account ${name}`,
          context,
        );
        if (answer.explained) return [];
        return [{ subject: `account,${name}`, title: answer.sentence, remedy: answer.remedy }];
      });
    return failOrPass(
      findings,
      `${plural(people.length, "account")} with a shell, each explained by its identity and the access matrix`,
    );
  },
});

/** The first number that Debian and Red Hat give to people; root and packages' own accounts are below. */
const firstPerson = 1000;

/**
 * Whether an account is somebody's: a package's own (postgres has a shell on Debian) can be opened by a key
 * alone, which access.authorized-keys judges, and root as access.sshd-settings says. Another account of id 0
 * is root by a second name.
 */
const isOpen = ({ name, uid, shell }: { name: string; uid: number; shell: boolean }): boolean =>
  shell && (uid >= firstPerson || (uid === 0 && name !== "root"));
