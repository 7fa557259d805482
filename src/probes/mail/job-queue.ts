import { hostOdooConf } from "../../facts/host-odoo-conf.ts";
import { odooJobs } from "../../facts/odoo-jobs.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { check } from "../check.ts";
import { queueFindings } from "./queue.ts";

const runner: Finding = {
  subject: "odoo.conf,server_wide_modules",
  title: "odoo.conf loads the job runner (server_wide_modules names queue_job)",
  remedy: "Take queue_job out of server_wide_modules and restart Odoo.",
};

export const jobQueue = check({
  id: "mail.job-queue",
  control: "mail_suppression",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No job waits, and nothing runs jobs",
  failTitle: "Jobs wait, or a runner runs them",
  why: "The runner of queue_job is no scheduled action: it runs production's jobs as soon as Odoo starts, however many actions are archived.",
  remedy:
    "In Job Queue, Jobs: cancel what waits; and leave queue_job out of server_wide_modules in odoo.conf and out of --load.",
  references: ["FR-4 Mail suppression", "OCA/queue#526"],
  needs: { jobs: odooJobs },
  wants: { conf: hostOdooConf },
  judge({ jobs, conf }) {
    const waiting = queueFindings(jobs.waiting, {
      subject: "queue.job,pending",
      one: "job waits",
      many: "jobs wait",
      remedy: "Cancel the jobs that wait.",
    });
    const modules = conf.state === "known" ? (conf.value.server_wide_modules ?? "") : "";
    const loaded = modules.split(",").some((name) => name.trim() === "queue_job");
    const findings = loaded ? [...waiting, runner] : waiting;
    if (findings.length === 0 && conf.state === "unknown") {
      const detail = `whether odoo.conf loads the job runner: ${conf.detail}`;
      return { outcome: "unknown", reason: conf.reason, detail };
    }
    return failOrPass(findings, "no job waits, and odoo.conf does not load the runner");
  },
});
