import { createHash } from "node:crypto";
import type { IdentifierKind } from "../../src/facts/personal/detect.ts";
import type { PersonalKind } from "../../src/model/personal-data.ts";
import { personOf, type Person } from "./people.ts";
import type { Random } from "./random.ts";
import { emailColumn, phoneColumn, plain, textWith, type Cell } from "./writing.ts";

/** One column of a made-up production. */
export type Place = {
  readonly model: string;
  readonly column: string;
  readonly kind: PersonalKind;
  /** Few different values. */
  readonly low?: true;
  readonly write: (person: Person, by: Random, index: number) => Cell;
};
export type Column = { readonly place: Place; readonly cells: readonly Cell[] };

const everyKind: readonly IdentifierKind[] = ["email", "phone", "iban", "card", "vat"];

/** None to three identifiers. */
function some(by: Random): readonly IdentifierKind[] {
  if (by.chance(0.3)) return [];
  const chosen = new Set(by.shuffled(everyKind).slice(0, 1 + by.below(3)));
  return everyKind.filter((kind) => chosen.has(kind));
}

const text =
  (html: boolean): Place["write"] =>
  (person, by, index) => {
    const { value, holds } = textWith(some(by), person, html, by);
    return { value: html ? `<div>${value}<p>${index}</p></div>` : `${value} (${index})`, holds };
  };
const always =
  (kind: IdentifierKind, write: (person: Person, by: Random) => string): Place["write"] =>
  (person, by) => ({ value: write(person, by), holds: [kind] });

/** Columns of every kind of the catalogue, in every area that a text of people's can lie in. */
const places: readonly Place[] = [
  { model: "res.partner", column: "name", kind: "name", write: ({ name }) => plain(name) },
  { model: "res.partner", column: "email", kind: "email", write: always("email", emailColumn) },
  { model: "res.partner", column: "phone", kind: "phone", write: always("phone", phoneColumn) },
  { model: "res.partner", column: "vat", kind: "vat", write: always("vat", ({ vat }) => vat) },
  {
    model: "res.partner",
    column: "street",
    kind: "address",
    write: ({ street }, _, i) => plain(`${street} b${i}`),
  },
  {
    model: "res.partner",
    column: "city",
    kind: "address",
    low: true,
    write: ({ city }) => plain(city),
  },
  {
    model: "res.partner",
    column: "ref",
    kind: "identifier",
    write: (_, by) => plain(`C-${by.digits(9)}`),
  },
  { model: "res.partner", column: "comment", kind: "html", write: text(true) },
  { model: "res.partner", column: "additional_info", kind: "json", write: jsonOf },
  {
    model: "res.users",
    column: "login",
    kind: "login",
    write: always("email", ({ email }) => email),
  },
  { model: "res.users", column: "signature", kind: "html", write: text(true) },
  {
    model: "res.partner.bank",
    column: "acc_number",
    kind: "iban",
    write: always("iban", ibanColumn),
  },
  { model: "mail.message", column: "body", kind: "html", write: text(true) },
  {
    model: "mail.message",
    column: "email_from",
    kind: "email",
    write: always("email", emailColumn),
  },
  { model: "mail.tracking.value", column: "old_value_char", kind: "free_text", write: tracked },
  { model: "mail.tracking.value", column: "new_value_text", kind: "free_text", write: text(false) },
  { model: "mail.mail", column: "body_html", kind: "html", write: text(true) },
  { model: "mail.mail", column: "email_to", kind: "email", write: always("email", emailColumn) },
  { model: "sms.sms", column: "number", kind: "phone", write: always("phone", phoneColumn) },
  { model: "ir.attachment", column: "name", kind: "file_name", write: fileName },
  { model: "ir.attachment", column: "index_content", kind: "free_text", write: text(false) },
  {
    model: "ir.attachment",
    column: "checksum",
    kind: "checksum",
    write: (_, by) => plain(sha1(by.digits(20))),
  },
  { model: "ir.logging", column: "message", kind: "log", write: text(false) },
];

const sha1 = (value: string): string => createHash("sha1").update(value).digest("hex");

function ibanColumn({ iban }: Person, { pick }: Random): string {
  return pick([iban, iban.replaceAll(/(.{4})(?=.)/g, "$1 "), iban.toLowerCase()]);
}

function jsonOf(person: Person, by: Random, index: number): Cell {
  const kinds = some(by).filter((kind) => kind !== "phone");
  const { value, holds } = textWith(kinds, person, false, by);
  return { value: JSON.stringify({ note: value, index }), holds };
}

/** What a change of a field leaves behind: the old address, number or name. */
function tracked(person: Person, by: Random, index: number): Cell {
  if (by.chance(0.2)) return plain(`${person.name} / ${index}`);
  const kind = by.pick(everyKind);
  if (kind === "phone") return { value: person.phone, holds: ["phone"] };
  return { value: person[kind], holds: [kind] };
}

function fileName(person: Person, by: Random, index: number): Cell {
  return by.pick([
    () => plain(`invoice_${index}_${person.name.replaceAll(" ", "_")}.pdf`),
    () => ({ value: `mail from ${person.email} ${index}.eml`, holds: ["email"] as const }),
    () => ({ value: `${person.iban} ${index}.xml`, holds: ["iban"] as const }),
  ])();
}

/** A made-up production: every place with so many rows. */
export function production(by: Random, rows: number): readonly Column[] {
  const people = Array.from({ length: rows }, (_, index) => personOf(by, index));
  return places.map((place) => ({
    place,
    cells: people.map((person, index) => place.write(person, by, index)),
  }));
}
