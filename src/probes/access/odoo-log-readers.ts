import { hostOdooLog } from "../../facts/host-odoo-log.ts";
import { explain } from "../../model/access.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const odooLogReaders = check({
  id: "access.odoo-log-readers",
  control: "least_privilege",
  severity: "medium",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Odoo's log is read by Odoo and by whoever may read logs",
  failTitle: "Odoo's log is open to others",
  why: "The log names customers, holds failed logins, and at times passwords and tokens.",
  remedy: "chmod 0640 the log, with nobody but who may read logs in its group.",
  references: ["FR-4 Least-privilege access"],
  needs: { log: hostOdooLog },
  judge({ log }, context) {
    const { path, mode, owner, group, members } = log;
    const bits = Number.parseInt(mode, 8);
    const findings: Finding[] = [];
    if ((bits & 0o006) !== 0) {
      findings.push({
        subject: `${path},everybody`,
        title: `${path} is open to everybody (mode ${mode}, ${owner}:${group})`,
        remedy: `chmod 0640 ${path}`,
      });
    }
    if ((bits & 0o040) !== 0) {
      for (const name of members ?? []) {
        if (name === "root" || name === owner || name === group) continue;
        if (context.auditorSshUsers?.includes(name) === true) continue;
        const who = `account ${name}, by its group ${group},`;
        const answer = explain({ by: "ssh_user", value: name }, "logs", who, context);
        if (answer.explained) continue;
        findings.push({
          subject: `${path},${name}`,
          title: answer.sentence,
          remedy: `gpasswd -d ${name} ${group}, or chgrp ${path}.`,
        });
      }
    }
    if (findings.length === 0 && (bits & 0o040) !== 0 && members === null) {
      const detail = `nobody sees who is in the group ${group} that reads ${path}`;
      return { outcome: "unknown", reason: "fact_missing", detail };
    }
    return failOrPass(findings, `mode ${mode}, ${owner}:${group}`);
  },
});
