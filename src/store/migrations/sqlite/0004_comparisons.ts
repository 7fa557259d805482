/** What other environments are compared with, and when the database behind a name was replaced. */
export const comparisons = `
alter table identities add column replaced_at text;
alter table identities add column digests text check (digests is null or json_valid(digests));
`;
