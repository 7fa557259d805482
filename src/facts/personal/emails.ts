import { domainsIn, isRoutableDomain } from "../email-domains.ts";

// A local part, and a domain whose last label is a name: `lodash@4.17.21` is no address.
const address =
  /(?<local>[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64})@(?<domain>(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}][\p{L}\p{N}-]{1,62})/gu;

// `ada (at) shop [dot] com`, as people write what programs should not find.
const spelled: readonly (readonly [RegExp, string])[] = [
  [/\s?[([{]\s?(?:at|@|ät|arobase|arroba)\s?[)\]}]\s?/gi, "@"],
  [/\s?[([{]\s?(?:dot|punkt|point|punto)\s?[)\]}]\s?/gi, "."],
];

/** Endings of file names, none of which is a top-level domain: `logo@2x.png`. */
const files = /\.(?:png|jpe?g|gif|svg|webp|bmp|ico|pdf|docx?|xlsx?|css|html?|json|xml)$/i;

/** Odoo's own ids of messages, which name its host and nobody. */
const messageId = /\.openerp-|^openerp-|-openerp-|^\d+\.\d+\.\d+-/i;

/**
 * Whether a text holds an e-mail address that can reach somebody. Stricter than for a column that holds
 * addresses and nothing else, where whatever stands behind an `@` counts.
 */
export function holdsEmail(text: string, safeDomains: readonly string[]): boolean {
  let written = text;
  if (/[([{]\s?(?:at|@|ät|arobase|arroba)\s?[)\]}]/i.test(text)) {
    for (const [what, by] of spelled) written = written.replaceAll(what, by);
  }
  if (!written.includes("@")) return false;
  return [...written.matchAll(address)].some(({ groups }) => {
    const { local = "", domain = "" } = groups ?? {};
    if (messageId.test(local) || files.test(domain)) return false;
    return isRoutableDomain(domain.toLowerCase(), safeDomains);
  });
}

/** The same of a column that is there for addresses: spaces around the `@` are a slip of the pen. */
export function isEmail(text: string, safeDomains: readonly string[]): boolean {
  const tight = text.replaceAll(/\s*@\s*/g, "@");
  return (
    domainsIn(tight).some((domain) => isRoutableDomain(domain, safeDomains)) ||
    holdsEmail(text, safeDomains)
  );
}
