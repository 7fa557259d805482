import type { IdentifierKind } from "../../src/facts/personal/detect.ts";
import { cardOf, ibanOf } from "./people.ts";
import type { Random } from "./random.ts";

/** The value with one of its last digits changed: its check digit is wrong. */
function spoiled(value: string, { below }: Random): string {
  const at = value.length - 1 - below(4);
  return (
    value.slice(0, at) +
    String((Number(value.charAt(at)) + 1 + below(8)) % 10) +
    value.slice(at + 1)
  );
}

const grouped = (text: string): string => text.replaceAll(/(.{4})(?=.)/g, "$1 ");

/** Texts that look like an identifier of the kind, and are none or are nobody's. */
export const nearMisses: Readonly<Record<IdentifierKind, (by: Random) => string>> = {
  email: ({ pick, digits }) =>
    pick([
      `contact${digits(3)}@example.com`,
      `USER${digits(2)}@MAIL.EXAMPLE.ORG`,
      `a.b@deep.sub.example.net`,
      `x${digits(4)}@shop.test`,
      `lodash@4.17.${digits(2)}`,
      `icon@${digits(1)}x.png`,
      `root@localhost`,
      `<${digits(9)}.${digits(6)}-openerp-${digits(3)}-sale.order@erp>`,
      `${digits(2)} pieces @ 4.50`,
      `@ada mentioned you`,
      `mail&#64;example&#46;com`,
      `<a href="mailto:team@example.com">team</a>`,
    ]),
  phone: ({ pick, digits }) =>
    pick([
      `SO ${digits(4)}-${digits(6)}`,
      `order 0${digits(3)} ${digits(3)} ${digits(3)}`,
      `1${digits(9)}`,
      `version ${digits(1)}.${digits(2)}.${digits(3)}.${digits(4)}`,
      `2026-11-${pick(["01", "14", "28"])} 07:05:${pick(["07", "33"])}`,
      `0${pick(["1", "2", "9"])}.0${pick(["1", "2", "9"])}.2026 10:30`,
      `10.${digits(2)}.0.${digits(2)}`,
      `€ ${digits(1)} ${digits(3)} ${digits(3)},00`,
      `${digits(8)}-${digits(4)}-4${digits(3)}-8${digits(3)}-${digits(12)}`,
      `+1 202-555-01${digits(2)}`,
      `+44 7700 900${digits(3)}`,
      `0170-${digits(2)}`,
      `invoice 0${digits(2)}-${digits(3)}-${digits(4)}`,
      `+999 ${digits(3)} ${digits(3)}`,
      `EAN 400${digits(10)}`,
    ]),
  iban: (by) =>
    by.pick([
      () => spoiled(ibanOf(by), by),
      () => grouped(spoiled(ibanOf(by), by)),
      () => "GB29 NWBK 6016 1331 9268 19",
      () => `${ibanOf(by)}7`,
      () => `SKU-${ibanOf(by)}`.replaceAll("-", ""),
      () => `XX${by.digits(14)}`,
    ])(),
  card: (by) =>
    by.pick([
      () => spoiled(cardOf(by), by),
      () => grouped(spoiled(cardOf(by), by)),
      () => "4111 1111 1111 1111",
      () => `17${by.digits(11)}`,
      () => `${cardOf(by)}.00`,
      () => `SO${cardOf(by)}`,
      () => `${by.digits(5)} ${by.digits(5)} ${by.digits(5)}`,
    ])(),
  vat: ({ pick, digits }) =>
    pick([
      `BE04774727${pick(["02", "11", "96"])}`,
      "BE0477472701",
      `at ${digits(8)}`,
      `IT 2026`,
      `DE ${digits(5)}`,
    ]),
};
