import { odooJobs } from "../../facts/odoo-jobs.ts";
import { check } from "../check.ts";
import { judgeQueue } from "./queue.ts";

export const failedJobs = check({
  id: "mail.failed-jobs",
  control: "mail_suppression",
  severity: "low",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No failed job is left over",
  failTitle: "Failed jobs are left over",
  why: "One press of Requeue runs them against the systems that production talks to.",
  remedy: "In Job Queue, Jobs: cancel the failed jobs, or set them to done.",
  references: ["FR-4 Mail suppression"],
  needs: { queue: odooJobs },
  judge: ({ queue }) =>
    judgeQueue(queue.failed, {
      subject: "queue.job,failed",
      one: "failed job is left over",
      many: "failed jobs are left over",
      remedy: "Cancel the failed jobs.",
    }),
});
