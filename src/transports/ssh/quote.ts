import { InternalError } from "../../model/errors.ts";

/**
 * One word for a POSIX shell: in single quotes nothing is special but the single quote itself. NUL cannot
 * be passed at all, and a newline would split the line that a forced command or a log shows.
 */
export function quoteWord(word: string): string {
  if (/[\0\r\n]/.test(word)) {
    throw new InternalError("a word of a host command has a line break or a NUL");
  }
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The words as one line of text, for SSH's `exec`, which takes nothing else. */
export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(" ");
}
