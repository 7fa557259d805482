import type { SqlAccess } from "../../model/environment.ts";
import { TargetError } from "../../model/errors.ts";
import { printable, shorten } from "../../model/text.ts";
import type { HostResult } from "../wires.ts";

type Rule = readonly [RegExp, TargetError["reason"], string];

// psql's own words are English (LC_ALL=C); the server's may not be, and then fall to the last line below.
const rules: readonly Rule[] = [
  [/database ".*" does not exist/, "unreachable", "there is no such database; check sql.database"],
  [/role ".*" does not exist/, "auth_failed", "there is no such role; check sql.user"],
  [
    /(peer|ident) authentication failed/i,
    "auth_failed",
    "the server takes only a role of the SSH account's own name (peer); map it in pg_ident.conf or name that role",
  ],
  [
    /password authentication failed|no password supplied/,
    "auth_failed",
    "the server wants a password; put one in the account's ~/.pgpass or allow peer",
  ],
  [/authentication failed/i, "auth_failed", "the server refused the login"],
  [/not permitted to log in/, "access_denied", "the role may not log in; it needs LOGIN"],
  [
    /permission denied for database|not have CONNECT privilege/i,
    "access_denied",
    "the role may not connect; it needs CONNECT on the database",
  ],
  [/no pg_hba\.conf entry/, "access_denied", "pg_hba.conf has no line for this role and database"],
  [
    /too many (clients|connections)|remaining connection slots/,
    "unreachable",
    "it has no free connection",
  ],
  [/starting up|shutting down|in recovery mode/, "unreachable", "it is starting or stopping"],
  [/Permission denied/, "access_denied", "the SSH account may not open the server's socket"],
  [
    /No such file or directory|Connection refused|could not translate host name|timed? ?out|closed the connection/i,
    "unreachable",
    "it does not answer there; check that it runs, and sql.host and sql.port",
  ],
];

/** Why psql never ran the script. `host` names where psql itself ran. */
export function connectionFailure(access: SqlAccess, { stderr, code }: HostResult): TargetError {
  const where = `PostgreSQL database ${access.database}${access.user === undefined ? "" : ` as ${access.user}`}`;
  for (const [pattern, reason, text] of rules) {
    if (pattern.test(stderr)) return new TargetError(reason, `${where}: ${text}`);
  }
  const said = shorten(printable(stderr.trim().split("\n", 1)[0] ?? ""), 200);
  if (said !== "") return new TargetError("unreachable", `${where}: ${said}`);
  return new TargetError(
    "malformed_response",
    `${where}: psql ended with ${code} and printed nothing; a wrapper such as docker exec needs -i`,
  );
}
