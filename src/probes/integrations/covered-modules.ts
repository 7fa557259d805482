import type { Catalogue } from "../../model/assets.ts";

/** Modules that have no entry in the catalogue and whose ways to the outside are looked at all the same. */
const elsewhere = [
  // By checks of their own.
  "auth_oauth base delivery fetchmail mail payment payment_odoo_by_adyen web",
  // All of these pay by an account of `iap`, whose token is what must be disabled.
  "crm_iap_enrich crm_iap_lead crm_iap_lead_enrich crm_iap_lead_website crm_iap_mine iap iap_crm",
  "iap_mail mail_plugin partner_autocomplete partner_autocomplete_address_extended sms snailmail",
  "snailmail_account website_crm_iap_reveal",
  // The calendars use their code.
  "google_account microsoft_account",
  // With no credential, and only when a person types or pastes the address of a page.
  "base_import html_editor link_tracker web_editor website_forum website_slides",
].flatMap((names) => names.split(" "));

/** Modules that some check looks at: by an entry of a catalogue, or as listed above. */
export function coveredModules(...catalogues: readonly Catalogue[]): ReadonlySet<string> {
  return new Set([
    ...elsewhere,
    ...catalogues.flatMap(({ assets }) => Object.values(assets).map(({ module }) => module)),
  ]);
}
