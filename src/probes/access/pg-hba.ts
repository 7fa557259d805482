import { sqlPgHba } from "../../facts/sql-pg-hba.ts";
import { failOrPass } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";

export const pgHba = check({
  id: "access.pg-hba",
  control: "least_privilege",
  severity: "critical",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "PostgreSQL trusts nobody beyond the server's own socket",
  failTitle: "PostgreSQL trusts whoever comes over the network",
  why: "A line that trusts asks for no password: every program that reaches the port is every role, superusers too.",
  remedy:
    "Change trust to scram-sha-256 in the lines, and reload PostgreSQL (select pg_reload_conf()).",
  references: ["FR-4 Least-privilege access"],
  needs: { hba: sqlPgHba },
  judge({ hba }) {
    const beyond = hba.trusting.filter(({ type }) => type !== "local");
    if (beyond.length === 0 && hba.broken > 0) {
      const detail = `PostgreSQL cannot read ${plural(hba.broken, "line")} of its pg_hba.conf`;
      return { outcome: "unknown", reason: "malformed_response", detail };
    }
    return failOrPass(
      beyond.map(({ line, type, address, databases, users }) => ({
        subject: `pg_hba.conf,${type},${address ?? "all"},${databases.join("+")},${users.join("+")}`,
        title: `Line ${line} of pg_hba.conf trusts ${users.join(", ")} from ${address ?? "everywhere"} for ${databases.join(", ")}`,
        remedy: `Change trust to scram-sha-256 in line ${line}, and reload PostgreSQL.`,
      })),
      hba.trusting.length === 0 ? "no line trusts anybody" : "only its socket is trusted",
    );
  },
});
