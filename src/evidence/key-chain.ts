import { z } from "zod";
import type { FoundEntry } from "../model/ledger.ts";
import type { LedgerKey } from "../store/ledger-checkpoints.ts";
import type { Issues } from "./issues.ts";
import { formatVerifierKey, parseVerifierKey, type NoteKey } from "./note.ts";

/** A key of the log, as its entries tell: it signs trees of more than `since` entries. */
export type ChainKey = {
  readonly key: NoteKey;
  readonly since: number;
  /** The largest tree that it may sign: the one whose last entry names the next key. */
  readonly until: number;
  /** The largest tree with its good signature that was found to be true; 0 when there is none. */
  signed: number;
};

const rotation = z.object({ from: z.string().nullable(), to: z.string() });

/** The keys that entries name one after another. The first one comes from none, each other from the one before. */
export function keyChain(telling: readonly FoundEntry[], issues: Issues): readonly ChainKey[] {
  const chain: ChainKey[] = [];
  for (const { leaf, body } of telling) {
    if (leaf.kind !== "key_rotation") continue;
    const read = rotation.safeParse(parsed(body));
    const key = read.success ? parseVerifierKey(read.data.to) : undefined;
    const before = chain.at(-1);
    const from = before === undefined ? null : formatVerifierKey(before.key);
    if (!read.success || key === undefined || read.data.from !== from) {
      issues.add("rotation_broken", leaf.number, "it does not name the key before and the next");
      continue;
    }
    if (before !== undefined) chain[chain.length - 1] = { ...before, until: leaf.number + 1 };
    chain.push({ key, since: leaf.number, until: Infinity, signed: 0 });
  }
  return chain;
}

/** Tells where the table of keys is not what the entries say. */
export function compareKeys(
  chain: readonly ChainKey[],
  table: readonly LedgerKey[],
  issues: Issues,
): void {
  const said = chain.map(({ key, since }) => `${since} ${formatVerifierKey(key)}`);
  const kept = table.map(({ since, verifier }) => `${since} ${verifier}`);
  if (said.join("\n") === kept.join("\n")) return;
  const count = said.filter((line) => !kept.includes(line)).length;
  issues.add("key_altered", undefined, `${count} of ${said.length} keys differ`);
}

/**
 * The keys that may be trusted when `given` is: the given one, later ones as far as each was named under a
 * signature of the one before, and earlier ones when the given one has signed over them.
 */
export function trustedKeys(
  chain: readonly ChainKey[],
  given: readonly NoteKey[],
  issues: Issues,
): readonly ChainKey[] {
  const verifiers = new Set(given.map(formatVerifierKey));
  const start = chain.findIndex(({ key }) => verifiers.has(formatVerifierKey(key)));
  if (start < 0) return [];
  const trusted = chain.slice(start, start + 1);
  for (const next of chain.slice(start + 1)) {
    const before = trusted.at(-1);
    if (before === undefined || before.signed <= next.since) {
      issues.add("rotation_broken", next.since, `key ${next.key.id} was not signed for`);
      break;
    }
    trusted.push(next);
  }
  const signed = Math.max(...trusted.map((one) => one.signed));
  return [...chain.slice(0, start).filter(({ since }) => signed > since), ...trusted];
}

/** undefined for text that is no JSON. */
export function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
