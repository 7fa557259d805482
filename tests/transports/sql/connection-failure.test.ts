import { expect, test } from "vitest";
import { connectionFailure } from "../../../src/transports/sql/connection-failure.ts";

const access = { database: "staging", user: "auditor", host: undefined, port: undefined };
const socket =
  'psql: error: connection to server on socket "/run/postgresql/.s.PGSQL.5432" failed: ';

test.each([
  [
    'FATAL:  database "staging" does not exist',
    "unreachable",
    "there is no such database; check sql.database",
  ],
  ['FATAL:  role "auditor" does not exist', "auth_failed", "there is no such role; check sql.user"],
  [
    'FATAL:  Peer authentication failed for user "auditor"',
    "auth_failed",
    "the server takes only a role of the SSH account's own name (peer); map it in pg_ident.conf or name that role",
  ],
  [
    "fe_sendauth: no password supplied",
    "auth_failed",
    "the server wants a password; put one in the account's ~/.pgpass or allow peer",
  ],
  [
    'FATAL:  role "auditor" is not permitted to log in',
    "access_denied",
    "the role may not log in; it needs LOGIN",
  ],
  [
    'FATAL:  permission denied for database "staging"\nDETAIL:  User does not have CONNECT privilege.',
    "access_denied",
    "the role may not connect; it needs CONNECT on the database",
  ],
  [
    'FATAL:  no pg_hba.conf entry for host "127.0.0.1", user "auditor"',
    "access_denied",
    "pg_hba.conf has no line for this role and database",
  ],
  ["FATAL:  sorry, too many clients already", "unreachable", "it has no free connection"],
  ["FATAL:  the database system is starting up", "unreachable", "it is starting or stopping"],
  ["Permission denied", "access_denied", "the SSH account may not open the server's socket"],
  [
    "No such file or directory\n\tIs the server running locally?",
    "unreachable",
    "it does not answer there; check that it runs, and sql.host and sql.port",
  ],
])("%s", (said, reason, text) => {
  const error = connectionFailure(access, { stdout: "", stderr: `${socket}${said}\n`, code: 2 });
  expect(error.reason).toBe(reason);
  expect(error.message).toBe(`PostgreSQL database staging as auditor: ${text}`);
});

test("what the server says in another language is shown on one line", () => {
  const stderr = "psql: error: FATAL:  la base \u001b[1m n'existe pas\nDETAIL: x\n";
  const error = connectionFailure(access, { stdout: "", stderr, code: 2 });
  expect([error.reason, error.message]).toEqual([
    "unreachable",
    String.raw`PostgreSQL database staging as auditor: psql: error: FATAL:  la base \u001b[1m n'existe pas`,
  ]);
});

test("a psql that saw no script at all points at the wrapper", () => {
  const error = connectionFailure(
    { ...access, user: undefined },
    { stdout: "", stderr: "", code: 0 },
  );
  expect([error.reason, error.message]).toEqual([
    "malformed_response",
    "PostgreSQL database staging: psql ended with 0 and printed nothing; a wrapper such as docker exec needs -i",
  ]);
});
