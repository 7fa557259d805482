import { odooApiKeys } from "../../facts/odoo-api-keys.ts";
import { odooUsers } from "../../facts/odoo-users.ts";
import { lifecycleDefaults } from "../../model/environment.ts";
import { failOrPass, type Verdict } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";

export const auditorCredentialExpiry = check({
  id: "access.auditor-credential-expiry",
  control: "least_privilege",
  severity: "medium",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The auditor's API key lasts",
  failTitle: "The auditor's API key is about to expire",
  why: "From the day on which it expires nothing of Odoo is seen any more. Odoo lets keys of users who are no administrators live for three months at most.",
  remedy: "Make a new API key, put it where odoo.api_key points to, and delete the old one.",
  references: ["FR-4 Least-privilege access"],
  needs: { keys: odooApiKeys, users: odooUsers },
  judge({ keys, users }, context) {
    const idle = (because: string): Verdict => ({ outcome: "not_applicable", because });
    if (context.auditor?.usesApiKey !== true) return idle("the auditor logs in by password");
    if (!keys.canExpire) return idle("API keys expire from Odoo 18 on");
    const own = users.find(({ login }) => login !== null && context.auditorLogins.includes(login));
    const mine = keys.keys.filter(({ user }) => user === own?.id);
    if (own === undefined || mine.length === 0) {
      const detail = "no API key of the auditor's user is seen";
      return { outcome: "unknown", reason: "fact_missing", detail };
    }
    const warnDays = context.environment.policy.lifecycle.warnDays ?? lifecycleDefaults.warnDays;
    const soon = Date.parse(context.now) + warnDays * dayMs;
    const findings = mine
      .filter(({ expires }) => expires !== null && Date.parse(expires) <= soon)
      .map(({ id, expires }) => ({
        subject: `res.users.apikeys,${id}`,
        title: `API key ${id} of the auditor's user expires at ${expires ?? ""}`,
        remedy: `Replace res.users.apikeys ${id} by a new key, in odoo.api_key too.`,
      }));
    return failOrPass(
      findings,
      `none of ${plural(mine.length, "key")} expires within ${plural(warnDays, "day")}`,
    );
  },
});

const dayMs = 86_400_000;
