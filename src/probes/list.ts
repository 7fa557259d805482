import { emptyCatalogue, type Catalogue } from "../model/assets.ts";
import type { Registry } from "../registry/load.ts";
import { catalogueChecks } from "./catalogue/checks.ts";
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
import { fallbackServer } from "./mail/fallback-server.ts";
import { incomingServers } from "./mail/incoming-servers.ts";
import { outgoingQueue } from "./mail/outgoing-queue.ts";
import { outgoingServers } from "./mail/outgoing-servers.ts";
import { emailDomains } from "./masking/email-domains.ts";
import { phoneNumbers } from "./masking/phone-numbers.ts";
import { policyDeclared } from "./masking/policy-declared.ts";

/** The checks written by hand, grouped by control: adding one touches its file, this list and its test. */
export const handWrittenChecks: readonly Check[] = [
  outgoingServers,
  incomingServers,
  fallbackServer,
  outgoingQueue,
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

/** Every check: by hand, from the registry's asset catalogue, and from the operator's own. */
export function checks(
  registry: Pick<Registry, "catalogue" | "controls">,
  own: Catalogue = emptyCatalogue,
): readonly Check[] {
  return [
    ...handWrittenChecks,
    ...catalogueChecks(registry.catalogue, registry.controls),
    ...catalogueChecks(own, registry.controls),
  ];
}
