import { expect, test } from "vitest";
import type { AuditRecord, StoredFact } from "../../src/model/record.ts";
import { recordAudit } from "../../src/record/record.ts";
import { temporaryStore } from "../store/support.ts";
import { audit, pass } from "./support.ts";

const known = (value: unknown): StoredFact => ({ state: "known", source: "rpc", value });
const users = known([
  { id: 5, login: "auditor" },
  { id: 6, login: null },
]);
const keysOf = (...keys: readonly { user: number; expires: string | null }[]) =>
  known({ canExpire: true, keys });

/** What is kept of the expiry after audits in this order. */
async function kept(
  ...audits: readonly { facts: AuditRecord["facts"]; usesApiKey?: boolean }[]
): Promise<string | undefined> {
  const { store } = await temporaryStore();
  for (const [index, { facts, usesApiKey = true }] of audits.entries()) {
    const record = audit(index + 1, { "mail.servers": pass }, { facts });
    const auditor = { usesApiKey, prefersSql: false };
    const context = { ...record.context, auditorLogins: ["auditor"], auditor };
    await recordAudit(store, { ...record, context });
  }
  return (await store.environments.list())[0]?.credentialExpiresAt;
}

const first = "2026-06-01T00:00:00.000Z";
const later = "2026-07-01T00:00:00.000Z";
const seen = {
  facts: {
    "odoo.users": users,
    "odoo.api-keys": keysOf(
      { user: 5, expires: later },
      { user: 5, expires: first },
      { user: 6, expires: "2026-01-01T00:00:00.000Z" },
    ),
  },
};

test("the first key of the auditor's own user to expire is kept", async () => {
  expect(await kept(seen)).toBe(first);
});

test("an audit that cannot read it keeps what is known", async () => {
  expect(await kept(seen, { facts: {} })).toBe(first);
});

test.each([
  [
    "its key does not expire",
    { "odoo.users": users, "odoo.api-keys": keysOf({ user: 5, expires: null }) },
    true,
  ],
  [
    "keys of that version do not",
    { "odoo.users": users, "odoo.api-keys": known({ canExpire: false, keys: [] }) },
    true,
  ],
  ["it logs in by password", {}, false],
] as const)("nothing is kept once %s", async (_, facts, usesApiKey) => {
  expect(await kept(seen, { facts, usesApiKey })).toBeUndefined();
});
