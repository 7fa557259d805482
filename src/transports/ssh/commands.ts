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
  | { readonly name: "stat-odoo-log"; readonly path: string }
  | { readonly name: PlainProbe }
  | { readonly name: MtaProbe }
  | {
      readonly name: "psql";
      readonly database: string;
      readonly user: string | undefined;
      readonly host: string | undefined;
      readonly port: number | undefined;
      readonly nonce: string;
      /** The queries, one line each, from which the dispatcher makes the script. */
      readonly lines: readonly string[];
      /** The script, given on standard input: never on the command line, where `ps` shows it. */
      readonly script: string;
    };

/** Fixed words of the host at large. */
export type PlainProbe =
  | "list-processes"
  /** Names, groups and numbers, which everybody may read; no password. */
  | "read-accounts"
  /** Every `authorized_keys` in the usual homes, and the rules of sudo and of sshd: lines behind their paths. */
  | "read-authorized-keys"
  | "read-sudoers"
  | "read-sshd-config"
  /** Of the environments of processes what Odoo takes for options from 19 on, without any secret. */
  | "read-odoo-environment";

const split = (text: string): readonly string[] => text.split(" ");

const odooVariables =
  "^ODOO_(RC|DEV|LIST_DB|DBFILTER|PROXY_MODE|TEST_ENABLE|LOG_LEVEL|LOG_HANDLER|LOGFILE)=";

/** Their words, and whether root may have to say them. */
const plainWords: Readonly<
  Record<PlainProbe, { readonly words: readonly [string, ...string[]]; readonly root: boolean }>
> = {
  // every process, whole lines, no headings; user names are not cut at eight characters
  "list-processes": { words: ["ps", "-ww", "-eo", "pid=,user:32=,args="], root: false },
  "read-accounts": { words: ["cat", "--", "/etc/group", "/etc/passwd"], root: false },
  "read-authorized-keys": {
    words: [
      "find",
      ...split("/root /home /var/lib /srv /opt /etc/ssh -maxdepth 4 -name authorized_keys*"),
      ...split("-type f -exec grep -aH -e . {} +"),
    ],
    root: true,
  },
  "read-sudoers": { words: grepAll("/etc/sudoers", "/etc/sudoers.d"), root: true },
  "read-sshd-config": {
    words: grepAll("/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d"),
    root: true,
  },
  "read-odoo-environment": {
    words: [
      "find",
      ...split("/proc -mindepth 2 -maxdepth 2 -name environ -exec grep -azHE -e"),
      odooVariables,
      ...split("{} +"),
    ],
    root: true,
  },
};

function grepAll(...paths: readonly string[]): readonly [string, ...string[]] {
  return ["grep", "-raH", "-e", ".", "--", ...paths];
}

/** What the host's own mail transfer agent does with mail: fixed words, and no line that holds a password. */
export type MtaProbe =
  | "read-listeners"
  | "ask-postfix"
  | "ask-exim"
  | "ask-msmtp"
  | "ask-sendmail"
  | "list-mta-confs";

/** What postfix is asked for: it answers each with a line `name = value`. */
const postfixSettings = [
  "relayhost",
  "default_transport",
  "relay_transport",
  "relay_domains",
  "mydestination",
  "transport_maps",
  "sender_dependent_default_transport_maps",
  "sender_dependent_relayhost_maps",
  "virtual_alias_maps",
  "canonical_maps",
  "recipient_canonical_maps",
] as const;

export type PostfixSetting = (typeof postfixSettings)[number];

const mtaWords: Readonly<Record<MtaProbe, readonly [string, ...string[]]>> = {
  "read-listeners": ["cat", "--", "/proc/net/tcp", "/proc/net/tcp6"],
  // By its path: an account without root seldom has sbin on its own. -x expands what refers to another setting.
  "ask-postfix": ["/usr/sbin/postconf", "-x", ...postfixSettings],
  "ask-exim": grep("^dc_(eximconfig_configtype|smarthost)=", "/etc/exim4/update-exim4.conf.conf"),
  "ask-msmtp": grep("^[[:blank:]]*(account|host|port)[[:blank:]]", "/etc/msmtprc"),
  "ask-sendmail": grep("^DS", "/etc/mail/sendmail.cf"),
  // Where one of these is there, what Debian generates is not what runs.
  "list-mta-confs": ["ls", "-d", "--", "/etc/exim4/exim4.conf", "/etc/exim/exim.conf"],
};

function grep(pattern: string, path: string): readonly [string, ...string[]] {
  return ["grep", "-hE", "-e", pattern, "--", path];
}

export type Argv = {
  readonly words: readonly [string, ...string[]];
  readonly stdin: string | undefined;
  /** Whether `sudo -n` goes before it where the operator said that the account needs it. */
  readonly mayNeedSudo: boolean;
  /** The program need not be there: its absence is an answer (code 127), not an error. */
  readonly mayBeMissing?: true;
  /** How the dispatcher on the host is asked for it: a name and values, and what it gets on standard input. */
  readonly probe: Probe;
};

export type Probe = { readonly words: readonly [string, ...string[]]; readonly stdin: string };

/** The command as words, and as a probe of the dispatcher that says the same words on the host. */
export function argv(command: HostCommand): Argv {
  return { ...wordsOf(command), probe: probeOf(command) };
}

/** Words and standard input of the dispatcher; it knows everything else itself. */
function probeOf(command: HostCommand): Probe {
  const { name } = command;
  if (name === "psql") {
    const { database, user = "", host = "", port = "", nonce, lines } = command;
    const stdin = lines.map((line) => `${line}\n`).join("");
    return { words: [name, database, user, host, String(port), nonce], stdin };
  }
  const values = "path" in command ? [command.path] : "paths" in command ? command.paths : [];
  return { words: [name, ...values], stdin: "" };
}

function wordsOf(command: HostCommand): Omit<Argv, "probe"> {
  switch (command.name) {
    case "whoami":
      return { words: ["id", "-un"], stdin: undefined, mayNeedSudo: false };
    case "read-odoo-conf":
      return { words: ["cat", "--", command.path], stdin: undefined, mayNeedSudo: true };
    case "stat-odoo-conf":
    case "stat-odoo-log":
      return {
        words: ["stat", "-L", "-c", "%a %U %G", "--", command.path],
        stdin: undefined,
        mayNeedSudo: true,
      };
    case "find-addons-options":
    case "list-addons":
    case "read-addons-files":
    case "find-importing-addons":
    case "find-iap-addons":
      return { words: addonsWords(command), stdin: undefined, mayNeedSudo: false };
    case "list-processes":
    case "read-accounts":
    case "read-authorized-keys":
    case "read-sudoers":
    case "read-sshd-config":
    case "read-odoo-environment": {
      const { words, root } = plainWords[command.name];
      return { words, stdin: undefined, mayNeedSudo: root };
    }
    case "read-listeners":
    case "ask-postfix":
    case "ask-exim":
    case "ask-msmtp":
    case "ask-sendmail":
    case "list-mta-confs":
      return {
        words: mtaWords[command.name],
        stdin: undefined,
        mayNeedSudo: false,
        mayBeMissing: true,
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
