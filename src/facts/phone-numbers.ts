/** Ofcom's places with a thousand numbers for drama: area code and first digits of the number. */
const british =
  "7700900|2079460|(?:11[3-8]|1[2-6]1)4960|1914980|2896496|2920180|1632960|8081570|9098790|3069990";
/** ACMA's mobile numbers for fiction, each by itself, after 0491 57: their neighbours belong to people. */
const australian =
  "0006|0110|015[6-9]|0313|0737|1266|1491|1804|2549|2665|2983|3087|3770|4118|4632|5254|5789|6398|6801|7426|7644|8148|8888|8957|9212|9455|9760";

/** Bundesnetzagentur's thousand numbers in each of five places, two hundreds of mobile ones, and ten by themselves. */
const german =
  "(?:3023125|6990009|4066969|2214710|8999998)\\d{3}|3023125\\d{4}|17139200\\d{2,3}|176040690\\d{2}|" +
  "15228817386|15228895456|15254599371|172(?:9925904|9968532|997318[56]|9980752)|174(?:9091317|9464308)";
/** PTS's hundreds in Gothenburg, Malmö, Stockholm and Kiruna, and the mobile ones. */
const swedish = "(?:3139006|4062804|8465004)\\d\\d|9803192\\d\\d|7017406(?:0[5-9]|[1-9]\\d)";

/**
 * Numbers that are set aside for fiction and tests, as digits with the country code. Sources: NANPA (555-0100
 * to 555-0199 in every area), Ofcom "numbers for drama", Arcep's ranges for audiovisual works, ACMA numbers
 * for fiction, Bundesnetzagentur notice 148/2021 (media numbers), ComReg (020 91), PTS (numbers for books and
 * films, 2020).
 */
const reserved = [
  /^1\d{3}55501\d\d$/,
  new RegExp(`^44(?:${british})\\d{3}$`),
  /^33(?:19900|26191|35301|46571|53649|63998)\d{4}$/,
  new RegExp(`^61(?:49157(?:${australian})|[2378](?:5550|7010)\\d{4})$`),
  new RegExp(`^49(?:${german})$`),
  /^3532091\d{5}$/,
  new RegExp(`^46(?:${swedish})$`),
];

/** Fewer digits are an extension or a short code, which reach nobody from a telephone exchange outside. */
const fewestDigits = 7;

// Digits of every script: a number in Arabic digits rings too, and is simply none of the reserved ones.
const digitsOf = (text: string): string => text.replaceAll(/\P{Nd}/gu, "");

/**
 * The numbers of a field. A slash parts two of them only where both sides are long enough to be numbers: in
 * `0471/12.34.56` it stands behind the area code.
 */
function numbersIn(text: string): readonly string[] {
  const parts = text.replaceAll("(0)", "").split(/[,;]|ext|x(?=\s*\d)/i);
  return parts.flatMap((part) => {
    const pieces = part.split("/");
    return pieces.every((piece) => digitsOf(piece).length >= fewestDigits) ? pieces : [part];
  });
}

/** `+1 (202) 555-0123`, `0044 …`, `01632 960123` to the digits that may follow a `+`, all ways to read it. */
function readings(digits: string, international: boolean): readonly string[] {
  if (international) return [digits.replace(/^00/, "")];
  // A leading 0 is the trunk prefix of these countries, and North America has none. Ireland's 020 91 is left out:
  // at home it looks like Amsterdam's.
  if (digits.startsWith("0")) return ["44", "33", "61", "49"].map((code) => code + digits.slice(1));
  return [digits, `1${digits}`, ...(digits.length === 7 ? [`1000${digits}`] : [])];
}

/**
 * Whether any telephone number in the text could ring somewhere: not a reserved number, not one repeated digit
 * (a common mask), not under a safe prefix (E.164, `+1202555`), and long enough to be a number at all.
 */
export function isRoutablePhone(text: string, safePrefixes: readonly string[]): boolean {
  return numbersIn(text).some((number) => {
    const digits = digitsOf(number);
    if (digits.length < fewestDigits || /(\d)\1{6,}$/.test(digits)) return false;
    const candidates = readings(digits, /^\s*(?:\+|00)/.test(number));
    const safe = safePrefixes.map(digitsOf);
    return !candidates.some(
      (n) => reserved.some((range) => range.test(n)) || safe.some((prefix) => n.startsWith(prefix)),
    );
  });
}
