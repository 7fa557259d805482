import { mark } from "./disk.ts";

/** A page with its mark; `source` is the file or folder that it was made from. */
export function page(title: string, source: string, parts: readonly string[]): string {
  const comment = `<!-- ${mark} from ${source}. Do not edit. -->`;
  return `${[comment, `# ${title}`, ...parts].join("\n\n")}\n`;
}

/** A table; cells are Markdown already (see `prose` and `code`). */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

// A bar ends a cell even inside of a code span, and a line break ends the row.
const cell = (markdown: string): string =>
  markdown.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");

/** Plain text as Markdown: code spans stay, secret references become some, the rest is escaped. */
export function prose(text: string): string {
  return text
    .replaceAll(/(?<!`)\$\{[^{}]*\}(?!`)/g, (reference) => code(reference))
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : escape(part)))
    .join("");
}

const escape = (text: string): string =>
  text.replaceAll(/[\\<*]/g, String.raw`\$&`).replaceAll(/(?<!\w)_|_(?!\w)/g, String.raw`\_`);

export const code = (text: string): string => `\`${text}\``;
export const codes = (texts: readonly string[]): string => texts.map(code).join(", ");

/** A sentence from a phrase: a capital letter first, and a full stop last. */
export const sentence = (phrase: string): string =>
  `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}${/[.!?]$/.test(phrase) ? "" : "."}`;

/** A block of code that shows `text` as it is. */
export const fence = (language: string, text: string): string =>
  `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

/** The anchor that GitHub gives a heading. */
export const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
