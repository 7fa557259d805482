import type { Kysely } from "kysely";
import type { UnknownReason } from "../model/outcome.ts";
import type { Trigger } from "../model/record.ts";
import type { Database } from "./schema.ts";

/** The counters behind `envaudit_…_total`, with their labels. */
export type Count =
  | { readonly name: "audits"; readonly labels: { environment: string; trigger: Trigger } }
  /** Audits that ended incomplete, or that could not be run at all. */
  | { readonly name: "audits_failed"; readonly labels: { environment: string } }
  | { readonly name: "audit_overruns"; readonly labels: { environment: string } }
  | {
      readonly name: "transport_errors";
      readonly labels: { environment: string; transport: string; reason: UnknownReason };
    };

export type Counted = Count & { readonly value: number };

/** Counts that only rise: kept apart from the audits, so that deleting old audits does not lower them. */
export type Counters = {
  /** Adds one. */
  add(count: Count): Promise<void>;
  /** By name and labels; what was never counted is not there. */
  list(): Promise<readonly Counted[]>;
};

export function countersIn(db: Kysely<Database>): Counters {
  return { add: (count) => add(db, count), list: () => list(db) };
}

async function add(db: Kysely<Database>, { name, labels }: Count): Promise<void> {
  const sorted = Object.fromEntries(
    Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  await db
    .insertInto("counters")
    .values({ name, labels: JSON.stringify(sorted), value: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(["name", "labels"])
        .doUpdateSet(({ eb }) => ({ value: eb("counters.value", "+", 1) })),
    )
    .execute();
}

async function list(db: Kysely<Database>): Promise<readonly Counted[]> {
  const rows = await db
    .selectFrom("counters")
    .selectAll()
    .orderBy("name")
    .orderBy("labels")
    .execute();
  // Written by `add` alone, which pairs each name with its labels.
  return rows.map((row) => ({ ...row, labels: JSON.parse(row.labels) as unknown }) as Counted);
}
