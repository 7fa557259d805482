/** The four personas of the platform. */
export const personaCodes = ["developer", "qa_tester", "release_manager", "sre"] as const;

/** The ten domains of expertise. */
export const domainCodes = [
  "odoo.devx.ci_cd",
  "odoo.devx.debugging",
  "odoo.qa.automation",
  "odoo.qa.staging_validation",
  "odoo.release.orchestration",
  "odoo.release.governance",
  "odoo.sre.backup_recovery",
  "odoo.sre.monitoring_performance",
  "odoo.sre.network_dns_mail",
  "odoo.platform.environment_governance",
] as const;

/** The four gates, in their sequence. */
export const gateIds = ["G1", "G2", "G3", "G4"] as const;

/** Activities that must leave evidence. */
export const activityIds = ["build", "qa", "promotion", "rollback", "incident", "drill"] as const;
