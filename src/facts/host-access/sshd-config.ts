import type { FileLine } from "./lines.ts";

/** What decides who gets in, with sshd's own defaults where nothing is set. Small letters. */
export type SshdSettings = {
  readonly permitRootLogin: string;
  readonly passwords: boolean;
  readonly keyboard: boolean;
  readonly emptyPasswords: boolean;
  /** Every way in asks for a key, whatever else is allowed. */
  readonly keysRequired: boolean;
  /** Where keys are looked for, and whether a program is asked for more of them. */
  readonly keyFiles: string;
  readonly keyCommand: boolean;
  /** Settings of `Match` blocks that let more in: `permitrootlogin yes`. */
  readonly exceptions: readonly string[];
  /** Files that are read as well, and that nobody looked at. */
  readonly elsewhere: readonly string[];
};

const main = "/etc/ssh/sshd_config";
const folder = "/etc/ssh/sshd_config.d/";
export const usualKeyFiles = ".ssh/authorized_keys .ssh/authorized_keys2";

/** sshd takes the first value that it meets for a keyword, and its own default without any. */
export function parseSshdConfig(lines: readonly FileLine[]): SshdSettings {
  const settings = inOrder(lines);
  const first = new Map<string, string>();
  const exceptions: string[] = [];
  const elsewhere: string[] = [];
  let inMatch = false;
  for (const { keyword, value } of settings) {
    if (keyword === "match") inMatch = value !== "all";
    else if (keyword === "include") elsewhere.push(...value.split(/\s+/).filter(isElsewhere));
    else if (inMatch) {
      if (loosening(keyword, value)) exceptions.push(`${keyword} ${value}`);
    } else if (!first.has(keyword)) first.set(keyword, value);
  }
  const of = (keyword: string, usual: string): string => first.get(keyword) ?? usual;
  const keyboard = of("kbdinteractiveauthentication", of("challengeresponseauthentication", "yes"));
  return {
    permitRootLogin: of("permitrootlogin", "prohibit-password"),
    passwords: of("passwordauthentication", "yes") === "yes",
    // Without PAM there is nobody to ask.
    keyboard: keyboard === "yes" && of("usepam", "no") === "yes",
    emptyPasswords: of("permitemptypasswords", "no") === "yes",
    keysRequired: of("authenticationmethods", "any")
      .split(/\s+/)
      .every((list) => list.split(",").includes("publickey")),
    keyFiles: of("authorizedkeysfile", usualKeyFiles),
    keyCommand: of("authorizedkeyscommand", "none") !== "none",
    exceptions,
    elsewhere,
  };
}

const isElsewhere = (path: string): boolean =>
  !path.startsWith(folder) && !path.startsWith("sshd_config.d/");

const loosening = (keyword: string, value: string): boolean =>
  value === "yes" &&
  ["permitrootlogin", "passwordauthentication", "permitemptypasswords"].includes(keyword);

type Setting = { readonly keyword: string; readonly value: string };

/** The main file's lines, with those of the folder where it includes them; without an Include they are not read. */
function inOrder(lines: readonly FileLine[]): readonly Setting[] {
  const own = lines.filter(({ path }) => path === main).flatMap(settingOf);
  const dropped = lines
    .filter(({ path }) => path.startsWith(folder) && path.endsWith(".conf"))
    .toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .flatMap(settingOf);
  return own.flatMap((setting) =>
    setting.keyword === "include" && !setting.value.split(/\s+/).every(isElsewhere)
      ? [setting, ...dropped]
      : [setting],
  );
}

function settingOf({ text }: FileLine): readonly Setting[] {
  const match = /^([A-Za-z0-9]+)(?:\s+|\s*=\s*)"?(.*?)"?\s*$/.exec(text);
  if (match === null || text.startsWith("#")) return [];
  const [, keyword = "", value = ""] = match;
  const isPath = /^(?:include|authorizedkeysfile|authorizedkeyscommand)$/i.test(keyword);
  return [{ keyword: keyword.toLowerCase(), value: isPath ? value : value.toLowerCase() }];
}
