/**
 * Numbers that are set aside for fiction and tests, as digits with the country code. Sources: NANPA (555-0100
 * to 555-0199 in every area), Ofcom "numbers for drama", Arcep's ranges for audiovisual works, ACMA numbers
 * for fiction, Bundesnetzagentur's media numbers (030 23125, 0171 39200).
 */
const reserved = [
  /^1\d{3}55501\d\d$/,
  /^44(?:7700900|2079460|1134960|1144960|1154960|1164960|1174960|1184960|1214960|1314960|1414960|1514960|1614960|1914980|1632960|8081570|9098790|3069990)\d{3}$/,
  /^33(?:19900|26191|35301|46571|53649|63998)\d{4}$/,
  /^61(?:491570(?:006|156|157|158|159|110|313|737|266)|491571(?:266|491|804)|49157[0-9]\d{3}|[2378](?:5550|7010)\d{4})$/,
  /^49(?:3023125\d{3,4}|17139200\d{2,3})$/,
];

/** Fewer digits are an extension or a short code, which reach nobody from a telephone exchange outside. */
const fewestDigits = 7;

/** `+1 (202) 555-0123`, `0044 …`, `01632 960123` to the digits that may follow a `+`, all ways to read it. */
function readings(digits: string, international: boolean): readonly string[] {
  if (international) return [digits.replace(/^00/, "")];
  const national = digits.replace(/^0/, "");
  const prefixed = ["1", "44", "33", "61", "49"].map((code) => code + national);
  return [digits, ...prefixed, ...(digits.length === 7 ? [`1000${digits}`] : [])];
}

/**
 * Whether any telephone number in the text could ring somewhere: not a reserved number, not one repeated digit
 * (a common mask), not under a safe prefix (E.164, `+1202555`), and long enough to be a number at all.
 */
export function isRoutablePhone(text: string, safePrefixes: readonly string[]): boolean {
  return text.split(/[,;/]|\bext\b|\bx(?=\d)/i).some((part) => {
    const digits = part.replaceAll(/\D/g, "");
    if (digits.length < fewestDigits || /(\d)\1{6,}$/.test(digits)) return false;
    const candidates = readings(digits, /^\s*(?:\+|00)/.test(part));
    const safe = safePrefixes.map((prefix) => prefix.replaceAll(/\D/g, ""));
    return !candidates.some(
      (n) => reserved.some((range) => range.test(n)) || safe.some((prefix) => n.startsWith(prefix)),
    );
  });
}
