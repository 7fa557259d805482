/** What nothing may change, in `table`; `key` names a row. `insert or replace` would get around the others. */
const appendOnly = (table: string, key: string): string => `
create trigger ${table}_update before update on ${table}
  begin select raise(abort, '${table} is append-only'); end;
create trigger ${table}_replace before insert on ${table}
  when exists (select 1 from ${table} where ${key})
  begin select raise(abort, '${table} is append-only'); end;
`;
const undeletable = (table: string): string => `
create trigger ${table}_delete before delete on ${table}
  begin select raise(abort, '${table} is append-only'); end;
`;

/**
 * The ledger: leaves with the subtrees of their Merkle tree, bodies apart from them, the checkpoints that
 * were signed, the keys that sign, and where each checkpoint was anchored. Hashes are in hex.
 */
export const ledger = `
create table ledger_leaves (
  number integer primary key,
  kind text not null,
  subject text not null,
  at text not null,
  body_hash text not null,
  leaf_hash text not null
) strict;
-- ledger.latest: the last entry of a kind
create index ledger_leaves_by_kind on ledger_leaves (kind, number);
-- ledger.find: the entry of one audit, release or exception
create index ledger_leaves_by_subject on ledger_leaves (subject);
create trigger ledger_leaves_order before insert on ledger_leaves
  when new.number is not (select coalesce(max(number) + 1, 0) from ledger_leaves)
  begin select raise(abort, 'ledger_leaves has its numbers without gaps'); end;
${appendOnly("ledger_leaves", "number = new.number")}
${undeletable("ledger_leaves")}

-- canonical JSON; a retention entry of the ledger is the permission to delete
create table ledger_bodies (
  number integer primary key references ledger_leaves (number),
  body text not null
) strict;
${appendOnly("ledger_bodies", "number = new.number")}
create trigger ledger_bodies_delete before delete on ledger_bodies
  when not exists (
    select 1 from ledger_leaves
      join ledger_bodies using (number)
    where kind = 'retention'
      and old.number between json_extract(body, '$.first') and json_extract(body, '$.last')
  ) or exists (
    -- what tells which bodies may be gone, and which keys to trust
    select 1 from ledger_leaves
    where number = old.number and kind in ('retention', 'key_rotation')
  )
  begin select raise(abort, 'no retention entry lets this body go'); end;

-- the subtree of 2^level leaves that ends with leaf number, of level 1 and above
create table ledger_nodes (
  number integer not null references ledger_leaves (number),
  level integer not null,
  hash text not null,
  primary key (number, level)
) strict, without rowid;
${appendOnly("ledger_nodes", "number = new.number and level = new.level")}
${undeletable("ledger_nodes")}

create table ledger_checkpoints (
  size integer not null,
  key_id text not null,
  note text not null,
  primary key (size, key_id)
) strict, without rowid;
${appendOnly("ledger_checkpoints", "size = new.size and key_id = new.key_id")}
${undeletable("ledger_checkpoints")}

-- every key that has signed, and the entry that made it the present one
create table ledger_keys (
  since integer primary key references ledger_leaves (number),
  verifier text not null
) strict;
${appendOnly("ledger_keys", "since = new.since")}
${undeletable("ledger_keys")}

-- which checkpoints each anchor has taken; verification looks into the anchors themselves
create table ledger_anchors (
  anchor text not null,
  size integer not null,
  key_id text not null,
  location text not null,
  -- ledger.unanchored: the checkpoints that an anchor has not yet
  primary key (anchor, size, key_id)
) strict, without rowid;
${appendOnly("ledger_anchors", "anchor = new.anchor and size = new.size and key_id = new.key_id")}
${undeletable("ledger_anchors")}
`;
