import type { IdentityKind } from "./environment.ts";
import type { Tier } from "./outcome.ts";

/** What somebody can be found to have. The access matrix says which persona may have it, per tier. */
export const privileges = [
  "odoo_settings",
  "odoo_administration",
  "shell",
  "logs",
  "database",
  "service_control",
] as const;
export type Privilege = (typeof privileges)[number];

/** Codes of the personas that may have a privilege on a tier: `registry/access-matrix.yaml`. */
export type AccessMatrix = Readonly<Record<Privilege, Readonly<Record<Tier, readonly string[]>>>>;

/** How somebody shows up on the audited side. The digests are keyed ones, of an Odoo login and of the name of an API key. */
export type Holder = {
  readonly by: "odoo_login" | "login_digest" | "ssh_user" | "ssh_key" | "api_key_digest";
  readonly value: string;
};

/**
 * An identity as it is stored with an audit: its personas resolved, its Odoo logins and the names of its API
 * keys as keyed digests, which is how facts know those of ordinary users. Older audits stored one persona each
 * and the logins themselves.
 */
export type JudgedIdentity = {
  readonly id: string;
  readonly kind?: IdentityKind;
  readonly persona?: string;
  readonly personas?: readonly string[];
  readonly odooLogins?: readonly string[];
  readonly odooLoginDigests?: readonly string[];
  readonly sshUsers?: readonly string[];
  readonly sshKeys?: readonly string[];
  readonly apiKeyDigests?: readonly string[];
};

export type Explanation =
  | { readonly explained: true; readonly identity: JudgedIdentity }
  | {
      readonly explained: false;
      readonly reason: "no_identity" | "not_permitted";
      /** Who, what, where and why not, to stand in a finding's title. */
      readonly sentence: string;
      /** What to do about it, to stand in a finding's remedy. */
      readonly remedy: string;
    };

/** What is needed of a `JudgeContext`. */
type Known = {
  readonly identities: readonly JudgedIdentity[];
  readonly accessMatrix?: AccessMatrix;
  readonly environment: { readonly name: string; readonly tier: Tier };
};

/** The declared identity that a holder belongs to; undefined when nobody declared one. */
export function identityOf(
  holder: Holder,
  { identities }: Pick<Known, "identities">,
): JudgedIdentity | undefined {
  return identities.find((identity) => marksOf(identity, holder.by).includes(holder.value));
}

function marksOf(identity: JudgedIdentity, by: Holder["by"]): readonly string[] {
  switch (by) {
    case "odoo_login":
      return identity.odooLogins ?? [];
    case "login_digest":
      return identity.odooLoginDigests ?? [];
    case "ssh_user":
      return identity.sshUsers ?? [];
    case "ssh_key":
      return identity.sshKeys ?? [];
    case "api_key_digest":
      return identity.apiKeyDigests ?? [];
  }
}

/**
 * Whether a privilege that was found is explained: the holder belongs to a declared identity, and the access
 * matrix gives the privilege to one of its personas on the environment's tier. `who` names the holder in the
 * sentence (`Odoo user ada`, `account deploy`, `key SHA256:… of deploy`); the identity is named beside it.
 * Audits that were stored before there was a matrix are judged by the identity alone.
 */
export function explain(
  holder: Holder,
  privilege: Privilege,
  who: string,
  context: Known,
): Explanation {
  const { name, tier } = context.environment;
  const identity = identityOf(holder, context);
  const found = `${who} ${has[privilege]} on ${name} (${tier})`;
  if (identity === undefined) {
    return {
      explained: false,
      reason: "no_identity",
      sentence: `${found} and is no declared identity`,
      remedy: `Take it away from ${who}, or declare under identities whose it is.`,
    };
  }
  const { accessMatrix } = context;
  const own = personasOf(identity);
  const may = accessMatrix?.[privilege][tier] ?? own;
  if (own.some((persona) => may.includes(persona))) return { explained: true, identity };
  const whose = `${identity.id} (${[identity.kind ?? "person", ...own].join(", ")})`;
  const allowed = may.length === 0 ? "nobody" : `${may.join(", ")} alone`;
  return {
    explained: false,
    reason: "not_permitted",
    sentence: `${found}; it belongs to ${whose}, and the access matrix gives this to ${allowed}`,
    remedy: `Take it away from ${who}, or let somebody act there whose persona may have it.`,
  };
}

/** The personas that an identity acts in; audits of before agents were known stored one. */
function personasOf({ persona, personas }: JudgedIdentity): readonly string[] {
  return personas ?? (persona === undefined ? [] : [persona]);
}

const has = {
  odoo_settings: "is in Settings",
  odoo_administration: "is in Access Rights",
  shell: "can open a shell",
  logs: "can read the logs",
  database: "can open the database",
  service_control: "can control services",
} as const satisfies Record<Privilege, string>;
