/**
 * The options of an `odoo.conf`, as Python's configparser gives them to Odoo: `key = value` or `key: value`
 * of the sections `[DEFAULT]` and `[options]`, the latter first; comments with `#` or `;` on lines of their
 * own; keys in lower case; a line that is indented deeper than its option goes on with the value.
 */
export function parseOdooConf(text: string): ReadonlyMap<string, string> {
  const defaults = new Map<string, string>();
  const own = new Map<string, string>();
  let section: Map<string, string> | undefined;
  let key: string | undefined;
  let indent = 0;
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === "" || /^[#;]/.test(trimmed)) continue;
    const depth = line.length - line.trimStart().length;
    if (key !== undefined && depth > indent) {
      section?.set(key, `${section.get(key) ?? ""}\n${trimmed}`);
      continue;
    }
    indent = depth;
    const header = /^\[(.+)\]/.exec(trimmed)?.[1];
    if (header !== undefined) {
      section = header === "options" ? own : header === "DEFAULT" ? defaults : undefined;
      key = undefined;
    } else key = readOption(section, trimmed);
  }
  return new Map([...defaults, ...own]);
}

/** Keeps the option of a line and gives its key; a section that is not Odoo's is walked, not kept. */
function readOption(section: Map<string, string> | undefined, line: string): string | undefined {
  const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(line);
  if (pair === null) return undefined;
  const key = (pair[1] ?? "").toLowerCase();
  section?.set(key, pair[2] ?? "");
  return key;
}

/** Odoo reads an unset option, `False` and an empty value as "not set". */
export function isSet(value: string | null): value is string {
  return value !== null && !["", "false", "none"].includes(value.toLowerCase());
}
