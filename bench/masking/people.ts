import type { Random } from "./random.ts";

/** One made-up person. Their numbers are right by form and check digit, counted here and not by the code on trial. */
export type Person = {
  readonly name: string;
  readonly email: string;
  /** As E.164: `+32470123456`, and the ways to write it at home. */
  readonly phone: string;
  readonly nationalPhones: readonly string[];
  readonly iban: string;
  readonly card: string;
  readonly vat: string;
  readonly street: string;
  readonly city: string;
};

const first =
  "Ada Bram Chiara Dmitri Elena Fatima Giovanni Hiroko Ingrid José Katarzyna Lukas María Nadia Oskar Priya".split(
    " ",
  );
const last =
  "Aalto Berger Colombo Dubois Eriksen Ferrari García Haddad Ivanova Janssens Kowalski Lindqvist Moreau Novák Okafor Peeters Quintero Rossi Schneider Tanaka Üstün Vermeulen Weiss Yılmaz".split(
    " ",
  );
const hosts =
  "boats-and-more.be harbour.example-shipping.com kueste.de mer-bleue.fr marinai.it velas.es hav.se molo.pl quay.co.uk pier.org bücher-hafen.de".split(
    " ",
  );
const streets = [
  "Kaai",
  "rue du Port",
  "Hafenstraße",
  "via del Mare",
  "calle Mayor",
  "Harbour Road",
];
export const cities =
  "Gent Lyon Bremen Genova Cádiz Göteborg Gdynia Hull Oostende Nantes Kiel Bari Vigo Malmö Sopot Leith".split(
    " ",
  );

function mod97(text: string): number {
  const digits = text.replaceAll(/[A-Z]/g, (c) => String(c.charCodeAt(0) - 55));
  return Number(BigInt(digits) % 97n);
}

export function ibanOf({ pick, digits }: Random): string {
  const [country, account] = pick([
    () => ["BE", digits(12)],
    () => ["DE", digits(18)],
    () => ["FR", digits(23)],
    () => ["NL", `ABNA${digits(10)}`],
    () => ["GB", `MIDL${digits(14)}`],
    () => ["NO", digits(11)],
    () => ["MT", `VALL${digits(5)}${digits(18)}`],
  ] as const)() as [string, string];
  const check = 98 - mod97(`${account}${country}00`);
  return `${country}${String(check).padStart(2, "0")}${account}`;
}

export function cardOf({ pick, digits }: Random): string {
  const body = pick([
    () => `4${digits(14)}`,
    () => `5${pick(["1", "2", "3", "4", "5"])}${digits(13)}`,
    () => `2${pick(["30", "45", "61"])}${digits(12)}`,
    () => `3${pick(["4", "7"])}${digits(12)}`,
    () => `6011${digits(11)}`,
    () => `3530${digits(11)}`,
  ])();
  let sum = 0;
  body
    .split("")
    .toReversed()
    .forEach((digit, index) => {
      const twice = Number(digit) * (index % 2 === 0 ? 2 : 1);
      sum += twice > 9 ? twice - 9 : twice;
    });
  return `${body}${(10 - (sum % 10)) % 10}`;
}

function vatOf({ chance, digits }: Random): string {
  if (chance(0.5)) {
    const body = `0${digits(7)}`;
    return `BE${body}${String(97 - (Number(body) % 97)).padStart(2, "0")}`;
  }
  const body = digits(6);
  return `LU${body}${String(Number(body) % 89).padStart(2, "0")}`;
}

/** A number of some country that is in none of the ranges set aside. */
function phoneOf(by: Random): Pick<Person, "phone" | "nationalPhones"> {
  const { pick, digits } = by;
  const number = (code: string, rest: string, ...national: readonly string[]) => ({
    phone: `+${code}${rest}`,
    nationalPhones: national,
  });
  const two = (text: string): string => text.replaceAll(/(\d\d)(?=\d)/g, "$1 ");
  const one = digits(8);
  return pick([
    () => number("32", `47${one.slice(1)}`, `047${one.slice(1, 2)}/${two(one.slice(2))}`),
    () => number("33", `6${one}`, `06 ${two(one)}`, `06.${two(one).replaceAll(" ", ".")}`),
    () => number("49", `151${one}`, `0151 ${one}`, `0151-${one}`, `(0151) ${one}`),
    () => number("44", `7911${one.slice(2)}`, `07911 ${one.slice(2)}`),
    () =>
      number(
        "1",
        `415${pick(["2", "7"])}${one.slice(1, 7)}`,
        `(415) 2${one.slice(1, 3)}-${one.slice(3, 7)}`,
      ),
    () => number("34", `6${one}`),
    () => number("39", `338${one.slice(1)}`),
    () =>
      number(
        "46",
        `73${one.slice(1)}`,
        `073-${one.slice(1, 4)} ${one.slice(4, 6)} ${one.slice(6)}`,
      ),
  ])();
}

export function personOf(by: Random, index: number): Person {
  const { pick, below, chance } = by;
  const [given, family] = [pick(first), pick(last)];
  const local = `${given}.${family}`
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/[^a-z.]/g, "");
  return {
    name: `${given} ${family} ${index}`,
    email: `${local}${index}@${chance(0.2) ? "mail." : ""}${pick(hosts)}`,
    ...phoneOf(by),
    iban: ibanOf(by),
    card: cardOf(by),
    vat: vatOf(by),
    street: `${pick(streets)} ${1 + below(3000)}`,
    city: pick(cities),
  };
}
