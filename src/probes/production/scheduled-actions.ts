import { odooCronIds } from "../../facts/odoo-cron-ids.ts";
import { odooScheduledActions } from "../../facts/odoo-scheduled-actions.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { check } from "../check.ts";

const mailQueue = "mail.ir_cron_mail_scheduler_action";
const vacuum = "base.autovacuum_job";

export const productionScheduledActions = check({
  id: "production.scheduled-actions",
  control: "operational_health",
  severity: "high",
  tiers: ["production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Production's scheduled actions are on",
  failTitle: "Production's scheduled actions are off",
  why: "Mail stays in the queue, and nothing that should happen by itself does: what neutralisation leaves behind, or an action that Odoo switched off after failures.",
  remedy:
    "In Settings, Technical, Scheduled Actions: activate the action; where nearly all are off, find out whether the database was neutralised.",
  references: ["FR-4 External integration safeguards"],
  needs: { actions: odooScheduledActions, ids: odooCronIds },
  judge({ actions, ids }) {
    const xmlId = new Map(ids.map((entry) => [entry.cron, entry.xmlId]));
    const queue = ids.find((entry) => entry.xmlId === mailQueue)?.cron;
    const findings: Finding[] = [];
    if (actions.every((a) => xmlId.get(a.id) === vacuum)) {
      findings.push({
        subject: "ir.cron",
        title:
          actions.length === 0
            ? "No scheduled action is active"
            : "No scheduled action is active but the one that neutralisation leaves on",
        remedy: "Find out whether the database was neutralised, then activate them.",
      });
    } else if (queue !== undefined && !actions.some((a) => a.id === queue)) {
      findings.push({
        subject: `ir.cron,${queue}`,
        title: "The scheduled action that sends the mail queue is not active",
        remedy: `Activate ir.cron ${queue}.`,
      });
    }
    return failOrPass(findings, `${actions.length} active`);
  },
});
