import type { Check } from "./check.ts";
import { administrators } from "./access/administrators.ts";
import { databaseManager } from "./access/database-manager.ts";
import { defaultCredentials } from "./access/default-credentials.ts";
import { odooConfPermissions } from "./access/odoo-conf-permissions.ts";
import { deliveryCarriers } from "./integrations/delivery-carriers.ts";
import { neutralizedFlag } from "./integrations/neutralized-flag.ts";
import { oauthProviders } from "./integrations/oauth-providers.ts";
import { paymentProviders } from "./integrations/payment-providers.ts";
import { scheduledActions } from "./integrations/scheduled-actions.ts";
import { age } from "./lifecycle/age.ts";
import { declared } from "./lifecycle/declared.ts";
import { expired } from "./lifecycle/expired.ts";
import { failedMails } from "./mail/failed-mails.ts";
import { smsQueue } from "./mail/sms-queue.ts";
import { failedSms } from "./mail/failed-sms.ts";
import { letterQueue } from "./mail/letter-queue.ts";
import { mailingQueue } from "./mail/mailing-queue.ts";
import { scheduledMessages } from "./mail/scheduled-messages.ts";
import { digests } from "./mail/digests.ts";
import { jobQueue } from "./mail/job-queue.ts";
import { failedJobs } from "./mail/failed-jobs.ts";
import { archivedServers } from "./mail/archived-servers.ts";
import { hostAgent } from "./mail/host-mta.ts";
import { canary } from "./mail/canary.ts";
import { egress } from "./mail/egress.ts";
import { fallbackServer } from "./mail/fallback-server.ts";
import { incomingServers } from "./mail/incoming-servers.ts";
import { outgoingQueue } from "./mail/outgoing-queue.ts";
import { outgoingServers } from "./mail/outgoing-servers.ts";
import { emailDomains } from "./masking/email-domains.ts";
import { phoneNumbers } from "./masking/phone-numbers.ts";
import { policyDeclared } from "./masking/policy-declared.ts";

/** Every check, by hand, grouped by control: adding one touches its file, this list and its test. */
export const checks: readonly Check[] = [
  outgoingServers,
  incomingServers,
  fallbackServer,
  hostAgent,
  egress,
  canary,
  archivedServers,
  outgoingQueue,
  failedMails,
  smsQueue,
  failedSms,
  letterQueue,
  mailingQueue,
  scheduledMessages,
  digests,
  jobQueue,
  failedJobs,
  paymentProviders,
  scheduledActions,
  deliveryCarriers,
  oauthProviders,
  neutralizedFlag,
  defaultCredentials,
  administrators,
  databaseManager,
  odooConfPermissions,
  declared,
  expired,
  age,
  emailDomains,
  phoneNumbers,
  policyDeclared,
];
