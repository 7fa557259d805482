/**
 * The words of a command line as a POSIX shell splits it: blanks part words; single quotes, double quotes and
 * backslashes keep what they enclose. Undefined for anything that a shell would do more with (`;`, `|`, `$`,
 * globs, a quote left open): the simulated account has no shell to do it.
 */
export function shellWords(line: string): readonly string[] | undefined {
  const token =
    /\s+|'([^']*)'|"((?:[^"\\$`]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\;&|<>()$`*?[#~!{}]+)/y;
  const words: string[] = [];
  let word: string | undefined;
  while (token.lastIndex < line.length) {
    const match = token.exec(line);
    if (match === null) return undefined;
    const [whole, single, double, escaped, plain] = match;
    const part = single ?? double?.replaceAll(/\\([\\"$`])/g, "$1") ?? escaped ?? plain;
    if (part !== undefined) word = (word ?? "") + part;
    else if (whole !== "" && word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}
