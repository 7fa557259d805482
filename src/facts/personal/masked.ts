/** How a value was made unreadable, where its form shows it. */
export const maskedForms = ["obfuscated", "hash", "redacted"] as const;
export type MaskedForm = (typeof maskedForms)[number];

// MD5, SHA-1, SHA-224 to SHA-512 in hexadecimal; bcrypt, argon2 and crypt's own; SHA-256 and SHA-512 in Base64.
const hash =
  /^(?:(?:sha\d{1,3}|md5|hmac)[:$-])?(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{56}|[\da-f]{64}|[\da-f]{96}|[\da-f]{128}|\$(?:2[aby]|5|6|argon2id?|pbkdf2-sha\d+)\$\S{20,}|[A-Za-z\d+/]{43}=|[A-Za-z\d+/]{86}==)$/i;

const words =
  /^[\s[(<{*_-]*(?:redacted|masked|anonymi[sz]ed|anonymous|removed|deleted|hidden|censored|gdpr|anonymis[ée]|anonyme|supprim[ée]|anonymisiert|geschwärzt|gelöscht|anonimizado|eliminado|anonimizzato|rimosso|geanonimiseerd|verwijderd|zanonimizowano|удалено|обезличено)(?:[\s_-]?\d+)?[\s\])>}*_-]*$/iu;

/** A hash is shorter, and of a longer text a part may be masked, which says nothing of the rest. */
const longest = 400;

/**
 * How `value` was masked, or undefined where nothing in its form shows it. `marker` is the beginning of what
 * Odoo's own `obfuscate` makes, which anybody with its password turns back.
 */
export function maskedForm(value: string, marker: string): MaskedForm | undefined {
  const text = value.trim();
  if (text.includes(marker)) return "obfuscated";
  if (text.length > longest) return undefined;
  if (hash.test(text)) return "hash";
  if (words.test(text)) return "redacted";
  const characters = text.replaceAll(/[\s.,@+()/-]/g, "");
  const stars = characters.replaceAll(/[^*x•·█#?_]/gi, "");
  return characters.length > 2 && stars.length * 2 >= characters.length ? "redacted" : undefined;
}
