/**
 * Fingerprints of production's personal data: keyed digests, in chunks that only the auditor can read. One that
 * was not finished has no `finished_at` and is never compared with.
 */
export const fingerprints = `
create table fingerprints (
  id text primary key,
  environment text not null,
  at text not null,
  finished_at text,
  body text not null check (json_valid(body))
) strict;
-- fingerprints.list: the last of each environment
create index fingerprints_by_environment on fingerprints (environment, finished_at);

create table fingerprint_chunks (
  fingerprint text not null references fingerprints (id),
  model text not null,
  number integer not null,
  columns text not null check (json_valid(columns)),
  rows text not null,
  primary key (fingerprint, model, number)
) strict;
`;
