/** What the daemon does: slots that each run once, and counters that retention does not lower. */
export const work = `
create table slots (
  kind text not null,
  environment text not null,
  at text not null,
  state text not null check (state in ('planned', 'running', 'done', 'failed')),
  attempts integer not null default 0,
  claimed_at text not null,
  finished_at text,
  -- slots.claim: each slot once; slots.last: the newest slot of one environment
  primary key (kind, environment, at)
) strict, without rowid;
-- slots.unfinished: what a restart has to resume, few rows among many
create index slots_unfinished on slots (at) where finished_at is null;

create table counters (
  name text not null,
  labels text not null check (json_valid(labels)),
  value integer not null,
  primary key (name, labels)
) strict, without rowid;
`;
