import type { z } from "zod";
import { hostAccounts } from "../../facts/host-accounts.ts";
import { hostSudoRules } from "../../facts/host-sudo-rules.ts";
import { explain } from "../../model/access.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";

export const sudoRules = check({
  id: "access.sudo-rules",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Every rule of sudo is for an identity that may control services",
  failTitle: "A rule of sudo is for somebody who may not control services",
  why: "Who may run a program as root controls the host: most programs can be made to start a shell.",
  remedy: "Remove the rule (visudo), or declare under identities whose account it is for.",
  references: ["FR-4 Least-privilege access"],
  needs: { sudo: hostSudoRules, accounts: hostAccounts },
  judge({ sudo, accounts }, context) {
    const grants = sudo.rules.flatMap((rule) => peopleOf(rule, accounts));
    const findings = grants
      .filter(({ name }) => context.auditorSshUsers?.includes(name) !== true)
      .flatMap(({ name, path, programs, how }): Finding[] => {
        const subject = `${path},${name}`;
        const what = `${programs.slice(0, 3).join(", ")}${programs.length > 3 ? " and more" : ""}`;
        const remedy = `Remove the rule from ${path} (visudo -f ${path}).`;
        if (name === everybody) {
          const title = `${path} lets everybody run ${what} as another account`;
          return [{ subject, title, remedy }];
        }
        const who = `account ${name}, by ${how} in ${path} for ${what},`;
        const holder = { by: "ssh_user", value: name } as const;
        const answer = explain(holder, "service_control", who, context);
        return answer.explained ? [] : [{ subject, title: answer.sentence, remedy }];
      });
    if (findings.length > 0) return failOrPass(distinct(findings), "");
    if (sudo.elsewhere.length > 0) {
      const detail = `sudo reads ${sudo.elsewhere.join(", ")} too, which nobody looked at`;
      return { outcome: "unknown", reason: "fact_missing", detail };
    }
    return failOrPass(
      [],
      `${plural(sudo.rules.length, "rule")}, for root, the auditor and whoever may control services`,
    );
  },
});

type Rule = z.output<typeof hostSudoRules.schema>["rules"][number];
type Account = z.output<typeof hostAccounts.schema>[number];
type Grant = { name: string; path: string; programs: readonly string[]; how: string };

const everybody = "ALL";

/** The accounts that a rule is for, root left out; a group that nobody with a shell is in is for nobody. */
function peopleOf({ who, path, programs }: Rule, accounts: readonly Account[]): readonly Grant[] {
  const grant = (name: string, how: string): Grant => ({ name, path, programs, how });
  if (who.startsWith("%")) {
    const group = who.slice(1);
    return accounts
      .filter(({ name, groups }) => name !== "root" && groups.includes(group))
      .map(({ name }) => grant(name, `the rule of its group ${group}`));
  }
  if (who === "root" || who === "#0") return [];
  const byNumber = accounts.find(({ uid }) => who === `#${uid}`);
  return [grant(byNumber?.name ?? who, "a rule of its own")];
}

/** One of a kind: two rules of one file for one account are one thing to repair. */
const distinct = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((finding) => [finding.subject, finding])).values(),
];
