import { cardsIn, realCards } from "./cards.ts";
import { holdsEmail, isEmail } from "./emails.ts";
import { ibansIn, realIbans } from "./ibans.ts";
import { maskedForm, type MaskedForm } from "./masked.ts";
import { looksLikePerson } from "./names.ts";
import { holdsPhone } from "./phones.ts";
import { isRoutablePhone } from "../phone-numbers.ts";
import { plainText } from "./text.ts";
import { realVats, vatsIn } from "./vats.ts";

/** What can be told from a value alone, without production's to compare it with. */
export const identifierKinds = ["email", "phone", "iban", "card", "vat"] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

/** What the operator calls safe, beside what is reserved. */
export type SafeValues = {
  readonly domains: readonly string[];
  readonly prefixes: readonly string[];
};

export type Detected = {
  readonly kinds: readonly IdentifierKind[];
  /** It looks like a name or an address, which proves nothing. */
  readonly looksPersonal: boolean;
  readonly masked: MaskedForm | undefined;
};

/**
 * What a value gives away. `column` says what its column is there for: addresses and numbers are then taken
 * as generously as they are written, while in a text they must show what they are. A value that shows how it
 * was masked is looked at all the same: half of an address may have been left.
 */
export function detect(
  value: string,
  column: "email" | "phone" | "text",
  marker: string,
  { domains, prefixes }: SafeValues,
): Detected {
  const text = plainText(value);
  const kinds = new Set<IdentifierKind>();
  const masked = maskedForm(text, marker);
  if (text.includes("@") || /[([{]/.test(text)) {
    if (column === "email" ? isEmail(text, domains) : holdsEmail(text, domains)) kinds.add("email");
  }
  // What turns back says nothing more, and a hash has digits by chance.
  if (masked !== "obfuscated" && masked !== "hash" && /\d{2}/.test(text)) {
    const ibans = ibansIn(text);
    if (realIbans(ibans.found).length > 0) kinds.add("iban");
    const cards = cardsIn(ibans.rest);
    if (realCards(cards).length > 0) kinds.add("card");
    const vats = vatsIn(ibans.rest);
    if (realVats(vats.found).length > 0) kinds.add("vat");
    const rings = column === "phone" ? isRoutablePhone : holdsPhone;
    if (masked !== "redacted" && rings(vats.rest, prefixes)) kinds.add("phone");
  }
  return {
    kinds: identifierKinds.filter((kind) => kinds.has(kind)),
    looksPersonal: masked === undefined && kinds.size === 0 && looksLikePerson(text),
    masked,
  };
}
