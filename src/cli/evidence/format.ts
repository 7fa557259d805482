import { issueCodes, type Issue } from "../../evidence/issues.ts";
import type { Range } from "../../evidence/ranges.ts";
import type { Verification } from "../../evidence/verify.ts";
import { plural, printable } from "../../model/text.ts";
import { formatColumns } from "../format/columns.ts";

/** As many of each as a terminal can show; `--json` has them all. */
const mostShown = 20;

/** The result of a verification in words: the ranges, the anchors, and what is wrong. */
export function formatVerification(result: Verification): string {
  const { origin, size, anchors, unread, removed } = result;
  const rows = [
    ["valid", ranges(result.valid)],
    ["anchored", ranges(result.anchored)],
    ["unanchored", ranges(result.unanchored)],
    ["unsigned", ranges(result.unsigned)],
    ["broken", ranges(result.broken)],
  ];
  if (removed.length > 0) rows.push(["without body", ranges(removed)]);
  return [
    `Ledger ${origin === undefined ? "without a name" : printable(origin)}: ${entries(size)}`,
    formatColumns(rows),
    ...anchors.map(
      ({ anchor, size: reach }) => `${printable(anchor)} has the first ${entries(reach)}`,
    ),
    ...unread.map((line) => `not read: ${printable(line)}`),
    ...result.issues.slice(0, mostShown).map(issueLine),
    ...more(result.issues),
  ].join("\n");
}

const entries = (count: number): string => (count === 1 ? "1 entry" : `${count} entries`);

/** `0-41, 43 (43 entries)`. */
function ranges(list: readonly Range[]): string {
  if (list.length === 0) return "none";
  const shown = list.slice(0, mostShown).map(rangeText).join(", ");
  const count = list.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return `${shown}${list.length > mostShown ? ", …" : ""} (${entries(count)})`;
}

const rangeText = ({ first, last }: Range): string =>
  first === last ? String(first) : `${first}-${last}`;

function issueLine({ code, range, detail }: Issue): string {
  const where = range === undefined ? "" : ` ${rangeText(range)}`;
  const what = detail === "" ? "" : ` (${printable(detail)})`;
  return `BROKEN ${code}${where}: ${issueCodes[code]}${what}`;
}

function more(issues: readonly Issue[]): readonly string[] {
  const rest = issues.length - mostShown;
  return rest > 0 ? [`and ${plural(rest, "more issue")}: see --json`] : [];
}
