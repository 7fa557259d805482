import { excerptLength } from "../read.ts";

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  commat: "@",
  period: ".",
  plus: "+",
  lpar: "(",
  rpar: ")",
  sol: "/",
  num: "#",
  colon: ":",
  hyphen: "-",
  dash: "-",
  ndash: "-",
  mdash: "-",
  shy: "",
  zwnj: "",
  zwj: "",
};

/** Character references of HTML, numeric ones and those that can stand in an address or a number. */
function decoded(html: string): string {
  return html.replaceAll(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));?/gi,
    (all, hex, dec, name) => {
      if (typeof name === "string") return named[name.toLowerCase()] ?? all;
      const code = typeof hex === "string" ? Number.parseInt(hex, 16) : Number(dec);
      // Surrogates and what lies above Unicode are no characters.
      return code <= 0x10_ff_ff && (code < 0xd8_00 || code > 0xdf_ff)
        ? String.fromCodePoint(code)
        : all;
    },
  );
}

function unescaped(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** What links write to or call, which the text between the tags need not show. */
function linked(html: string): readonly string[] {
  const links = html.matchAll(/\b(mailto|tel|sms|callto):([^"'<>?]{3,200})/gi);
  return [...links].map(([, scheme = "", to = ""]) =>
    scheme.toLowerCase() === "mailto" ? unescaped(to) : `tel ${unescaped(to)}`,
  );
}

// A name and then a space, a slash or the end: `<ada@shop.com>` is an address, and no tag.
const tag = /<(?:!|\/?[a-z][a-z\d:-]*(?=[\s/>]))[^<>]{0,5000}>/gi;

/** Tags that end a line: the numbers of two table cells are not one. */
const block =
  /<\/?(?:address|article|blockquote|br|dd|div|dt|footer|h[1-6]|header|hr|li|ol|p|pre|section|table|td|th|tr|ul)(?=[\s/>])[^<>]{0,5000}>/gi;

/** The text that a reader sees, and where its links lead. */
function withoutTags(html: string): string {
  const seen = html
    .replaceAll(/<(style|script)\b[^<>]*>[^<]*(?:<(?!\/?(?:style|script)\b)[^<]*)*<\/\1\s*>/gi, " ")
    .replaceAll(/<wbr\s*\/?>/gi, "")
    .replaceAll(/&(?:#0*64|#x0*40|commat);?/gi, "@")
    .replaceAll(/&(?:#0*46|#x0*2e|period);?/gi, ".")
    // A tag beside an at sign or a dot parts nothing: `ada@<b>shop</b>.com` is read as one address.
    .replaceAll(
      /(?<=[@.])(?:<\/?[a-z][a-z\d:-]*(?:[\s/][^<>]{0,500})?>){1,5}|(?:<\/?[a-z][a-z\d:-]*(?:[\s/][^<>]{0,500})?>){1,5}(?=@)/gi,
      "",
    )
    .replaceAll(block, "\n")
    .replaceAll(tag, " ");
  return [seen, ...linked(html)].join("\n");
}

const hasTags = (text: string): boolean => text.search(tag) >= 0;

/**
 * Digits of every script as `0` to `9`. Unicode keeps decimal digits in order and in tens, so that the digits
 * right before one tell which it is.
 */
export function withPlainDigits(text: string): string {
  return text.replaceAll(/(?!\d)\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let first = code;
    while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first--;
    return String((code - first) % 10);
  });
}

/**
 * A stored value, HTML or not, as plain text to look for identifiers in: bounded, tags taken out, character
 * references decoded (twice: mail programs escape what was escaped), targets of `mailto:` and `tel:` links put
 * behind it, look-alikes such as full-width letters and invisible characters put in their common form.
 */
export function plainText(value: string): string {
  const bounded = value.slice(0, excerptLength);
  const text = hasTags(bounded) ? withoutTags(bounded) : bounded;
  const once = text.includes("&") ? decoded(decoded(text)) : text;
  // A reference may have hidden the tags: `&lt;a href=&quot;mailto:…`.
  const shown = once !== text && hasTags(once) ? withoutTags(once) : once;
  return withPlainDigits(
    shown.normalize("NFKC").replaceAll(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, ""),
  );
}
