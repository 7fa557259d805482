import type { z } from "zod";
import { hostAccounts } from "../../facts/host-accounts.ts";
import { hostSudoRules } from "../../facts/host-sudo-rules.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const auditorHostRights = check({
  id: "access.auditor-host-rights",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The auditor's account on the host may do what it needs, and no more",
  failTitle: "The auditor's account on the host may do more than it needs",
  why: "What the auditor may do, whoever steals its key may do.",
  remedy: "Take away what the findings name; envaudit grants prints what it needs.",
  references: ["FR-4 Least-privilege access"],
  needs: { accounts: hostAccounts },
  wants: { sudo: hostSudoRules },
  judge({ accounts, sudo }, context) {
    const own = accounts.filter(({ name }) => context.auditorSshUsers?.includes(name) === true);
    if (own.length === 0) {
      const detail = "the auditor's account is not in /etc/passwd, so nobody sees its groups";
      return { outcome: "unknown", reason: "fact_missing", detail };
    }
    const rules = sudo.state === "known" ? sudo.value.rules : [];
    const findings = own.flatMap((account) => [
      ...(account.uid === 0 ? [isRoot(account.name)] : []),
      ...account.groups.filter((group) => tooStrong.has(group)).map(inGroup(account.name)),
      ...rules.filter((rule) => isAnything(rule, account)).map(byRule(account.name)),
    ]);
    if (findings.length > 0) return failOrPass(findings, "");
    if (sudo.state === "unknown") {
      const detail = `what sudo lets it do is not known: ${sudo.detail}`;
      return { outcome: "unknown", reason: sudo.reason, detail };
    }
    return failOrPass(
      [],
      "it is not root, in no strong group, and sudo lets it run no program it likes",
    );
  },
});

type Account = z.output<typeof hostAccounts.schema>[number];
type Rule = z.output<typeof hostSudoRules.schema>["rules"][number];

/** Each of them is root, or every database, by another name. The logs are what some checks may come to need. */
const tooStrong = new Set(["docker", "lxd", "incus-admin", "disk", "postgres"]);

/** A rule for any program; rules for single ones are what envaudit grants prints. */
const isAnything = ({ who, programs }: Rule, { name, uid, groups }: Account): boolean =>
  programs.includes("ALL") &&
  (who === name || who === "ALL" || who === `#${uid}` || groups.some((g) => who === `%${g}`));

const isRoot = (name: string): Finding => ({
  subject: `account,${name},root`,
  title: `The auditor's account ${name} is root`,
  remedy: "Give the auditor an account of its own.",
});
const inGroup =
  (name: string) =>
  (group: string): Finding => ({
    subject: `account,${name},group,${group}`,
    title: `The auditor's account ${name} is in the group ${group}`,
    remedy: `gpasswd -d ${name} ${group}`,
  });
const byRule =
  (name: string) =>
  ({ path }: Rule): Finding => ({
    subject: `account,${name},sudo,${path}`,
    title: `The auditor's account ${name} may run any program by sudo (${path})`,
    remedy: `Put the lines that envaudit grants prints in the place of the rule in ${path}.`,
  });
