/** How things stand: the state of each check, each finding's life, and who each environment is. */
export const state = `
create table check_state (
  environment text not null,
  "check" text not null,
  control text not null,
  severity text not null,
  owner text not null,
  title text not null,
  outcome text not null check (outcome in ('pass', 'fail', 'unknown', 'not_applicable')),
  reason text,
  detail text,
  accepted_gap integer not null check (accepted_gap in (0, 1)),
  baseline text check (baseline in ('pass', 'fail', 'not_applicable')),
  since text not null,
  last_evaluated_at text,
  last_pass_at text,
  audit_id text not null,
  -- checks.list: all states, or those of one environment
  primary key (environment, "check")
) strict, without rowid;

create table findings (
  uid text primary key,
  environment text not null,
  "check" text not null,
  control text not null,
  severity text not null,
  subject text not null,
  title text not null,
  remedy text not null,
  count integer,
  state text not null check (state in ('open', 'fixed')),
  first_seen text not null,
  last_seen text not null,
  fixed_at text,
  reopened integer not null default 0,
  check ((state = 'fixed') = (fixed_at is not null))
) strict, without rowid;
-- findings.list: the open findings of one environment, before every recording
create index findings_by_environment on findings (environment, state);
-- findings.counts: open and fixed findings by control and severity, at every scrape
create index findings_by_control on findings (environment, control, severity, state);

create table identities (
  environment text primary key,
  uuid_digest text,
  secret_digest text,
  database_oid integer,
  since text not null,
  at text not null
) strict, without rowid;
`;
