import { merged, type Range } from "./ranges.ts";

/** What can be wrong with a ledger, and what it means. */
export const issueCodes = {
  entry_altered: "the entry is not what its hash says",
  leaf_hash_altered: "the hash of the entry was changed, the entry itself was not",
  entry_missing: "entries were removed: what follows cannot be verified",
  entry_out_of_place: "an entry stands where its number does not belong",
  body_altered: "the body is not what the entry says",
  body_missing: "the body is gone, and no retention entry says so",
  subtree_altered: "a kept hash of the tree is not that of its entries",
  root_mismatch: "the entries are not those that were signed",
  tail_cut: "entries that were there, as signed or otherwise left, are gone",
  two_histories: "the log signed two histories that contradict each other",
  checkpoint_malformed: "a checkpoint cannot be read",
  checkpoint_altered: "a checkpoint's columns are not what was signed",
  checkpoint_missing: "a checkpoint was anchored, and is here no more",
  other_log: "a checkpoint of another log",
  unknown_key: "a checkpoint is not signed by a key of this log",
  bad_signature: "a signature does not fit what it signs",
  key_out_of_turn: "a key signed before its time or after it",
  key_altered: "the table of keys is not what the entries say",
  rotation_broken: "a change of keys was not signed by the key before",
  anchor_altered: "an anchor holds something else than what was signed",
  anchor_missing: "an anchor has lost a checkpoint that it had",
  export_malformed: "a line of the export cannot be read",
} as const;
export type IssueCode = keyof typeof issueCodes;

/** Something wrong. `range` are the entries that it makes worthless; undefined when it is none of them. */
export type Issue = {
  readonly code: IssueCode;
  readonly range: Range | undefined;
  /** One line: which checkpoint, which anchor, which key. Empty when the range says it all. */
  readonly detail: string;
};

/** Issues as they are found. Of a ledger that is wrong all over, neighbours of one kind are told together. */
export type Issues = {
  add(code: IssueCode, range?: Range | number, detail?: string): void;
  /** Gives those of one kind, from the entry `since` on, another. */
  recode(from: IssueCode, to: IssueCode, since: number): void;
  list(): readonly Issue[];
  broken(): readonly Range[];
};

// A terminal shows some dozens. Beyond this, those of one kind are told as one, so that memory stays bounded.
const mostIssues = 1000;

export function collectIssues(): Issues {
  const found: Issue[] = [];
  const lastOf = new Map<IssueCode, number>();

  /** Where an issue like this one, that it goes on from, stands. */
  function continued(
    code: IssueCode,
    range: Range | undefined,
    detail: string,
  ): number | undefined {
    const at = lastOf.get(code);
    const before = at === undefined ? undefined : found[at];
    if (at === undefined || before === undefined) return undefined;
    if (found.length >= mostIssues) return at;
    if (before.detail !== detail || before.range === undefined || range === undefined) {
      return undefined;
    }
    const { first, last } = before.range;
    return range.first >= first && range.first <= last + 1 ? at : undefined;
  }

  return {
    add(code, where, detail = "") {
      const range = typeof where === "number" ? { first: where, last: where } : where;
      const at = continued(code, range, detail);
      const before = at === undefined ? undefined : found[at];
      if (at === undefined || before === undefined) {
        lastOf.set(code, found.push({ code, range, detail }) - 1);
        return;
      }
      const [joined] = merged([before.range ?? [], range ?? []].flat());
      const last = Math.max(before.range?.last ?? 0, range?.last ?? 0);
      found[at] = { ...before, range: joined && { ...joined, last } };
    },
    recode(from, to, since) {
      for (const [at, issue] of found.entries()) {
        const isMeant = issue.code === from && issue.range && issue.range.first >= since;
        if (isMeant) found[at] = { ...issue, code: to };
      }
      lastOf.delete(from);
    },
    list: () => found,
    broken: () => merged(found.flatMap(({ range }) => range ?? [])),
  };
}
