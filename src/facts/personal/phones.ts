import { isRoutablePhone } from "../phone-numbers.ts";

/** Country codes of ITU-T E.164, assigned ones (list of 2016, with Kosovo). */
const country =
  "1|7|2(?:0|7|1[1-368]|[2-6]\\d|9[01789])|3(?:[0-469]|5\\d|7[0-8]|8[0-35-79])|4(?:[013-9]|2[0134])|" +
  "5(?:[1-8]|0\\d|9\\d)|6(?:[0-6]|7[02-9]|8[0-35-9]|9[0-2])|8(?:[1246]|5[02356]|8[06])|" +
  "9(?:[0-58]|6[0-8]|7[0-79]|9[2-68])";
const international = new RegExp(`^(?:${country})`);

/** The fewest and the most digits of a number with its country code (E.164 knows no fewest; 8 is Andorra's and others'). */
const fewest = 8;
const most = 15;

// Three digits or more with what people put between them. A slash, a dot and a bracket may stand inside.
const candidate =
  /(?<![\p{L}\p{N}_#=@/.,:-])(?:\+\s?|\(\+\s?|\()?\d(?:[\d]|[ ().\u00a0\u2010-\u2015/-]{1,3}(?=[\d(])){5,24}(?![\p{L}\p{N}_@]|[.,:-][\p{L}\d])/gu;

/** North America and Russia with its neighbour have numbers of one length. */
const isInternational = (digits: string): boolean =>
  international.test(digits) &&
  (/^[17]/.test(digits) ? digits.length === 11 : digits.length >= fewest && digits.length <= most);

/** Words before a telephone number in the languages of most Odoo users. */
const phoneWord =
  /(?:^|[^\p{L}])(?:tele?(?:phone|fon(?:o|e)?|foon)?(?:nummer|number)?|t[ée]l(?:[ée]phone)?|tel[ée]f(?:ono)?|tlf|tfno|ph(?:one)?|mob(?:ile?|iel|il|ilen)?|m[óo]vil|celular|cell(?:ulare|phone)?|gsm|handy|fax|whats ?app|sms|call|ring|rufen|anrufen|appele[rz]|llam(?:ar|e)|chiamare|bel(?:len)?|puhelin|telefonszám|τηλ|тел(?:ефон)?|电话|電話|手机|携帯|전화|هاتف|טלפון)(?: (?:me|us|no|number|nr|at|on|is|mich|uns|moi|au))*[\s.:=)(-]{0,4}$/iu;

/** Words before a number of another kind, which may have a telephone number's form. */
const otherWord =
  /(?:^|[^\p{L}])(?:order|orders|so|po|inv|invoice|ref|reference|no|nr|n°|nº|num|sku|lot|serial|s\/n|sn|rma|case|ticket|batch|art|item|ean|gtin|isbn|id|tracking|version|v|build|bestellung|auftrag|rechnung|artikel|kunde|commande|facture|pedido|factura|ordine|fattura|zamówienie|bestelling|factuur|заказ|счёт)(?:snummer|number|nummer|nr|no)?[\s.:#°=-]{0,4}$/iu;

/** The beginning of an account number in groups of four, right or wrong. */
const account = /(?:^|[^A-Za-z\d])[A-Za-z]{2}\d{2}(?:[ -][A-Za-z\d]{4})*[ -]$/;

/** Calendar dates, which are digits with dots, dashes or slashes as well. */
const dates =
  /(?<!\d)(?:(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|[12]\d|3[01])[-./](?:19|20)\d\d)(?!\d)(?:[ T]\d\d:\d\d(?::\d\d)?)?/g;

// 202-555-0123, (202) 555-0123: seven digits behind an area code that is none of the service codes.
const northAmerican = /^(?:1[ .-]?)?\(?[2-9]\d\d\)?[ .-]{1,2}[2-9]\d\d[ .-]\d{4}$/;

/** Whether digits that were written like this are a telephone number. `before` is what stands before them. */
function isNumber(written: string, before: string): boolean {
  const digits = written.replaceAll(/\D/g, "");
  if (written.startsWith("+") || written.startsWith("(+")) {
    return isInternational(digits);
  }
  if (phoneWord.test(before)) return digits.length >= 7 && digits.length <= most;
  if (otherWord.test(before) || account.test(before)) return false;
  const groups = written.split(/\D+/).filter((group) => group !== "");
  if (groups.length < 2) return false;
  if (digits.startsWith("00")) {
    const rest = digits.slice(2);
    return isInternational(rest);
  }
  if (digits.startsWith("0")) {
    // With its trunk 0: nine to twelve digits, an area code first that is no day or month and a 0.
    return digits.length >= 9 && digits.length <= 12 && /^\(?0[1-9]/.test(written);
  }
  return northAmerican.test(written);
}

/** How much of the text before a number is looked at for a word that says what it is. */
const before = 40;

/**
 * Whether a text holds a telephone number that could ring: one with a country code, one in a national form
 * whose groups show it, or any behind a word such as `Tel.`. Order numbers, dates, amounts and versions have
 * digits too, so that a bare run of digits in a text is nothing; in a column for numbers it is one.
 */
export function holdsPhone(text: string, safePrefixes: readonly string[]): boolean {
  const undated = text.replaceAll(dates, (date) => "~".repeat(date.length));
  return [...undated.matchAll(candidate)].some(({ 0: found, index }) => {
    const written = found.replace(/[\s(]+$/, "");
    const lead = undated.slice(Math.max(0, index - before), index);
    return isNumber(written, lead) && isRoutablePhone(written, safePrefixes);
  });
}
