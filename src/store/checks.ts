import type { Kysely, Selectable } from "kysely";
import type { ControlId, Severity } from "../model/outcome.ts";
import { chunks } from "./chunks.ts";
import type { Database, JudgedOutcome } from "./schema.ts";
import type { VerdictParts } from "./verdict.ts";

/** How one check stands in one environment, after the last audit that ran it. */
export type CheckState = VerdictParts & {
  readonly environment: string;
  readonly check: string;
  readonly control: ControlId;
  readonly severity: Severity;
  readonly owner: string;
  readonly title: string;
  readonly acceptedGap: boolean;
  /** The last judged outcome: what the next audit is compared with, however many were unknown between. */
  readonly baseline: JudgedOutcome | undefined;
  /** Since when the outcome is what it is. */
  readonly since: string;
  /** When it last passed or failed. */
  readonly lastEvaluatedAt: string | undefined;
  readonly lastPassAt: string | undefined;
  /** The audit that this is from. */
  readonly auditId: string;
};

/** The state of every check, kept apart from the audits so that a filtered audit leaves the others alone. */
export type Checks = {
  /** Of one environment or of all, by environment and check. */
  list(environment?: string): Promise<readonly CheckState[]>;
  /** Creates or replaces these states and no others. */
  save(states: readonly CheckState[]): Promise<void>;
};

export function checksIn(db: Kysely<Database>): Checks {
  return {
    list: (environment) => list(db, environment),
    save: (states) => save(db, states),
  };
}

async function list(db: Kysely<Database>, environment?: string): Promise<readonly CheckState[]> {
  const rows = await db
    .selectFrom("check_state")
    .selectAll()
    .$if(environment !== undefined, (query) => query.where("environment", "=", environment ?? ""))
    .orderBy("environment")
    .orderBy("check")
    .execute();
  return rows.map(fromRow);
}

function fromRow(row: Selectable<Database["check_state"]>): CheckState {
  return {
    environment: row.environment,
    check: row.check,
    control: row.control,
    severity: row.severity,
    owner: row.owner,
    title: row.title,
    outcome: row.outcome,
    reason: row.reason ?? undefined,
    detail: row.detail ?? undefined,
    acceptedGap: row.accepted_gap === 1,
    baseline: row.baseline ?? undefined,
    since: row.since,
    lastEvaluatedAt: row.last_evaluated_at ?? undefined,
    lastPassAt: row.last_pass_at ?? undefined,
    auditId: row.audit_id,
  };
}

function toRow(state: CheckState) {
  return {
    environment: state.environment,
    check: state.check,
    control: state.control,
    severity: state.severity,
    owner: state.owner,
    title: state.title,
    outcome: state.outcome,
    reason: state.reason ?? null,
    detail: state.detail ?? null,
    accepted_gap: state.acceptedGap,
    baseline: state.baseline ?? null,
    since: state.since,
    last_evaluated_at: state.lastEvaluatedAt ?? null,
    last_pass_at: state.lastPassAt ?? null,
    audit_id: state.auditId,
  };
}

async function save(db: Kysely<Database>, states: readonly CheckState[]): Promise<void> {
  for (const some of chunks(states)) {
    await db
      .insertInto("check_state")
      .values(some.map(toRow))
      .onConflict((conflict) =>
        conflict.columns(["environment", "check"]).doUpdateSet((eb) => ({
          control: eb.ref("excluded.control"),
          severity: eb.ref("excluded.severity"),
          owner: eb.ref("excluded.owner"),
          title: eb.ref("excluded.title"),
          outcome: eb.ref("excluded.outcome"),
          reason: eb.ref("excluded.reason"),
          detail: eb.ref("excluded.detail"),
          accepted_gap: eb.ref("excluded.accepted_gap"),
          baseline: eb.ref("excluded.baseline"),
          since: eb.ref("excluded.since"),
          last_evaluated_at: eb.ref("excluded.last_evaluated_at"),
          last_pass_at: eb.ref("excluded.last_pass_at"),
          audit_id: eb.ref("excluded.audit_id"),
        })),
      )
      .execute();
  }
}
