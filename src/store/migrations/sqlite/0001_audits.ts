/** What was seen: one row per audit with its whole record, one per check result, one per environment. */
export const audits = `
create table audits (
  id text primary key,
  environment text not null,
  tier text not null,
  "trigger" text not null,
  started_at text not null,
  finished_at text not null,
  complete integer not null check (complete in (0, 1)),
  odoo_version text,
  record text not null check (json_valid(record))
) strict;
-- audits.latest, audits.list: the newest audits of one environment
create index audits_by_environment on audits (environment, finished_at desc);
-- audits.list: the newest audits of the fleet
create index audits_by_time on audits (finished_at desc);

create table results (
  audit_id text not null references audits (id) on delete cascade,
  environment text not null,
  "check" text not null,
  control text not null,
  severity text not null,
  outcome text not null check (outcome in ('pass', 'fail', 'unknown', 'not_applicable')),
  reason text,
  detail text,
  accepted_gap integer not null check (accepted_gap in (0, 1)),
  -- audits.results: the results of one audit; deleting an audit with its results
  primary key (audit_id, "check")
) strict, without rowid;

create table environments (
  environment text primary key,
  tier text not null,
  odoo_version text,
  last_audit_id text not null,
  last_started_at text not null,
  last_finished_at text not null,
  last_complete_at text
) strict, without rowid;
`;
