import { odooCronIds } from "../../facts/odoo-cron-ids.ts";
import { odooScheduledActions } from "../../facts/odoo-scheduled-actions.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const scheduledActions = check({
  id: "integrations.scheduled-actions",
  control: "integration_safeguards",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Only allowed scheduled actions are active",
  failTitle: "A scheduled action is active that is not allowed",
  why: "Scheduled actions send mail, fetch bank statements and call services with nobody watching; installing a module switches its own on again.",
  remedy:
    "In Settings, Technical, Scheduled Actions: archive it, or list its XML id under policy.integrations.allowed_scheduled_actions.",
  references: ["FR-4 External integration safeguards"],
  needs: { actions: odooScheduledActions, ids: odooCronIds },
  judge({ actions, ids }, { environment }) {
    const allowed = new Set(environment.policy.integrations.allowedScheduledActions);
    const xmlId = new Map(ids.map((entry) => [entry.cron, entry.xmlId]));
    const live = actions.filter(
      (a) => !allowed.has(xmlId.get(a.id) ?? "") && !(a.name !== null && allowed.has(a.name)),
    );
    return failOrPass(
      live.map((a) => ({
        subject: `ir.cron,${a.id}`,
        title: `Scheduled action "${a.name ?? a.id}" (${xmlId.get(a.id) ?? "made by hand"}) is active`,
        remedy: `Archive ir.cron ${a.id}, or allow it in the policy.`,
      })),
      actions.length === 0 ? "none is active" : `${actions.length} active, all allowed`,
    );
  },
});
