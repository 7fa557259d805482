import { TargetError } from "../model/errors.ts";
import type { Issues } from "./issues.ts";
import type { ChainKey } from "./key-chain.ts";
import type { Range } from "./ranges.ts";
import { describe, signedBy, type Found, type Signed } from "./signatures.ts";
import type { AnchoredCheckpoint, LedgerSource, Page } from "./source.ts";
import type { Walk } from "./walk.ts";

type JudgeParts = {
  readonly source: LedgerSource;
  readonly origin: string | undefined;
  readonly chain: readonly ChainKey[];
  readonly issues: Issues;
  readonly walk: Walk;
};
type Own = Page["checkpoints"];

type FoundInAnchor = Found & { readonly anchor: string };
type Reach = { readonly anchor: string; readonly by: ChainKey; size: number };
type Contradiction = Range & { readonly detail: string };

/** Compares the tree with what was signed, while it grows. */
export type Judge = {
  /** The tree has grown to `size`: the ledger's own checkpoints of it, and those of the anchors. */
  at(size: number, own: Own): Promise<void>;
  /** Whether an anchor has a checkpoint of `size` or fewer entries that was not compared yet. */
  hasAnchored(size: number): boolean;
  /** Own checkpoints of trees that the entries so far do not reach, or that stand where they do not belong. */
  beyond(own: Own): void;
  /** No more entries: what the anchors have beyond them. */
  tail(): Promise<void>;
  /** What could not be read, one line each. */
  readonly unread: readonly string[];
  /** How far true checkpoints in anchors reach, by whom they are signed. */
  readonly anchored: readonly Readonly<Reach>[];
  /** Signed checkpoints in anchors that are not of this tree, from the last one that was. */
  readonly contradicting: readonly Contradiction[];
};

export function createJudge({ source, origin, chain, issues, walk }: JudgeParts): Judge {
  const ahead = source.anchored.toSorted((a, b) => a.size - b.size);
  const unread: string[] = [];
  const anchored: Reach[] = [];
  const contradicting: Contradiction[] = [];
  let nextAnchored = 0;
  /** The last size whose root was signed. */
  let proven = 0;

  const signed = (found: Found): Signed | undefined => signedBy(found, origin, chain, issues);

  async function read(one: AnchoredCheckpoint): Promise<FoundInAnchor | undefined> {
    const { size, keyId, anchor } = one;
    try {
      return { size, keyId, anchor, note: await one.read() };
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      unread.push(error.message);
      return undefined;
    }
  }

  /** Whether the tree is the one that was signed; whoever signed it has then signed up to here. */
  function isTrue({ checkpoint, by }: Signed): boolean {
    if (!walk.hasRoot(checkpoint.root)) return false;
    by.signed = Math.max(by.signed, checkpoint.size);
    return true;
  }

  function judgeOwn(size: number, own: Own): void {
    const signatures = own
      .map((one) => signed({ ...one, anchor: undefined }))
      // The others have been told: their columns are not what was signed.
      .filter((one) => one?.checkpoint.size === size)
      .filter((one) => one !== undefined);
    const roots = new Set(signatures.map(({ checkpoint }) => checkpoint.root.toString("hex")));
    if (roots.size > 1) issues.add("two_histories", { first: proven, last: size - 1 });
    const areTrue = new Set(signatures.map(isTrue));
    if (areTrue.has(false) && !walk.isLost()) {
      issues.add("root_mismatch", { first: proven, last: size - 1 });
    }
    if (areTrue.has(true)) proven = size;
  }

  function judgeAnchored(found: FoundInAnchor, own: Own): void {
    const { anchor, size, keyId } = found;
    const signature = signed(found);
    if (signature === undefined) return;
    if (!own.some((mine) => mine.keyId === keyId)) {
      issues.add("checkpoint_missing", undefined, describe(found));
    }
    if (signature.checkpoint.size !== size || walk.isLost()) return;
    const before = anchored.filter((one) => one.anchor === anchor);
    if (!isTrue(signature)) {
      const first = Math.max(0, ...before.map((one) => one.size));
      contradicting.push({ first, last: size - 1, detail: describe(found) });
      return;
    }
    const reach = before.find(({ by }) => by === signature.by);
    if (reach === undefined) anchored.push({ anchor, by: signature.by, size });
    else reach.size = size;
  }

  const cut = (found: Found): void =>
    issues.add("tail_cut", { first: walk.size(), last: found.size - 1 }, describe(found));

  return {
    unread,
    anchored,
    contradicting,
    async at(size, own) {
      judgeOwn(size, own);
      for (; (ahead[nextAnchored]?.size ?? Infinity) <= size; nextAnchored++) {
        const one = ahead[nextAnchored];
        const found = one && (await read(one));
        if (found !== undefined) judgeAnchored(found, own);
      }
    },
    hasAnchored: (size) => (ahead[nextAnchored]?.size ?? Infinity) <= size,
    beyond(own) {
      for (const one of own) {
        const found = { ...one, anchor: undefined };
        const signature = signed(found);
        if (signature?.checkpoint.size !== one.size) continue;
        if (one.size > walk.size()) cut(found);
        else issues.add("checkpoint_altered", undefined, describe(found));
      }
    },
    async tail() {
      for (const one of ahead.slice(nextAnchored)) {
        const found = await read(one);
        if (found === undefined) continue;
        if (signed(found)?.checkpoint.size === found.size) cut(found);
      }
    },
  };
}
