/**
 * One running Odoo, from its command line: which file, databases, port and mail server it was told; null when
 * not said. What the command line says counts before the file.
 */
export type OdooProcess = {
  readonly user: string;
  readonly config: string | null;
  readonly databases: readonly string[];
  readonly port: number | null;
  readonly smtpServer: string | null;
  readonly smtpPort: number | null;
};

/** Names of the program in its packages and versions. */
const programs = new Set(["odoo", "odoo-bin", "odoo.py", "odoo-server", "openerp-server"]);
const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/**
 * The process of a command line that is an Odoo: started by itself, or by Python, whose own options may stand
 * before it. Anything else that only names Odoo (an editor, `tail`) is undefined. Nothing else of the line is
 * kept: it may hold a password.
 */
export function odooProcess(user: string, line: string): OdooProcess | undefined {
  const args = argumentsOf(line);
  if (args === undefined) return undefined;
  return {
    user,
    config: optionOf(args, "-c", ["--config"]) ?? null,
    databases: (optionOf(args, "-d", ["--database"]) ?? "")
      .split(",")
      .filter((name) => name !== ""),
    port: portOf(optionOf(args, "-p", ["--http-port", "--xmlrpc-port"])),
    smtpServer: optionOf(args, undefined, ["--smtp"]) ?? null,
    smtpPort: portOf(optionOf(args, undefined, ["--smtp-port"])),
  };
}

/** The words behind the program of an Odoo's command line; undefined for anything else. */
export function argumentsOf(line: string): readonly string[] | undefined {
  const words = line.split(" ").filter((word) => word !== "");
  const program = words.findIndex((word) => programs.has(baseName(word)));
  return program < 0 || !isStart(words.slice(0, program)) ? undefined : words.slice(program + 1);
}

function portOf(text: string | undefined): number | null {
  const port = Number(text ?? Number.NaN);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}

/** Whether nothing but an interpreter and its options stands before the program. */
function isStart([interpreter, ...options]: readonly string[]): boolean {
  if (interpreter === undefined) return true;
  // `-X` and `-W` take a word of their own.
  const isOption = (word: string, index: number): boolean =>
    word.startsWith("-") || /^-[XW]$/.test(options[index - 1] ?? "");
  return /^python[\d.]*$/.test(baseName(interpreter)) && options.every(isOption);
}

/** The last value of an option, as `-c FILE`, `-cFILE`, `--config FILE` or `--config=FILE`. */
export function optionOf(
  args: readonly string[],
  short: string | undefined,
  long: readonly string[],
): string | undefined {
  let found: string | undefined;
  for (const [index, word] of args.entries()) {
    const name = long.find((one) => word.startsWith(`${one}=`));
    if (word === short || long.includes(word)) found = args[index + 1];
    else if (name !== undefined) found = word.slice(name.length + 1);
    else if (short !== undefined && word.startsWith(short) && !word.startsWith("--")) {
      found = word.slice(short.length);
    }
  }
  return found;
}
