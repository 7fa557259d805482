/**
 * The `[options]` section of an `odoo.conf`, as Python's configparser reads it: `key = value` or
 * `key: value`, comments with `#` or `;`, keys in lower case, an indented line goes on with the value.
 */
export function parseOdooConf(text: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  let section = "";
  let last: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === "" || /^[#;]/.test(trimmed)) continue;
    const header = /^\[([^\]]+)\]/.exec(trimmed);
    if (header !== null) {
      section = header[1] ?? "";
      last = undefined;
    } else if (section === "options") {
      last = readOption(options, line, trimmed, last);
    }
  }
  return options;
}

function readOption(
  options: Map<string, string>,
  line: string,
  trimmed: string,
  last: string | undefined,
): string | undefined {
  if (/^\s/.test(line) && last !== undefined) {
    options.set(last, `${options.get(last) ?? ""}\n${trimmed}`);
    return last;
  }
  const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(trimmed);
  if (pair === null) return last;
  const key = (pair[1] ?? "").toLowerCase();
  options.set(key, pair[2] ?? "");
  return key;
}

/** Odoo reads an unset option, `False` and an empty value as "not set". */
export function isSet(value: string | null): value is string {
  return value !== null && !["", "false", "none"].includes(value.toLowerCase());
}
