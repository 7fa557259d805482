import { z } from "zod";
import { collectIssues, type Issue, type Issues } from "./issues.ts";
import { createJudge, type Judge } from "./judge.ts";
import { compareKeys, keyChain, parsed, trustedKeys, type ChainKey } from "./key-chain.ts";
import type { NoteKey } from "./note.ts";
import { firstEntries, without, type Range } from "./ranges.ts";
import { describe } from "./signatures.ts";
import type { LedgerSource, Page } from "./source.ts";
import { startWalk, type Walk } from "./walk.ts";

/** What a ledger was found to be. Every range is in order. */
export type Verification = {
  readonly origin: string | undefined;
  readonly size: number;
  /** Sound, and signed by a key that may be trusted. */
  readonly valid: readonly Range[];
  /** Sound, and newer than the last checkpoint. */
  readonly unsigned: readonly Range[];
  /** Of the valid ones: with a checkpoint in an anchor, or without. */
  readonly anchored: readonly Range[];
  readonly unanchored: readonly Range[];
  readonly broken: readonly Range[];
  readonly issues: readonly Issue[];
  /** Bodies that retention removed. */
  readonly removed: readonly Range[];
  /** How far each anchor reaches: entries below. */
  readonly anchors: readonly { readonly anchor: string; readonly size: number }[];
  /** What could not be read, one line each. */
  readonly unread: readonly string[];
};

/** A public key that whoever verifies trusts; PEM has no name, and takes that of the log. */
export type GivenKey = (origin: string) => NoteKey;

/**
 * Verifies a ledger in one pass, in memory that does not grow with it. Trust comes from the given keys alone:
 * everything in the source may be forged.
 */
export async function verifyLedger(
  source: LedgerSource,
  given: readonly GivenKey[],
): Promise<Verification> {
  const issues = collectIssues();
  const chain = keyChain(source.telling, issues);
  compareKeys(chain, source.keys, issues);
  const origin = chain[0]?.key.name;
  const removed = removedBodies(source);
  const walk = startWalk({ issues, removed });
  const judge = createJudge({ source, origin, chain, issues, walk });
  for await (const page of source.pages()) {
    for (const line of page.malformed) issues.add("export_malformed", undefined, `line ${line}`);
    await enterPage(page, walk, judge);
  }
  await judge.tail();
  await checkRest(source, walk, issues);
  const trusted = trustedKeys(
    chain,
    given.map((key) => key(origin ?? "")),
    issues,
  );
  if (trusted.length === 0 && walk.size() > 0) {
    issues.add("unknown_key", undefined, "the given public key never signed this ledger");
  }
  return summarise({ origin, walk, issues, removed, trusted, judge });
}

const retention = z.object({ first: z.int().min(0), last: z.int().min(0) });

function removedBodies({ telling }: LedgerSource): readonly Range[] {
  return telling.flatMap(({ leaf, body }) => {
    if (leaf.kind !== "retention") return [];
    const read = retention.safeParse(parsed(body));
    return read.success && read.data.last < leaf.number ? [read.data] : [];
  });
}

async function enterPage(page: Page, walk: Walk, judge: Judge): Promise<void> {
  const own = page.checkpoints.toSorted((a, b) => a.size - b.size);
  let next = 0;
  let node = 0;
  const upTo = async (size: number): Promise<void> => {
    const start = next;
    while ((own[next]?.size ?? Infinity) <= size) next++;
    await judge.at(size, own.slice(start, next));
  };
  for (const entry of page.entries) {
    const { number } = entry.leaf;
    const start = node;
    while ((page.nodes?.[node]?.number ?? Infinity) <= number) node++;
    walk.enter(entry, page.nodes?.slice(start, node));
    // Most trees were never signed: a million of them would wait for nothing.
    const size = walk.size();
    if ((own[next]?.size ?? Infinity) <= size || judge.hasAnchored(size)) await upTo(size);
  }
  judge.beyond(own.slice(next));
}

/** What neither entries nor checkpoints show: rests of a tail, and anchors that have lost something. */
async function checkRest(source: LedgerSource, walk: Walk, issues: Issues): Promise<void> {
  if (await source.hasRemains(walk.size())) {
    issues.add("tail_cut", undefined, `parts of entries from ${walk.size()} on are left`);
  }
  const key = (one: { anchor: string; location: string; size: number; keyId: string }): string =>
    `${one.anchor}\n${one.location}\n${one.size}\n${one.keyId}`;
  const there = new Set(source.anchored.map(key));
  for (const one of source.believed) {
    if (!there.has(key(one))) issues.add("anchor_missing", undefined, describe(one));
  }
}

type Summary = {
  readonly origin: string | undefined;
  readonly walk: Walk;
  readonly issues: Issues;
  readonly removed: readonly Range[];
  readonly trusted: readonly ChainKey[];
  readonly judge: Judge;
};

function summarise({ origin, walk, issues, removed, trusted, judge }: Summary): Verification {
  const signed = Math.max(0, ...trusted.map((one) => one.signed));
  for (const { first, last, detail } of judge.contradicting) {
    // Where the ledger has signed what it has now as well, it has signed two histories.
    issues.add(signed > last ? "two_histories" : "root_mismatch", { first, last }, detail);
  }
  const broken = issues.broken();
  const sound = (ranges: readonly Range[]): readonly Range[] =>
    ranges.flatMap((range) => without(range, broken));
  const reach = judge.anchored.filter(({ by }) => trusted.includes(by));
  const anchored = Math.max(0, ...reach.map(({ size }) => size));
  const size = walk.size();
  return {
    origin,
    size,
    valid: sound(firstEntries(signed)),
    unsigned: sound(signed < size ? [{ first: signed, last: size - 1 }] : []),
    anchored: sound(firstEntries(anchored)),
    unanchored: sound(anchored < signed ? [{ first: anchored, last: signed - 1 }] : []),
    broken,
    issues: issues.list(),
    removed,
    anchors: reach.map(({ anchor, size: reached }) => ({ anchor, size: reached })),
    unread: judge.unread,
  };
}
