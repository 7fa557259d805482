/**
 * The closed list of commands that may run on an audited host. Each takes values, not text: `argv` turns
 * them into words, and the SSH transport quotes every word. All of them only read.
 */
export type HostCommand =
  | { readonly name: "whoami" }
  | { readonly name: "read-odoo-conf"; readonly path: string }
  | { readonly name: "stat-odoo-conf"; readonly path: string }
  | { readonly name: "list-processes" }
  | { readonly name: MtaProbe }
  | {
      readonly name: "psql";
      readonly database: string;
      readonly user: string | undefined;
      readonly host: string | undefined;
      readonly port: number | undefined;
      /** The script, given on standard input: never on the command line, where `ps` shows it. */
      readonly script: string;
    };

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
    case "list-processes":
      return {
        // every process, whole lines, no headings; user names are not cut at eight characters
        words: ["ps", "-ww", "-eo", "pid=,user:32=,args="],
        stdin: undefined,
        mayNeedSudo: false,
      };
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
