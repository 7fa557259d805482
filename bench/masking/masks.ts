import { createHash } from "node:crypto";
import type { PersonalKind } from "../../src/model/personal-data.ts";
import { cities, personOf } from "./people.ts";
import type { Random } from "./random.ts";
import type { Column, Place } from "./tables.ts";
import { plain, type Cell } from "./writing.ts";

export const methods = ["fake", "shuffle", "hash", "null", "redact", "preserve"] as const;
export type Method = (typeof methods)[number];

/** The cells of a column as a method masks them. */
export function masked({ place, cells }: Column, method: Method, by: Random): readonly Cell[] {
  switch (method) {
    case "fake":
      return cells.map((_, index) => plain(faked(place, by, index)));
    case "shuffle":
      return by.shuffled(cells);
    case "hash":
      return cells.map(({ value }) => plain(createHash("sha256").update(value).digest("hex")));
    case "null":
      return cells.map(() => plain(""));
    case "redact":
      return cells.map(({ value }) => plain(redacted(value)));
    case "preserve":
      return cells.map(({ value }) => plain(preserved(value, by)));
  }
}

/** Made-up values as good masks make them: addresses and numbers that are set aside, published accounts. */
function faked({ kind, column, low }: Place, by: Random, index: number): string {
  const { pick, digits } = by;
  const email = `user${index}@${pick(["example.com", "mail.example.org", "shop.test", "EXAMPLE.NET"])}`;
  const phone = pick([
    `+1 202-555-01${digits(2)}`,
    `07700 900${digits(3)}`,
    `+49 30 23125 ${digits(3)}`,
    `06 39 98 ${digits(2)} ${digits(2)}`,
  ]);
  const iban = pick(["DE89370400440532013000", "GB29 NWBK 6016 1331 9268 19", "BE71096123456769"]);
  const html = `<p>Write to <a href="mailto:${email}">us</a> or call ${phone}</p><p>m${index}</p>`;
  const address = low === true ? pick(cities) : `${digits(3)} Example Street m${index}`;
  const vat = pick(["BE0477472701", "DE123456788", "LU12345613"]);
  const name = `${personOf(by, index).name} m`;
  const byKind: Partial<Record<PersonalKind, string>> = {
    email,
    phone,
    iban,
    vat,
    address,
    name,
    html,
  };
  return (
    byKind[kind === "login" ? "email" : kind] ??
    `${column} ${index}: ${email}, ${phone}, ${iban}, order ${digits(8)}`
  );
}

/** The first letter or digit of each word is left. */
const redacted = (value: string): string =>
  value.replaceAll(/[\p{L}\p{N}]+/gu, (word) => word.charAt(0) + "*".repeat(word.length - 1));

const letters = "abcdefghijklmnopqrstuvwxyz";

/** Every letter another one and every digit another one, with what stands between them. */
function preserved(value: string, { below, pick }: Random): string {
  return value.replaceAll(/[A-Za-z0-9]/g, (character) => {
    if (/\d/.test(character)) return String((Number(character) + 1 + below(9)) % 10);
    const letter = pick(letters.split(""));
    return character === character.toUpperCase() ? letter.toUpperCase() : letter;
  });
}

/**
 * How a row is forgotten: its value as it was, or with blanks and capitals, which the comparison looks past:
 * capitals of A to Z, since no two systems agree on those of other letters.
 */
function forgotten({ value, holds }: Cell, { kind }: Place, by: Random): Cell {
  const upper = value.replaceAll(/[a-z]+/g, (word) => word.toUpperCase());
  const again = kind === "email" && by.chance(0.3) ? ` ${upper} ` : value;
  return { value: again, holds };
}

export type Copy = {
  readonly cells: readonly Cell[];
  /** Rows that were left as they are in production. */
  readonly planted: ReadonlySet<number>;
};

/** A masked column in which so many rows were forgotten, those that have a value. */
export function copyOf(column: Column, method: Method, leaks: number, by: Random): Copy {
  const cells = [...masked(column, method, by)];
  const planted = new Set<number>();
  while (planted.size < leaks) {
    const row = by.below(cells.length);
    const original = column.cells[row];
    if (original === undefined || planted.has(row)) continue;
    cells[row] = forgotten(original, column.place, by);
    planted.add(row);
  }
  return { cells, planted };
}
