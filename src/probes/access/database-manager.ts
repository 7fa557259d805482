import { httpDatabaseManager } from "../../facts/http-database-manager.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const databaseManager = check({
  id: "access.database-manager",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The database manager is closed",
  failTitle: "The database manager is open",
  why: "One password stands between anybody and a download, or the deletion, of the whole database.",
  remedy: "Set list_db = False in odoo.conf and restart Odoo, or close /web/database in the proxy.",
  references: ["FR-4 Least-privilege access"],
  needs: { state: httpDatabaseManager },
  judge: ({ state }) =>
    failOrPass(
      state === "enabled" || state === "insecure"
        ? [
            {
              subject: "/web/database/manager",
              title:
                state === "insecure"
                  ? "The database manager is open, and Odoo says that its master password is the default"
                  : "The database manager is open",
              remedy: "Set list_db = False, and a master password of your own.",
            },
          ]
        : [],
      `/web/database/manager is ${state}`,
    ),
});
