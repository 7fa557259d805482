/** Top-level and second-level names that never deliver: RFC 2606, RFC 6761 and RFC 6762 (`local`). */
const reservedDomains = ["example.com", "example.net", "example.org"];
const reservedTops = ["example", "invalid", "localhost", "test", "local"];

/** Endings by which a search can leave out rows that are certainly masked. */
export function safeEndings(safeDomains: readonly string[]): readonly string[] {
  return [...reservedDomains, ...safeDomains]
    .map((domain) => `@${domain}`)
    .concat(reservedTops.map((t) => `.${t}`));
}

/** Whether mail to `domain` (lower case) can reach anybody outside. */
export function isRoutableDomain(domain: string, safeDomains: readonly string[]): boolean {
  if (!domain.includes(".")) return false;
  const top = domain.slice(domain.lastIndexOf(".") + 1);
  if (reservedTops.includes(top)) return false;
  return ![...reservedDomains, ...safeDomains].some(
    (safe) => domain === safe || domain.endsWith(`.${safe}`),
  );
}

/** What may stand between two addresses of one field. */
export const addressSeparators = [",", ";", " ", "\t", "\n", "/", "|"] as const;

/**
 * Domains of every address in a field that may hold one address, several, or `Name <address>`; lower case.
 * Deliberately generous: whatever stands behind an `@` counts, a literal such as `[192.0.2.1]` too.
 */
export function domainsIn(text: string): readonly string[] {
  return [...text.matchAll(/@\[?([\p{L}\p{N}_.-]+)/gu)].map((m) =>
    (m[1] ?? "").toLowerCase().replace(/\.+$/, ""),
  );
}
