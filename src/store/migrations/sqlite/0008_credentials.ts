/** When the auditor's own credential of an environment expires; null when it does not, or that is not known. */
export const credentials = `
alter table environments add column credential_expires_at text;
`;
