import { DatabaseSync } from "node:sqlite";
import type { KeyObject } from "node:crypto";
import { append } from "../../src/evidence/append.ts";
import { generatePrivateKey, parsePrivateKey } from "../../src/evidence/keys.ts";
import { openSigner, seal, type Signer } from "../../src/evidence/seal.ts";
import type { Store } from "../../src/store/store.ts";

export function newKey(): KeyObject {
  const key = parsePrivateKey(generatePrivateKey());
  if (key === undefined) throw new Error("a made key does not parse");
  return key;
}

export const origin = "example.com/log";
export const at = (day: number) => `2026-03-${String(day).padStart(2, "0")}T02:01:00.000Z`;

export function signerFor(store: Store, privateKey = newKey()): Promise<Signer> {
  return openSigner(store, { privateKey, origin, newOrigin: () => origin, at: at(1) });
}

/** Appends `count` entries from the number that comes next, in one transaction. */
export async function appendMany(store: Store, count: number): Promise<void> {
  await store.transaction(async (tx) => {
    for (let i = 0; i < count; i++) {
      const number = await tx.ledger.size();
      const body = { text: `entry ${number}`, n: number };
      await append(tx, { kind: "audit", subject: `audit-${number}`, at: at(2), body });
    }
  });
}

/** A ledger of `count` entries after the first one, with a checkpoint at its end. */
export async function sealedLedger(store: Store, count: number): Promise<Signer> {
  const signer = await signerFor(store);
  await appendMany(store, count);
  await seal(store, signer);
  return signer;
}

/** What somebody could do who has the file: triggers and foreign keys do not stop them. */
export function tamper(path: string, sql: string): void {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  const triggers = database
    .prepare("select name, sql from sqlite_schema where type = 'trigger'")
    .all();
  for (const { name } of triggers) database.exec(`drop trigger ${String(name)}`);
  database.exec(sql);
  for (const trigger of triggers) database.exec(String(trigger["sql"]));
  database.close();
}
