import { hostOdooProcesses } from "../../facts/host-odoo-processes.ts";
import { failOrPass } from "../../model/outcome.ts";
import { ownProcesses } from "../own-processes.ts";
import { check } from "../check.ts";

export const odooRoot = check({
  id: "access.odoo-root",
  control: "least_privilege",
  severity: "critical",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Odoo does not run as root",
  failTitle: "Odoo runs as root",
  why: "Whoever finds a hole in Odoo, or may write a server action, then owns the host.",
  remedy: "Run Odoo by an account of its own (User= of its service), and chown its files.",
  references: ["FR-4 Least-privilege access"],
  needs: { processes: hostOdooProcesses },
  judge({ processes }, context) {
    const own = ownProcesses(processes, context);
    if (own.length === 0) {
      const detail = "no Odoo of the environment is seen to run on the host";
      return { outcome: "unknown", reason: "fact_missing", detail };
    }
    return failOrPass(
      own.some(({ user }) => user === "root")
        ? [
            {
              subject: "process,odoo",
              title: "An Odoo that serves the environment runs as root",
              remedy: "Give its service an account of its own.",
            },
          ]
        : [],
      `it runs as ${[...new Set(own.map(({ user }) => user))].join(", ")}`,
    );
  },
});
