import { z } from "zod";
import type { Loaded } from "../documents/load.ts";
import { printKey } from "../documents/path.ts";
import { identityKinds, type Identity } from "../model/environment.ts";
import { InternalError } from "../model/errors.ts";
import type { Problem } from "../model/problem.ts";
import { line, sshFingerprint } from "./fields.ts";

/** What the registry says of who can act: codes of personas, and agents with the personas of each. */
export type Roles = {
  readonly personas: readonly string[];
  readonly agents: Readonly<Record<string, readonly string[]>>;
};

function identitySchema({ personas, agents }: Roles) {
  return z.strictObject({
    id: line().describe("Name of the person, service account or agent."),
    kind: z.enum(identityKinds).default("person").describe("What it is."),
    persona: z
      .enum(personas)
      .optional()
      .describe("Its persona in the registry; an agent has none but its agent's."),
    agent: z
      .enum(Object.keys(agents))
      .optional()
      .describe("Of kind `agent`: which agent of the registry it is, and so its personas."),
    odoo_logins: z.array(line()).default([]).describe("Odoo logins that belong to it."),
    ssh_users: z.array(line()).default([]).describe("Accounts on hosts that belong to it."),
    ssh_keys: z
      .array(sshFingerprint())
      .default([])
      .describe("Fingerprints of its SSH keys, as `ssh-keygen -lf KEY.pub` prints them."),
    api_keys: z.array(line()).default([]).describe("Names of Odoo API keys that belong to it."),
  });
}

export function identitiesSchema(roles: Roles) {
  return z
    .array(identitySchema(roles))
    .default([])
    .describe("Who is who: people, service accounts and agents.");
}
export type IdentityInput = z.infer<ReturnType<typeof identitySchema>>;

export function buildIdentity(input: IdentityInput, { agents }: Roles): Identity {
  const personas = input.agent === undefined ? [input.persona] : agents[input.agent];
  return {
    id: input.id,
    kind: input.kind,
    personas: (personas ?? []).map((persona) => {
      if (persona !== undefined) return persona;
      throw new InternalError("an identity without a persona was let through");
    }),
    odooLogins: input.odoo_logins,
    sshUsers: input.ssh_users,
    sshKeys: input.ssh_keys,
    apiKeys: input.api_keys,
  };
}

// Read with patience, so that a mistake in one identity hides none in another.
const text = z.string().optional().catch(undefined);
const texts = z.array(text).catch([]);
const outline = z
  .object({
    identities: z
      .array(
        z
          .object({
            id: text,
            kind: text,
            persona: z.unknown().optional(),
            agent: z.unknown().optional(),
            odoo_logins: texts,
            ssh_users: texts,
            ssh_keys: texts,
            api_keys: texts,
          })
          .catch({ odoo_logins: [], ssh_users: [], ssh_keys: [], api_keys: [], persona: "" }),
      )
      .catch([]),
  })
  .catch({ identities: [] });
type Outline = z.infer<typeof outline>["identities"][number];

const marks = ["odoo_logins", "ssh_users", "ssh_keys", "api_keys"] as const;

/** Rules within and between identities: one id each, a role by its kind, and no mark that two have. */
export function identityProblems(file: Loaded<unknown>): Problem[] {
  const { identities } = outline.parse(file.raw);
  return [
    ...repeatedIds(file, identities),
    ...identities.flatMap((identity, index) => roleProblems(file, identity, index)),
    ...marks.flatMap((mark) => sharedMarks(file, identities, mark)),
  ];
}

function repeatedIds(file: Loaded<unknown>, identities: readonly Outline[]): Problem[] {
  return identities.flatMap(({ id }, index) => {
    if (id === undefined) return [];
    if (identities.findIndex((other) => other.id === id) === index) return [];
    const message = `\`${printKey(id)}\` is declared already`;
    return [file.problemAt(["identities", index, "id"], message)];
  });
}

function roleProblems(file: Loaded<unknown>, identity: Outline, index: number): Problem[] {
  const isAgent = identity.kind === "agent";
  const [right, wrong] = isAgent
    ? (["agent", "persona"] as const)
    : (["persona", "agent"] as const);
  const kind = isAgent ? "an agent" : `a ${identity.kind ?? "person"}`;
  if (identity[wrong] !== undefined) {
    const message = isAgent
      ? "an agent's personas follow from `agent`: leave it out"
      : `${kind} is no agent: leave it out, or say \`kind: agent\``;
    return [file.problemAt(["identities", index, wrong], message)];
  }
  if (identity[right] !== undefined) return [];
  return [file.problemAt(["identities", index], `${kind} needs \`${right}\``)];
}

/** Logins, accounts, keys and key names that an earlier identity has: it would be unclear whose they are. */
function sharedMarks(
  file: Loaded<unknown>,
  identities: readonly Outline[],
  mark: (typeof marks)[number],
): Problem[] {
  const owners = new Map<string, number>();
  return identities.flatMap((identity, index) =>
    identity[mark].flatMap((value, place) => {
      if (value === undefined) return [];
      const owner = owners.get(value);
      if (owner === undefined) owners.set(value, index);
      if (owner === undefined || owner === index) return [];
      const { line: at } = file.at(["identities", owner]);
      const name = identities[owner]?.id ?? "an identity";
      const message = `\`${printKey(value)}\` belongs to ${printKey(name)} already, on line ${at}`;
      return [file.problemAt(["identities", index, mark, place], message)];
    }),
  );
}
