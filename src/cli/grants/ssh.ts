import { foreseen } from "../../audit/foreseen.ts";
import type { ReadContext } from "../../facts/read.ts";
import type { PlannedFact } from "../../audit/plan.ts";
import type { Environment, SshAccess } from "../../model/environment.ts";
import { UsageError } from "../../model/errors.ts";
import { sudoRule } from "../../transports/ssh/command-line.ts";
import { argv } from "../../transports/ssh/commands.ts";
import { ownPublicKey } from "../../transports/ssh/keys.ts";
import { quoteWord } from "../../transports/ssh/quote.ts";

/** Where the dispatcher is put on the host. */
export const dispatcherPath = "/usr/local/bin/envaudit-probe";

export type SshGrants = {
  /** The one line of the account's authorized_keys. */
  readonly authorizedKeys: string;
  /** Environments of the configuration that the line serves: those of the same account. */
  readonly serves: readonly string[];
  readonly sudoers: readonly string[];
};

/** What the account needs for this environment, and for the others that it opens. Throws `UsageError`. */
export function sshGrants(
  access: SshAccess,
  facts: readonly PlannedFact[],
  context: ReadContext,
  fleet: readonly Environment[],
): SshGrants {
  const same = fleet.filter(({ ssh }) => ssh !== undefined && isSameAccount(ssh, access));
  return {
    authorizedKeys: authorizedKeysLine(access, same),
    serves: same.map(({ name }) => name),
    sudoers: access.sudo ? sudoersLines(access, facts, context) : [],
  };
}

const isSameAccount = (one: SshAccess, other: SshAccess): boolean =>
  one.host === other.host && one.port === other.port && one.user === other.user;

function authorizedKeysLine(access: SshAccess, same: readonly Environment[]): string {
  const words = access.wrapper.join(" ");
  if (access.wrapper.some((word) => /\s/.test(word))) {
    throw new UsageError("the dispatcher takes no ssh.wrapper with a blank within a word");
  }
  if (same.some(({ ssh }) => ssh?.wrapper.join(" ") !== words)) {
    const names = same.map(({ name }) => name).join(", ");
    throw new UsageError(
      `${names} share an account and have different wrappers: give each an account of its own, since a key has one command`,
    );
  }
  const options = [
    ...same.flatMap(({ ssh }) => (ssh === undefined ? [] : [`--odoo-conf=${ssh.odooConf}`])),
    ...same.flatMap(({ sql }) =>
      sql === undefined
        ? []
        : [`--psql=${[sql.database, sql.user, sql.host, sql.port].map((v) => v ?? "").join(",")}`],
    ),
    ...(words === "" ? [] : [`--wrapper=${words}`]),
    ...(same.some(({ ssh }) => ssh?.sudo === true) ? ["--sudo"] : []),
    ...(same.some(({ policy }) => testsEgress(policy)) ? ["--egress"] : []),
  ];
  const command = [dispatcherPath, ...new Set(options.map(quoteOption))].join(" ");
  return `restrict,command="${command.replaceAll('"', String.raw`\"`)}" ${ownPublicKey(access)} envaudit`;
}

/** Plain options stay readable; the shell that runs the line takes the others in quotes. */
const quoteOption = (option: string): string =>
  /^[A-Za-z0-9_=,./:-]+$/.test(option) ? option : quoteWord(option);

const testsEgress = ({ mail, integrations }: Environment["policy"]): boolean =>
  mail.egressTest !== undefined || integrations.egressTest !== undefined;

/** One line for each command that the environment's checks run as root, word for word. */
function sudoersLines(
  access: SshAccess,
  facts: readonly PlannedFact[],
  context: ReadContext,
): readonly string[] {
  const lines = facts.flatMap(({ collector, via }) => {
    // Nothing of a read that waits for other facts: none of those runs as root.
    const commands = via === "host" ? foreseen(() => collector.sources.host?.read(context)) : [];
    if (commands === undefined || "absent" in commands) return [];
    return commands
      .map(argv)
      .filter(({ mayNeedSudo }) => mayNeedSudo)
      .map(({ words }) => sudoRule(access.user, words));
  });
  return [...new Set(lines)].toSorted();
}
