import { z } from "zod";
import type { AuditRecord } from "../model/record.ts";

const keysShape = z.object({
  canExpire: z.boolean(),
  keys: z.array(z.object({ user: z.int().nullable(), expires: z.string().nullable() })),
});
const usersShape = z.array(z.object({ id: z.int(), login: z.string().nullable() }));

/**
 * When the first API key of the auditor's own user expires (ISO 8601, UTC), from the facts `odoo.api-keys` and
 * `odoo.users`; null when none does, undefined when that was not read in this audit.
 */
export function credentialExpiryOf({ context, facts }: AuditRecord): string | null | undefined {
  if (context.auditor === undefined) return undefined;
  if (!context.auditor.usesApiKey) return null;
  const [keys, users] = [facts["odoo.api-keys"], facts["odoo.users"]];
  if (keys?.state !== "known" || users?.state !== "known") return undefined;
  const read = keysShape.safeParse(keys.value);
  const who = usersShape.safeParse(users.value);
  if (!read.success || !who.success) return undefined;
  if (!read.data.canExpire) return null;
  const own = who.data.find(({ login }) => login !== null && context.auditorLogins.includes(login));
  const times = read.data.keys
    .filter(({ user }) => user === own?.id)
    .flatMap(({ expires }) => expires ?? []);
  return times.toSorted()[0] ?? null;
}
