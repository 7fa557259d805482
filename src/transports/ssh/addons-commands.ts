/** At least one: a program that is given none looks at the folder that it is in. */
export type Paths = readonly [string, ...string[]];

/** Looking at the code of Odoo's modules, which is no secret: none of them goes through sudo. */
export type AddonsCommand =
  /** The options of running processes that say where Odoo finds its modules; no other option is printed. */
  | { readonly name: "find-addons-options" }
  /** Which modules are in folders of modules, and which of them have a `data/neutralize.sql`: size and path. */
  | { readonly name: "list-addons"; readonly paths: Paths }
  /** Whole text files, each line behind its path. The caller knows their sizes. */
  | { readonly name: "read-addons-files"; readonly paths: Paths }
  /** Paths of the Python files below the folders with a line that matches. */
  | { readonly name: "grep-addons"; readonly pattern: string; readonly paths: Paths };

type Words = readonly [string, ...string[]];
const words = (text: string): readonly string[] => text.split(" ");

export function addonsWords(command: AddonsCommand): Words {
  switch (command.name) {
    case "find-addons-options":
      return [
        "find",
        // The words of a command line end in NUL: each counts as a line, and -A1 brings the value of an option.
        ...words("/proc -mindepth 2 -maxdepth 2 -name cmdline -exec grep -azHsE -A1 -e"),
        "^(--addons-path|--config)(=|$)|^-c$|^-c/|(^|/)odoo-bin$|/bin/odoo$",
        ...words("{} +"),
      ];
    case "list-addons":
      return [
        ...(["find", "-L"] as const),
        ...command.paths,
        ...words("-mindepth 2 -maxdepth 3 ( -path */__manifest__.py -o -path */__openerp__.py"),
        ...words("-o -path */data/neutralize.sql ) -printf"),
        String.raw`%s %p\n`,
      ];
    case "read-addons-files":
      return ["grep", "-aH", "-e", "", "--", ...command.paths];
    case "grep-addons":
      return [
        "grep",
        ...words("-rlE --include=*.py --exclude-dir=tests -e"),
        command.pattern,
        "--",
        ...command.paths,
      ];
  }
}
