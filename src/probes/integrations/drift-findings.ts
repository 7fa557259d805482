import type { Finding, UnknownReason } from "../../model/outcome.ts";
import { plural, printable, shorten } from "../../model/text.ts";
import { shownIds, type sqlNeutralizeDrift } from "../../facts/sql-neutralize-drift.ts";
import type { FactsOf } from "../check.ts";

type Script = FactsOf<{ script: typeof sqlNeutralizeDrift }>["script"];
type Statement = Script["statements"][number];

const named = (text: string): string => shorten(printable(text), 80);

type Group = {
  readonly first: Statement;
  /** Of each statement, the rows that it finds. */
  readonly counts: readonly number[];
  readonly ids: ReadonlySet<number>;
};

/** One finding for what a module does to a table in one way: a script may take several statements for it. */
export function driftFindings(statements: readonly Statement[]): readonly Finding[] {
  const groups = new Map<string, Group>();
  for (const statement of statements) {
    const { module, table, kind, result } = statement;
    if (result.is !== "drift" || result.count === 0) continue;
    const key = `neutralize.sql,${named(module)},${named(table ?? "")},${kind}`;
    const before = groups.get(key);
    groups.set(key, {
      first: before?.first ?? statement,
      counts: [...(before?.counts ?? []), result.count],
      ids: new Set([...(before?.ids ?? []), ...result.ids]),
    });
  }
  return [...groups].map(([subject, group]) => driftFinding(subject, group));
}

/** How many rows several statements find: the same ones, maybe, and of each statement only some are named. */
function rowsOf({ first, counts, ids }: Group): {
  readonly count: number;
  readonly isLeast: boolean;
} {
  const sum = counts.reduce((a, b) => a + b, 0);
  // Rows that are not there have no ids, and each INSERT has its own.
  if (first.kind === "insert" || counts.length === 1) return { count: sum, isLeast: false };
  const count = Math.max(ids.size, ...counts);
  return { count, isLeast: counts.some((one) => one > shownIds) && count < sum };
}

function driftFinding(subject: string, group: Group): Finding {
  const { first, ids } = group;
  const { count, isLeast } = rowsOf(group);
  const module = named(first.module);
  const table = named(first.table ?? "a table");
  const some = [...ids].slice(0, shownIds).join(", ");
  const which = some === "" ? "" : ` (id ${some}${count > shownIds ? ", …" : ""})`;
  const rows = `${isLeast ? "at least " : ""}${plural(count, "row")}`;
  return {
    subject,
    title: `Module ${module}: ${said(first.kind, rows, count, table)}${which}`,
    remedy: `Neutralise again, or do by hand what ${module}'s data/neutralize.sql does to ${table}.`,
    count,
  };
}

function said(kind: Statement["kind"], rows: string, count: number, table: string): string {
  const [is, has] = count === 1 ? ["is", "has"] : ["are", "have"];
  switch (kind) {
    case "delete":
      return `${rows} of ${table} that its neutralisation removes ${is} there`;
    case "insert":
      return `${rows} of ${table} that its neutralisation sets ${is} not there as it sets ${count === 1 ? "it" : "them"}`;
    case "update":
    case "other":
      return `${rows} of ${table} ${has} not what its neutralisation sets`;
  }
}

/** One finding for each module whose file names what is not there. */
export function breakingFindings(statements: readonly Statement[]): readonly Finding[] {
  const missing = new Map<string, Set<string>>();
  for (const { module, result } of statements) {
    if (result.is !== "missing") continue;
    missing.set(module, (missing.get(module) ?? new Set()).add(result.what));
  }
  return [...missing].map(([module, what]) => ({
    subject: `neutralize.sql,${named(module)},breaks`,
    title: `Module ${named(module)}: its neutralize.sql names what does not exist (${named([...what].join(", "))}), so Odoo can neutralise nothing at all`,
    remedy: `Correct data/neutralize.sql of ${named(module)}, or update the module.`,
  }));
}

/** One line about what was not judged. */
export type Unjudged = { readonly reason: UnknownReason; readonly line: string };

export function unjudged({ statements, unread }: Script): readonly Unjudged[] {
  return [
    ...unread.map(({ module, reason, why }) => ({
      reason,
      line: `module ${named(module)}: ${shorten(printable(why), 160)}`,
    })),
    ...statements.flatMap(({ module, text, result }) =>
      result.is === "unknown"
        ? [
            {
              reason: result.reason,
              line: `module ${named(module)}: ${shorten(printable(result.why), 120)}: ${printable(text)}`,
            },
          ]
        : [],
    ),
  ];
}
