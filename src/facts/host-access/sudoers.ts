import type { FileLine } from "./lines.ts";

/** Who may run what as somebody else. Of commands only the programs are kept. */
export type SudoRule = {
  /** Path of the file. */
  readonly path: string;
  /** An account, `%group`, `#uid`, or `ALL`; aliases are resolved. */
  readonly who: string;
  /** Programs by their paths; `ALL` for any. */
  readonly programs: readonly string[];
  /** Without being asked for a password. */
  readonly free: boolean;
};
export type Sudoers = {
  readonly rules: readonly SudoRule[];
  /** Files and folders that are read as well, and that nobody looked at. */
  readonly elsewhere: readonly string[];
};

const folder = "/etc/sudoers.d";
const ignored = /^(?:Defaults|Host_Alias|Runas_Alias)\b/;

/** The rules of sudo's files, by the grammar of sudoers(5): aliases, tags, continued lines, `@include`. */
export function parseSudoers(lines: readonly FileLine[]): Sudoers {
  const joined = joinLines(lines);
  const users = aliases(joined, "User_Alias");
  const commands = aliases(joined, "Cmnd_Alias");
  const rules: SudoRule[] = [];
  const elsewhere: string[] = [];
  for (const { path, text } of joined) {
    const included = /^[@#]include(?:dir)?\s+(\S+)/.exec(text)?.[1];
    if (included !== undefined) {
      if (included.replace(/\/$/, "") !== folder) elsewhere.push(included);
      continue;
    }
    if (/^#(?!\d)/.test(text) || ignored.test(text) || /^\w+_Alias\b/.test(text)) continue;
    rules.push(...rulesOf(path, text, users, commands));
  }
  return { rules, elsewhere };
}

/** A backslash at a line's end goes on with the next one. */
function joinLines(lines: readonly FileLine[]): readonly FileLine[] {
  const joined: FileLine[] = [];
  let open: FileLine | undefined;
  for (const { path, text } of lines) {
    const whole = open?.path === path ? `${open.text} ${text}` : text;
    if (whole.endsWith("\\")) open = { path, text: whole.slice(0, -1) };
    else {
      open = undefined;
      joined.push({ path, text: whole });
    }
  }
  return joined;
}

type Aliases = ReadonlyMap<string, readonly string[]>;

function aliases(lines: readonly FileLine[], kind: string): Aliases {
  const found = new Map<string, readonly string[]>();
  for (const { text } of lines) {
    if (!text.startsWith(`${kind} `)) continue;
    for (const part of text.slice(kind.length).split(":")) {
      const [name = "", members = ""] = part.split("=");
      found.set(name.trim(), listOf(members));
    }
  }
  return found;
}

const listOf = (text: string): readonly string[] =>
  text
    .split(/(?<!\\),/)
    .map((item) => item.trim())
    .filter((item) => item !== "");

const resolve = (names: readonly string[], known: Aliases, depth = 0): readonly string[] =>
  names.flatMap((name) => {
    const members = known.get(name);
    return members === undefined || depth > 8 ? [name] : resolve(members, known, depth + 1);
  });

function rulesOf(
  path: string,
  text: string,
  users: Aliases,
  commands: Aliases,
): readonly SudoRule[] {
  const match = /^(.+?)\s+\S+\s*=\s*(.+)$/.exec(text.replaceAll(/\s*,\s*/g, ","));
  if (match === null) return [];
  const [, who = "", what = ""] = match;
  const free = /\bNOPASSWD:/.test(what);
  const plain = what.replaceAll(/\([^)]*\)\s*|\b[A-Z_]+:(?!\/)\s*/g, "");
  const programs = resolve(listOf(plain), commands)
    .filter((command) => !command.startsWith("!"))
    .map((command) => command.split(/\s/)[0] ?? "");
  return resolve(listOf(who), users)
    .filter((name) => !name.startsWith("!"))
    .map((name) => ({ path, who: name, programs: [...new Set(programs)], free }));
}
