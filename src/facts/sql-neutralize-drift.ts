import { z } from "zod";
import { unknownReasons } from "../model/outcome.ts";
import type { SqlQuery } from "../transports/wires.ts";
import { collector, known } from "./collector.ts";
import { hostNeutralizeFiles, unreadSchema } from "./host-neutralize-files.ts";
import type { Unread } from "./neutralize-files.ts";
import { readScript } from "./neutralize/script.ts";
import { loadSql } from "./neutralize/sql.ts";
import { turnScript, type Turned } from "./neutralize/turn.ts";
import type { Answer } from "./read.ts";
import { fromQueries } from "./source.ts";
import { sqlNeutralizeTables } from "./sql-neutralize-tables.ts";

/** Ids of rows that a statement is told with. */
export const shownIds = 5;

const resultSchema = z.discriminatedUnion("is", [
  /** Rows that the script would still change, remove or add by the statement, and the ids of a few. */
  z.strictObject({ is: z.literal("drift"), count: z.int(), ids: z.array(z.int()).max(shownIds) }),
  /** It names a table or column that the database has not. */
  z.strictObject({ is: z.literal("missing"), what: z.string() }),
  z.strictObject({ is: z.literal("unknown"), reason: z.enum(unknownReasons), why: z.string() }),
]);

/** What the neutralisation script would still do to the database, statement by statement. */
export const sqlNeutralizeDrift = collector({
  id: "sql.neutralize-drift",
  title: "Drift from the neutralisation script",
  schema: z.strictObject({
    statements: z.array(
      z.strictObject({
        module: z.string(),
        text: z.string(),
        table: z.string().nullable(),
        kind: z.enum(["update", "delete", "insert", "other"]),
        result: resultSchema,
      }),
    ),
    unread: z.array(unreadSchema),
  }),
  after: [hostNeutralizeFiles, sqlNeutralizeTables],
  sources: fromQueries(
    async (context) => {
      const sql = await loadSql();
      const { files, unread } = known(context, hostNeutralizeFiles);
      const { statements, refused } = readScript(sql, files);
      const turned = turnScript(sql, statements, known(context, sqlNeutralizeTables));
      const alsoUnread = refused.map(({ module, why }): Unread => ({
        module,
        reason: "malformed_response",
        why,
      }));
      return {
        queries: turned.flatMap(questionOf),
        about: { turned, unread: [...unread, ...alsoUnread] },
      };
    },
    ({ answers, about }) => ({
      statements: about.turned.map(({ outcome, table, ...statement }, index) => ({
        ...statement,
        table: table ?? null,
        result: resultOf(outcome, answers.get(idOf(index))),
      })),
      unread: about.unread,
    }),
  ),
});

const idOf = (index: number): string => `statement-${index}`;

function questionOf({ outcome }: Turned, index: number): readonly SqlQuery[] {
  if (outcome.is !== "query") return [];
  const sql = `select count(*) over () as count, c.id as id from (${outcome.sql}) c order by c.id limit ${shownIds}`;
  return [{ id: idOf(index), sql }];
}

function resultOf(outcome: Turned["outcome"], answer: Answer | undefined): unknown {
  switch (outcome.is) {
    case "missing":
      return outcome;
    case "unknown":
      return { is: "unknown", reason: "malformed_response", why: outcome.why };
    case "query": {
      if (answer === undefined || "reason" in answer) {
        const reason = answer?.reason ?? "malformed_response";
        return { is: "unknown", reason, why: answer?.detail ?? "it was not answered" };
      }
      const ids = answer.rows.map((row) => row["id"]).filter((id) => id !== null);
      return { is: "drift", count: answer.rows[0]?.["count"] ?? 0, ids };
    }
  }
}
