import { hostOdooConfMode } from "../../facts/host-odoo-conf-mode.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const odooConfPermissions = check({
  id: "access.odoo-conf-permissions",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Only Odoo's own account and group read odoo.conf",
  failTitle: "Accounts beyond Odoo's own can read or change odoo.conf",
  why: "The file holds the database password and the master password.",
  remedy: "chown root:odoo and chmod 0640 the file (0600 when Odoo owns it).",
  references: ["FR-4 Least-privilege access"],
  needs: { file: hostOdooConfMode },
  judge({ file }) {
    const bits = Number.parseInt(file.mode, 8);
    const findings: Finding[] = [];
    const say = (what: string): void => {
      findings.push({
        subject: `${file.path},${what}`,
        title: `${file.path} is ${what} (mode ${file.mode}, ${file.owner}:${file.group})`,
        remedy: `chmod 0640 ${file.path}`,
      });
    };
    if ((bits & 0o004) !== 0) say("readable by everybody");
    if ((bits & 0o002) !== 0) say("writable by everybody");
    if ((bits & 0o020) !== 0) say("writable by its group");
    return failOrPass(findings, `mode ${file.mode}, ${file.owner}:${file.group}`);
  },
});
