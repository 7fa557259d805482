import { hostOdooConfSecrets } from "../../facts/host-odoo-conf-secrets.ts";
import type { JudgeContext } from "../../model/record.ts";
import { check } from "../check.ts";
import { judgeReused, originsSecrets } from "./reused.ts";

export const reusedOdooConf = check({
  id: "integrations.reused-odoo-conf",
  control: "integration_safeguards",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The odoo.conf holds no secret of its origin's",
  failTitle: "The odoo.conf holds a secret of its origin's",
  why: "Who may read the copy's file, often many more people, then holds production's master, database or mail password.",
  remedy:
    "Give the environment an admin_passwd, a db_password and an smtp_password of its own, and restart Odoo.",
  references: ["FR-4 External integration safeguards"],
  needs: { ...originsSecrets, own: hostOdooConfSecrets },
  judge({ own, ...facts }, context) {
    const sharer = sharerOfFile(context);
    if (sharer !== undefined) {
      return {
        outcome: "not_applicable",
        because: `one Odoo with one odoo.conf serves it and ${sharer}`,
      };
    }
    return judgeReused(own, facts, context, {
      fact: "host.odoo-conf-secrets",
      describe: (subject) => `${subject.split(",")[1] ?? subject} in odoo.conf`,
      remedy: "Give the environment one of its own.",
    });
  },
});

/** Its origin, or a production, with the very same file: then nothing was copied. */
function sharerOfFile({ environment, fleet }: JudgeContext): string | undefined {
  const own = fleet.find(({ name }) => name === environment.name)?.odooConfFile;
  if (own === undefined) return undefined;
  return fleet.find(
    ({ name, tier, odooConfFile }) =>
      name !== environment.name &&
      odooConfFile === own &&
      (name === environment.derivedFrom || tier === "production"),
  )?.name;
}
