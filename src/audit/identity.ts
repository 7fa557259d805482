import type { Environment } from "../model/environment.ts";
import type { DatabaseIdentity } from "../model/identity.ts";
import { readFrom, type AnyCollector } from "../facts/collector.ts";
import { odooIdentity } from "../facts/odoo-identity.ts";
import { sqlDatabaseOid } from "../facts/sql-database-oid.ts";
import type { Wires } from "../transports/wires.ts";
import type { ReadContext, Source } from "../facts/read.ts";
import { collectRpc, type Job } from "./collect-rpc.ts";
import { collectSql } from "./collect-sql.ts";
import { createLimiter } from "./limit.ts";
import { isConfigured } from "./plan.ts";
import type { Digester } from "./rows.ts";

/** Two small reads at most, cheap enough to be asked every minute. */
const atOnce = 2;

/**
 * Who the database of an environment is at this moment; undefined when it cannot be read, or has neither
 * uuid nor secret. Only for finding out that it was restored: an audit proves that it sees everything, this
 * does not.
 */
export async function readIdentity(
  environment: Environment,
  wires: Wires,
  digester: Digester,
  signal: AbortSignal,
): Promise<DatabaseIdentity | undefined> {
  const context = { version: { major: 0, serie: "" }, environment };
  const viaSql = environment.prefer === "sql" && isConfigured(environment, "sql");
  const [api, sql] = await Promise.all([
    wires.rpc !== undefined && !viaSql
      ? collectRpc(
          jobsOf([odooIdentity], (c) => c.sources.rpc, context),
          {
            wire: wires.rpc,
            limit: createLimiter(atOnce),
            context,
            digester,
            signal,
          },
        )
      : [],
    wires.sql === undefined
      ? []
      : collectSql(
          jobsOf(
            viaSql ? [odooIdentity, sqlDatabaseOid] : [sqlDatabaseOid],
            (c) => c.sources.sql,
            context,
          ),
          { wire: wires.sql, context, digester, signal },
        ),
  ]);
  const read = readFrom(Object.fromEntries([...api, ...sql]));
  const identity = read(odooIdentity);
  const oid = read(sqlDatabaseOid);
  if (identity.state !== "known") return undefined;
  const { uuidDigest, secretDigest } = identity.value;
  if (uuidDigest === null && secretDigest === null) return undefined;
  return {
    uuidDigest: uuidDigest ?? undefined,
    secretDigest: secretDigest ?? undefined,
    databaseOid: oid.state === "known" ? oid.value : undefined,
  };
}

function jobsOf<Read extends object>(
  collectors: readonly AnyCollector[],
  sourceOf: (collector: AnyCollector) => Source<Read> | undefined,
  context: ReadContext,
): Job<Read>[] {
  return collectors.flatMap((collector) => {
    const source = sourceOf(collector);
    const read = source?.read(context);
    if (source === undefined || read === undefined || "absent" in read) return [];
    return [{ collector, read, shape: source.shape }];
  });
}
