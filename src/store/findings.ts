import type { Kysely, Selectable } from "kysely";
import type { ControlId, Severity } from "../model/outcome.ts";
import type { FindingRow } from "../model/record.ts";
import { chunks } from "./chunks.ts";
import type { Database } from "./schema.ts";

/**
 * A finding's present life. One that comes back after it was fixed starts a new life: `firstSeen` is the
 * time of the regression, and `reopened` counts how often that happened.
 */
export type StoredFinding = FindingRow & { readonly reopened: number };

/** A finding as an audit saw it. */
export type SeenFinding = Omit<FindingRow, "state" | "firstSeen" | "lastSeen" | "fixedAt">;

export type FindingCount = {
  readonly environment: string;
  readonly control: ControlId;
  readonly severity: Severity;
  readonly state: "open" | "fixed";
  readonly count: number;
};

export type FindingFilter = {
  readonly environment?: string;
  readonly state?: "open" | "fixed";
};

export type Findings = {
  /** By environment, check and subject. */
  list(filter: FindingFilter): Promise<readonly StoredFinding[]>;
  /** Number of findings per label set of `envaudit_findings`; label sets without any are left out. */
  counts(): Promise<readonly FindingCount[]>;
  /** Opens, reopens or refreshes these findings, seen at `at` (ISO 8601, UTC). */
  see(findings: readonly SeenFinding[], at: string): Promise<void>;
  /** Closes the open ones among these uids at `at`. */
  fix(uids: readonly string[], at: string): Promise<void>;
};

export function findingsIn(db: Kysely<Database>): Findings {
  return {
    list: (filter) => list(db, filter),
    counts: () => counts(db),
    see: (findings, at) => see(db, findings, at),
    fix: (uids, at) => fix(db, uids, at),
  };
}

async function list(
  db: Kysely<Database>,
  filter: FindingFilter,
): Promise<readonly StoredFinding[]> {
  const { environment, state } = filter;
  let query = db.selectFrom("findings").selectAll();
  if (environment !== undefined) query = query.where("environment", "=", environment);
  if (state !== undefined) query = query.where("state", "=", state);
  const rows = await query.orderBy("environment").orderBy("check").orderBy("subject").execute();
  return rows.map(fromRow);
}

function fromRow(row: Selectable<Database["findings"]>): StoredFinding {
  return {
    uid: row.uid,
    environment: row.environment,
    check: row.check,
    control: row.control,
    severity: row.severity,
    subject: row.subject,
    title: row.title,
    remedy: row.remedy,
    ...(row.count === null ? {} : { count: row.count }),
    state: row.state,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    fixedAt: row.fixed_at ?? undefined,
    reopened: row.reopened,
  };
}

async function counts(db: Kysely<Database>): Promise<readonly FindingCount[]> {
  return await db
    .selectFrom("findings")
    .select(["environment", "control", "severity", "state"])
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .groupBy(["environment", "control", "severity", "state"])
    .orderBy("environment")
    .orderBy("control")
    .orderBy("severity")
    .orderBy("state")
    .execute();
}

async function see(
  db: Kysely<Database>,
  findings: readonly SeenFinding[],
  at: string,
): Promise<void> {
  for (const some of chunks(findings)) {
    const rows = some.map((finding) => openRow(finding, at));
    await db
      .insertInto("findings")
      .values(rows)
      .onConflict((conflict) =>
        conflict.column("uid").doUpdateSet((eb) => ({
          control: eb.ref("excluded.control"),
          severity: eb.ref("excluded.severity"),
          title: eb.ref("excluded.title"),
          remedy: eb.ref("excluded.remedy"),
          count: eb.ref("excluded.count"),
          last_seen: eb.ref("excluded.last_seen"),
          first_seen: eb
            .case()
            .when("findings.state", "=", "fixed")
            .then(eb.ref("excluded.first_seen"))
            .else(eb.ref("findings.first_seen"))
            .end(),
          reopened: eb
            .case()
            .when("findings.state", "=", "fixed")
            .then(eb("findings.reopened", "+", 1))
            .else(eb.ref("findings.reopened"))
            .end(),
          state: eb.ref("excluded.state"),
          fixed_at: null,
        })),
      )
      .execute();
  }
}

function openRow(finding: SeenFinding, at: string) {
  return {
    uid: finding.uid,
    environment: finding.environment,
    check: finding.check,
    control: finding.control,
    severity: finding.severity,
    subject: finding.subject,
    title: finding.title,
    remedy: finding.remedy,
    count: finding.count ?? null,
    state: "open" as const,
    first_seen: at,
    last_seen: at,
    fixed_at: null,
  };
}

async function fix(db: Kysely<Database>, uids: readonly string[], at: string): Promise<void> {
  for (const some of chunks(uids)) {
    await db
      .updateTable("findings")
      .set({ state: "fixed", fixed_at: at })
      .where("uid", "in", some)
      .where("state", "=", "open")
      .execute();
  }
}
