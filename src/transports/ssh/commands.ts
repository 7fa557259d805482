import { addonsWords, type AddonsCommand } from "./addons-commands.ts";

/**
 * The closed list of commands that may run on an audited host. Each takes values, not text: `argv` turns
 * them into words, and the SSH transport quotes every word. All of them only read.
 */
export type HostCommand =
  | { readonly name: "whoami" }
  | { readonly name: "read-odoo-conf"; readonly path: string }
  | { readonly name: "stat-odoo-conf"; readonly path: string }
  | AddonsCommand
  | { readonly name: "list-processes" }
  | {
      readonly name: "psql";
      readonly database: string;
      readonly user: string | undefined;
      readonly host: string | undefined;
      readonly port: number | undefined;
      /** The script, given on standard input: never on the command line, where `ps` shows it. */
      readonly script: string;
    };

export type Argv = {
  readonly words: readonly [string, ...string[]];
  readonly stdin: string | undefined;
  /** Whether `sudo -n` goes before it where the operator said that the account needs it. */
  readonly mayNeedSudo: boolean;
};

export function argv(command: HostCommand): Argv {
  switch (command.name) {
    case "whoami":
      return { words: ["id", "-un"], stdin: undefined, mayNeedSudo: false };
    case "read-odoo-conf":
      return { words: ["cat", "--", command.path], stdin: undefined, mayNeedSudo: true };
    case "stat-odoo-conf":
      return {
        words: ["stat", "-L", "-c", "%a %U %G", "--", command.path],
        stdin: undefined,
        mayNeedSudo: true,
      };
    case "find-addons-options":
    case "list-addons":
    case "read-addons-files":
    case "grep-addons":
      return { words: addonsWords(command), stdin: undefined, mayNeedSudo: false };
    case "list-processes":
      return {
        // every process, whole lines, no headings; user names are not cut at eight characters
        words: ["ps", "-ww", "-eo", "pid=,user:32=,args="],
        stdin: undefined,
        mayNeedSudo: false,
      };
    case "psql":
      return {
        words: [
          "psql",
          // no psqlrc, unaligned, tuples only, quiet, never ask for a password
          "-X",
          "-A",
          "-t",
          "-q",
          "-w",
          ...(command.user === undefined ? [] : ["-U", command.user]),
          ...(command.host === undefined ? [] : ["-h", command.host]),
          ...(command.port === undefined ? [] : ["-p", String(command.port)]),
          "-d",
          command.database,
        ],
        stdin: command.script,
        mayNeedSudo: false,
      };
  }
}
