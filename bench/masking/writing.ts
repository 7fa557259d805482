import type { IdentifierKind } from "../../src/facts/personal/detect.ts";
import type { Person } from "./people.ts";
import type { Random } from "./random.ts";

/** A stored value, and the identifiers of people that really stand in it. */
export type Cell = { readonly value: string; readonly holds: readonly IdentifierKind[] };

export const plain = (value: string): Cell => ({ value, holds: [] });

const grouped = (text: string, between: string): string =>
  text.replaceAll(/(.{4})(?=.)/g, `$1${between}`);
const inArabic = (text: string): string =>
  text.replaceAll(/\d/g, (d) => String.fromCodePoint(0x6_60 + Number(d)));
const asReferences = (text: string): string =>
  text.replaceAll(/[@.+]/g, (c) => `&#${c.charCodeAt(0)};`);

/** How an address stands in a column that is there for addresses. */
export function emailColumn({ email, name }: Person, { pick }: Random): string {
  return pick([
    () => email,
    () => email,
    () => email.toUpperCase(),
    () => `  ${email} `,
    () => `"${name}" <${email}>`,
    () => `masked@example.com, ${email}`,
    () => `${email};copy@example.org`,
  ])();
}

/** How a number stands in a column that is there for numbers: bare runs of digits as well. */
export function phoneColumn({ phone, nationalPhones }: Person, by: Random): string {
  const { pick } = by;
  const at = phone.length - 7;
  return pick([
    () => phone,
    () => `${phone.slice(0, at)} ${phone.slice(at, at + 3)} ${phone.slice(at + 3)}`,
    () => phone.replace("+", "00"),
    () => inArabic(phone),
    () => `${phone} ext. 12`,
    () => (nationalPhones.length === 0 ? phone : pick(nationalPhones)),
    () => (nationalPhones.length === 0 ? phone : pick(nationalPhones).replaceAll(/\D/g, "")),
  ])();
}

/** How an identifier stands in a text or in HTML. A few ways are there that nobody can tell from noise. */
function written(kind: IdentifierKind, person: Person, html: boolean, by: Random): string {
  const { pick, chance } = by;
  const { email, phone, nationalPhones, iban, card, vat } = person;
  switch (kind) {
    case "email": {
      if (chance(0.01)) return email.replace("@", " at ").replaceAll(".", " dot ");
      const ways = [
        email,
        email.toUpperCase(),
        `<${email}>`.replaceAll(/[<>]/g, html ? " " : "$&"),
        `(${email})`,
        email.replace("@", " (at) "),
      ];
      const inHtml = [
        `<a href="mailto:${email}?subject=Hello">write</a>`,
        `&lt;${email}&gt;`,
        asReferences(email),
        email.replace("@", "@<b>").concat("</b>"),
        `<a href="mailto:${encodeURIComponent(email)}">me</a>`,
      ];
      return pick(html ? [...ways, ...inHtml] : ways);
    }
    case "phone": {
      // A bare run of digits: an order number looks the same.
      if (chance(0.01)) return phone.replace("+", "");
      const at = phone.length - 6;
      const spaced = `${phone.slice(0, at)} ${phone.slice(at, at + 3)} ${phone.slice(at + 3)}`;
      const bare = phone.replace("+", "00");
      const ways = [
        phone,
        spaced,
        spaced.replaceAll(" ", "-"),
        `tel. ${bare}`,
        `GSM: ${bare}`,
        inArabic(spaced),
        ...nationalPhones,
      ];
      const inHtml = [
        `<a href="tel:${phone}">call</a>`,
        spaced.replaceAll(" ", "&nbsp;"),
        asReferences(phone),
        `<b>${spaced}</b>`,
      ];
      return pick(html ? [...ways, ...inHtml] : ways);
    }
    case "iban": {
      const ways = [
        iban,
        grouped(iban, " "),
        grouped(iban, "-"),
        iban.toLowerCase(),
        grouped(iban, "\u00a0"),
      ];
      return pick(html ? [...ways, grouped(iban, "&nbsp;"), `<code>${iban}</code>`] : ways);
    }
    case "card": {
      const fours =
        card.length === 16
          ? grouped(card, " ")
          : `${card.slice(0, 4)} ${card.slice(4, 10)} ${card.slice(10)}`;
      const ways = [card, fours, fours.replaceAll(" ", "-"), inArabic(card)];
      return pick(html ? [...ways, fours.replaceAll(" ", "&nbsp;")] : ways);
    }
    case "vat":
      return pick([
        vat,
        `${vat.slice(0, 2)} ${vat.slice(2)}`,
        `${vat.slice(0, 2)} ${vat.slice(2, 6)}.${vat.slice(6)}`,
      ]);
  }
}

const openings = [
  "Dear colleague",
  "Hallo",
  "Bonjour",
  "Order SO00412 was changed",
  "Gentile cliente",
  "Version 14.0.1.2 of 2026-11-28",
];
const endings = [
  "thanks",
  "see page 12",
  "as agreed on 01.02.2026",
  "amount 1.234,56",
  "ref. 2026/00417",
];

/** A text with the identifiers of `kinds` in it. */
export function textWith(
  kinds: readonly IdentifierKind[],
  person: Person,
  html: boolean,
  by: Random,
): Cell {
  const parts = kinds.map((kind) => written(kind, person, html, by));
  const words = [by.pick(openings), ...parts, by.pick(endings)];
  const value = html ? words.map((word) => `<p>${word}</p>`).join("") : words.join(", ");
  return { value, holds: kinds };
}
