import type { SshAccess } from "../../model/environment.ts";
import type { Argv } from "./commands.ts";
import { quoteWords } from "./quote.ts";

type Prefix = Pick<SshAccess, "wrapper" | "sudo">;

/**
 * Every word that runs on the host. `env LC_ALL=C` goes before `sudo`, so that sudo's own complaints are in
 * English too, and so that the rule in sudoers names the program itself; sudo lets `LC_ALL` through.
 */
export function fullWords(access: Prefix, { words, mayNeedSudo }: Argv): readonly string[] {
  const sudo = access.sudo && mayNeedSudo ? ["sudo", "-n"] : [];
  return [...access.wrapper, "env", "LC_ALL=C", ...sudo, ...words];
}

/** What is sent as the command: every word that runs, or the probe where the key's forced command knows those. */
export function commandLine(access: Prefix & Pick<SshAccess, "dispatcher">, argv: Argv): string {
  return quoteWords(access.dispatcher === true ? argv.probe.words : fullWords(access, argv));
}

/** The line of sudoers that lets `user` run exactly these words as root, without a password. */
export function sudoRule(user: string, [program = "", ...words]: readonly string[]): string {
  const path = program.startsWith("/") ? program : `/usr/bin/${program}`;
  // sudoers gives these a meaning of their own
  const escaped = words.map((word) => word.replace(/[\\,:=*?![\]]/g, String.raw`\$&`));
  return `${user} ALL=(root) NOPASSWD: ${[path, ...escaped].join(" ")}`;
}
