import type { OdooGrants } from "./odoo.ts";
import { dispatcherPath, type SshGrants } from "./ssh.ts";

export type Grants = {
  readonly environment: string;
  readonly prefer: "api" | "sql";
  readonly odooVersion: string;
  readonly ssh: SshGrants | null;
  /** SQL text, and the facts whose questions nobody knows beforehand. */
  readonly sql: { readonly text: string; readonly unforeseen: readonly string[] } | null;
  readonly odoo: OdooGrants | null;
};

/** All of it for a person: comments say where each part goes, and everything else can be copied. */
export function grantsText({ environment, odooVersion, ssh, sql, odoo }: Grants): string {
  const parts: string[] = [
    `# What the auditor needs in ${environment} (Odoo ${odooVersion}), and no more.`,
  ];
  if (ssh !== null) {
    parts.push(
      [
        `# On the host: deploy/ssh/envaudit-probe as ${dispatcherPath}, owned by root, mode 0755.`,
        '# The one line of the account\'s ~/.ssh/authorized_keys; add from="ADDRESS" where the daemon has a fixed one.',
        `# It serves ${ssh.serves.join(", ")}. Then set ssh.dispatcher: true.`,
        ssh.authorizedKeys,
      ].join("\n"),
    );
    if (ssh.sudoers.length > 0) {
      parts.push(["# /etc/sudoers.d/envaudit, mode 0440:", ...ssh.sudoers].join("\n"));
    }
  }
  if (sql !== null) {
    const unforeseen =
      sql.unforeseen.length === 0
        ? []
        : [
            `-- Not granted: what ${sql.unforeseen.join(", ")} asks is made from the copy's own files.`,
            "-- Grant the columns that an audit then names as access_denied, if they are no secrets.",
          ];
    parts.push(
      ["# In PostgreSQL; then set sql.functions: true.", sql.text.trimEnd(), ...unforeseen].join(
        "\n",
      ),
    );
  }
  if (odoo !== null) {
    const groups = odoo.groups.map(({ group, why }) => `#   ${group}: ${why}`);
    parts.push(
      [
        `# In Odoo, for ${odoo.login}:`,
        ...(groups.length === 0 ? ["#   nothing: no records are read over the API"] : groups),
        `#   read on ${odoo.models.length === 0 ? "no model" : odoo.models.join(", ")}`,
      ].join("\n"),
    );
  }
  return parts.join("\n\n");
}
