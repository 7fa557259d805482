/** The auditor's last test of itself: a single row. */
export const selfTests = `
create table self_tests (
  id integer primary key check (id = 1),
  at text not null,
  tested text not null check (json_valid(tested))
) strict;
`;
