/** Common given names in the languages of most Odoo users: few, since a mask's names are the same ones. */
const givenNames = new Set(
  (
    "james john robert michael william david richard joseph thomas charles mary patricia jennifer linda " +
    "elizabeth barbara susan jessica sarah karen emma olivia jack harry george " +
    "jean pierre michel philippe alain nicolas marie nathalie isabelle catherine sylvie camille léa " +
    "peter hans wolfgang klaus jürgen stefan andreas ursula monika petra sabine anna lena lukas " +
    "josé antonio manuel francisco juan javier maría carmen ana isabel lucía pablo " +
    "giuseppe giovanni marco luca francesca giulia chiara matteo alessandro " +
    "jan piet kees anneke sanne daan joris lotte bram " +
    "piotr krzysztof andrzej katarzyna agnieszka małgorzata " +
    "joão pedro paulo tiago beatriz inês fernanda " +
    "lars anders erik karin ingrid bjørn søren kirsten " +
    "ahmed mohamed mohammed fatima ali hassan youssef aisha omar " +
    "wei li ming hiroshi yuki kenji priya rahul amit anjali sanjay deepak " +
    "иван александр дмитрий сергей анна елена ольга наталья марія олена " +
    "γιώργος μαρία δημήτρης محمد أحمد فاطمة علي"
  )
    .split(" ")
    .map(plain),
);

/** Without accents, which forms lose: `María` is `maria`. */
function plain(word: string): string {
  return word.toLowerCase().normalize("NFD").replaceAll(/\p{M}/gu, "");
}

const titles =
  /^(?:mr|mrs|ms|miss|dr|prof|herr|frau|monsieur|madame|mme|m|mlle|sr|sra|señor|señora|sig|signor|signora|dhr|mevr|pan|pani)\.?\s+\p{Lu}/iu;

/** Words of streets, at the end of a word (`Hauptstraße`) or by themselves (`rue de la Paix`). */
const street =
  /(?:stra(?:ß|ss)e|str\.|weg|platz|gasse|allee|straat|laan|plein|gatan|vägen|gata|vej|gade|katu|tie)(?:\s|$|\d)|(?:^|[\s,\d])(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|drive|boulevard|blvd\.?|rue|chemin|impasse|quai|calle|avenida|plaza|paseo|carrer|via|viale|piazza|corso|rua|praça|ulica|ul\.|aleja|utca|körút|улица|ул\.|проспект|οδός)(?:[\s.,]|$)/iu;

/**
 * Whether a short value looks like a person's name or a street address. Weak on purpose: a mask that puts other
 * people's names in their place makes values that look the same, so this counts and never accuses.
 */
export function looksLikePerson(text: string): boolean {
  const value = text.trim();
  if (value.length < 4 || value.length > 120) return false;
  if (/\d/.test(value)) return street.test(value);
  if (titles.test(value)) return true;
  const words = plain(value).split(/[\s,-]+/);
  return words.length >= 2 && words.length <= 4 && words.some((word) => givenNames.has(word));
}
