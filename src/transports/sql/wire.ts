import type { SqlAccess } from "../../model/environment.ts";
import { InternalError } from "../../model/errors.ts";
import type { HostWire, SqlAnswer, SqlQuery, SqlWire } from "../wires.ts";
import { parseAnswers, wasOpened } from "./answers.ts";
import { oneSelect } from "./one-select.ts";
import { connectionFailure } from "./connection-failure.ts";
import { script, type SqlLimits } from "./script.ts";

export type PsqlWireOptions = Partial<SqlLimits> & {
  /** `count` random bytes from a source that cannot be guessed, as `crypto.randomBytes` gives. */
  readonly random: (count: number) => Uint8Array;
};

/** The dispatcher on the host knows no others. */
export const defaultSqlLimits: SqlLimits = {
  statementTimeoutMs: 60_000, // a scan of a table of millions of rows, on a busy server
  lockTimeoutMs: 5_000, // beside a module's upgrade we give way: a waiting reader blocks those behind it
  idleTimeoutMs: 60_000, // the next query follows at once, or psql is gone
  maxBytesPerQuery: 8 * 1024 * 1024, // a quarter of what one command may print
};

/**
 * SQL by psql on the host: all queries of a call in one psql, one read-only transaction and one snapshot.
 * The host wire stays its owner's to close.
 */
export function psqlWire(host: HostWire, access: SqlAccess, options: PsqlWireOptions): SqlWire {
  const { random, ...given } = options;
  const limits = { ...defaultSqlLimits, ...given };

  async function query(
    queries: readonly SqlQuery[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, SqlAnswer>> {
    if (queries.length === 0) return new Map();
    if (new Set(queries.map(({ id }) => id)).size < queries.length) {
      throw new InternalError("two queries of one call have the same id");
    }
    const nonce = Buffer.from(random(16)).toString("hex");
    const lines = queries.map(oneSelect);
    const { database, user, host: server, port } = access;
    const result = await host.run(
      {
        name: "psql",
        database,
        user,
        host: server,
        port,
        nonce,
        lines,
        script: script(lines, nonce, limits),
      },
      signal,
    );
    if (!wasOpened(result.stdout, nonce)) throw connectionFailure(access, result);
    return parseAnswers(result.stdout, nonce, queries);
  }

  return { query, close: () => undefined };
}
