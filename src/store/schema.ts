import type { ColumnType, Generated } from "kysely";
import type { ControlId, Outcome, Severity, Tier, UnknownReason } from "../model/outcome.ts";
import type { Trigger } from "../model/record.ts";

/** Stored as 0 or 1, written as a boolean. */
type Flag = ColumnType<number, boolean, boolean>;

/** An outcome that was reached by judging: what later audits are compared with. */
export type JudgedOutcome = Exclude<Outcome, "unknown">;
export type SlotState = "planned" | "running" | "done" | "failed";

/** The tables, the same on every dialect. Times are ISO 8601 text in UTC. */
export type Database = {
  audits: {
    id: string;
    environment: string;
    tier: Tier;
    trigger: Trigger;
    started_at: string;
    finished_at: string;
    complete: Flag;
    odoo_version: string | null;
    /** The whole AuditRecord as JSON. */
    record: string;
  };
  results: {
    audit_id: string;
    environment: string;
    check: string;
    control: ControlId;
    severity: Severity;
    outcome: Outcome;
    reason: UnknownReason | null;
    detail: string | null;
    accepted_gap: Flag;
  };
  environments: {
    environment: string;
    tier: Tier;
    /** The last one that was read; kept while an environment cannot be reached. */
    odoo_version: string | null;
    last_audit_id: string;
    last_started_at: string;
    last_finished_at: string;
    last_complete_at: string | null;
    credential_expires_at: string | null;
  };
  check_state: {
    environment: string;
    check: string;
    control: ControlId;
    severity: Severity;
    owner: string;
    title: string;
    outcome: Outcome;
    reason: UnknownReason | null;
    detail: string | null;
    accepted_gap: Flag;
    /** The last outcome that was judged: an unknown in between does not change it. */
    baseline: JudgedOutcome | null;
    since: string;
    last_evaluated_at: string | null;
    last_pass_at: string | null;
    audit_id: string;
  };
  findings: {
    uid: string;
    environment: string;
    check: string;
    control: ControlId;
    severity: Severity;
    subject: string;
    title: string;
    remedy: string;
    count: number | null;
    state: "open" | "fixed";
    first_seen: string;
    last_seen: string;
    fixed_at: string | null;
    reopened: Generated<number>;
  };
  identities: {
    environment: string;
    uuid_digest: string | null;
    secret_digest: string | null;
    database_oid: number | null;
    since: string;
    at: string;
    /** When another database was last seen under this name. */
    replaced_at: string | null;
    /** ComparedDigests as JSON. */
    digests: string | null;
  };
  fingerprints: {
    id: string;
    environment: string;
    at: string;
    finished_at: string | null;
    /** Fingerprint as JSON; empty until it is finished. */
    body: string;
  };
  fingerprint_chunks: {
    fingerprint: string;
    model: string;
    number: number;
    columns: string;
    rows: string;
  };
  slots: {
    kind: string;
    environment: string;
    at: string;
    state: SlotState;
    attempts: Generated<number>;
    claimed_at: string;
    finished_at: string | null;
  };
  self_tests: { id: number; at: string; tested: string };
  counters: { name: string; labels: string; value: number };
  ledger_leaves: {
    number: number;
    kind: string;
    subject: string;
    at: string;
    body_hash: string;
    leaf_hash: string;
  };
  ledger_bodies: { number: number; body: string };
  ledger_nodes: { number: number; level: number; hash: string };
  ledger_checkpoints: { size: number; key_id: string; note: string };
  ledger_keys: { since: number; verifier: string };
  ledger_anchors: { anchor: string; size: number; key_id: string; location: string };
};
