import type { ComparedFact } from "../model/identity.ts";
import type { AnyCollector } from "./collector.ts";
import { hostOdooConfSecrets } from "./host-odoo-conf-secrets.ts";
import { odooBaseUrls } from "./odoo-base-urls.ts";
import { odooIncomingSecrets } from "./odoo-incoming-secrets.ts";
import { odooMailSecrets } from "./odoo-mail-secrets.ts";
import { odooParameterSecrets } from "./odoo-parameter-secrets.ts";
import { odooPaymentSecrets } from "./odoo-payment-secrets.ts";
import { odooWebsiteDomains } from "./odoo-website-domains.ts";

/** The collectors of what other environments are compared with. */
export const comparedCollectors = {
  "odoo.base-urls": odooBaseUrls,
  "odoo.website-domains": odooWebsiteDomains,
  "odoo.parameter-secrets": odooParameterSecrets,
  "odoo.mail-secrets": odooMailSecrets,
  "odoo.incoming-secrets": odooIncomingSecrets,
  "odoo.payment-secrets": odooPaymentSecrets,
  "host.odoo-conf-secrets": hostOdooConfSecrets,
} as const satisfies Readonly<Record<ComparedFact, AnyCollector>>;
