// Who may do what on the host and in the database server, and what Odoo runs with.
import type { Check } from "./check.ts";
import { hostLogins } from "./access/host-accounts.ts";
import { hostGroups } from "./access/host-groups.ts";
import { authorizedKeys } from "./access/authorized-keys.ts";
import { sudoRules } from "./access/sudo-rules.ts";
import { sshdSettings } from "./access/sshd-settings.ts";
import { odooLogReaders } from "./access/odoo-log-readers.ts";
import { odooRoot } from "./access/odoo-root.ts";
import { masterPassword } from "./access/master-password.ts";
import { listDb } from "./access/list-db.ts";
import { dbfilter } from "./access/dbfilter.ts";
import { proxyMode } from "./access/proxy-mode.ts";
import { devMode } from "./access/dev-mode.ts";
import { testMode } from "./access/test-mode.ts";
import { logLevel } from "./access/log-level.ts";
import { databaseRole } from "./access/database-role.ts";
import { databaseSuperusers } from "./access/database-superusers.ts";
import { pgHba } from "./access/pg-hba.ts";
import { auditorSqlRights } from "./access/auditor-sql-rights.ts";
import { auditorCredentialExpiry } from "./access/auditor-credential-expiry.ts";
import { auditorOdooRights } from "./access/auditor-odoo-rights.ts";
import { auditorHostRights } from "./access/auditor-host-rights.ts";

export const hostAccess: readonly Check[] = [
  hostLogins,
  hostGroups,
  authorizedKeys,
  sudoRules,
  sshdSettings,
  odooLogReaders,
  odooRoot,
  masterPassword,
  listDb,
  dbfilter,
  proxyMode,
  devMode,
  testMode,
  logLevel,
  databaseRole,
  databaseSuperusers,
  pgHba,
  auditorSqlRights,
  auditorHostRights,
  auditorOdooRights,
  auditorCredentialExpiry,
];
