import { emptyCatalogue, type Catalogue } from "../model/assets.ts";
import { emptyPersonalData, type PersonalData } from "../model/personal-data.ts";
import type { Registry } from "../registry/load.ts";
import { catalogueChecks } from "./catalogue/checks.ts";
import type { Check } from "./check.ts";
import { hostAccess } from "./access-host.ts";
import { administrators } from "./access/administrators.ts";
import { apiKeyAge } from "./access/api-key-age.ts";
import { apiKeyExpiry } from "./access/api-key-expiry.ts";
import { apiKeyOwners } from "./access/api-key-owners.ts";
import { databaseManager } from "./access/database-manager.ts";
import { databaseSecret } from "./access/database-secret.ts";
import { defaultCredentials } from "./access/default-credentials.ts";
import { dormantAdministrators } from "./access/dormant-administrators.ts";
import { guessableCredentials } from "./access/guessable-credentials.ts";
import { odooConfPermissions } from "./access/odoo-conf-permissions.ts";
import { portalGroups } from "./access/portal-groups.ts";
import { readableSecrets } from "./access/readable-secrets.ts";
import { twoFactor } from "./access/two-factor.ts";
import { unmappedUsers } from "./access/unmapped-users.ts";
import { exceptions } from "./governance/exceptions.ts";
import { baseUrls } from "./integrations/base-urls.ts";
import { codeActions } from "./integrations/code-actions.ts";
import { coveredModules } from "./integrations/covered-modules.ts";
import { deliveryCarriers } from "./integrations/delivery-carriers.ts";
import { integrationsEgress } from "./integrations/egress.ts";
import { neutralisationDrift } from "./integrations/neutralisation-drift.ts";
import { neutralizedFlag } from "./integrations/neutralized-flag.ts";
import { oauthProviders } from "./integrations/oauth-providers.ts";
import { paymentProviders } from "./integrations/payment-providers.ts";
import { reusedIncomingPasswords } from "./integrations/reused-incoming-passwords.ts";
import { reusedMailPasswords } from "./integrations/reused-mail-passwords.ts";
import { reusedOdooConf } from "./integrations/reused-odoo-conf.ts";
import { reusedParameters } from "./integrations/reused-parameters.ts";
import { reusedPaymentKeys } from "./integrations/reused-payment-keys.ts";
import { scheduledActions } from "./integrations/scheduled-actions.ts";
import { sharedIdentity } from "./integrations/shared-identity.ts";
import { uncoveredModules } from "./integrations/uncovered-modules.ts";
import { websiteDomains } from "./integrations/website-domains.ts";
import { abandoned } from "./lifecycle/abandoned.ts";
import { age } from "./lifecycle/age.ts";
import { declared } from "./lifecycle/declared.ts";
import { expired } from "./lifecycle/expired.ts";
import { expiring } from "./lifecycle/expiring.ts";
import { undeclaredDatabases } from "./lifecycle/undeclared-databases.ts";
import { undeclaredServices } from "./lifecycle/undeclared-services.ts";
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
import { columnsDecided } from "./masking/columns-decided.ts";
import { emailDomains } from "./masking/email-domains.ts";
import { identifierChecks } from "./masking/identifiers.ts";
import { matchesChecks } from "./masking/matches.ts";
import { obfuscateReversible } from "./masking/obfuscate-reversible.ts";
import { phoneNumbers } from "./masking/phone-numbers.ts";
import { policyDeclared } from "./masking/policy-declared.ts";
import { productionDeliveryCarriers } from "./production/delivery-carriers.ts";
import { productionLifecycle } from "./production/lifecycle.ts";
import { productionMailServers } from "./production/mail-servers.ts";
import { productionNeutralized } from "./production/neutralized.ts";
import { productionPaymentProviders } from "./production/payment-providers.ts";
import { productionScheduledActions } from "./production/scheduled-actions.ts";

// Grouped by control: adding a check touches its file, this file and its test.

const mailAndIntegrations: readonly Check[] = [
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
  neutralisationDrift,
  sharedIdentity,
  baseUrls,
  websiteDomains,
  codeActions,
  integrationsEgress,
  reusedParameters,
  reusedMailPasswords,
  reusedIncomingPasswords,
  reusedPaymentKeys,
  reusedOdooConf,
];

const access: readonly Check[] = [
  defaultCredentials,
  guessableCredentials,
  administrators,
  unmappedUsers,
  dormantAdministrators,
  twoFactor,
  apiKeyOwners,
  apiKeyAge,
  apiKeyExpiry,
  portalGroups,
  readableSecrets,
  databaseManager,
  odooConfPermissions,
  ...hostAccess,
  databaseSecret,
];

const others: readonly Check[] = [
  declared,
  expired,
  expiring,
  age,
  abandoned,
  undeclaredDatabases,
  undeclaredServices,
  emailDomains,
  phoneNumbers,
  policyDeclared,
  exceptions,
  productionLifecycle,
  productionNeutralized,
  productionMailServers,
  productionPaymentProviders,
  productionDeliveryCarriers,
  productionScheduledActions,
];

const byHand = (personal: PersonalData, ...catalogues: readonly Catalogue[]): readonly Check[] => [
  ...mailAndIntegrations,
  obfuscateReversible(personal),
  uncoveredModules(coveredModules(mailAndIntegrations, ...catalogues)),
  ...access,
  ...others,
  columnsDecided(personal),
];

/** The checks written by hand, without a catalogue. */
export const handWrittenChecks = byHand(emptyPersonalData);

/** Every check: by hand, from the registry's catalogues, and from the operator's own. */
export function checks(
  registry: Pick<Registry, "catalogue" | "controls" | "personalData">,
  own: Catalogue = emptyCatalogue,
): readonly Check[] {
  return [
    ...byHand(registry.personalData, registry.catalogue, own),
    ...identifierChecks(registry.personalData),
    ...matchesChecks(registry.personalData),
    ...catalogueChecks(registry.catalogue, registry.controls),
    ...catalogueChecks(own, registry.controls),
  ];
}
