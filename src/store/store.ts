import { Kysely } from "kysely";
import type { Clock } from "../model/clock.ts";
import { auditsIn } from "./audits.ts";
import type { Audits } from "./audits.ts";
import { checksIn } from "./checks.ts";
import type { Checks } from "./checks.ts";
import { countersIn } from "./counters.ts";
import type { Counters } from "./counters.ts";
import { environmentsIn } from "./environments.ts";
import type { Environments } from "./environments.ts";
import { findingsIn } from "./findings.ts";
import type { Findings } from "./findings.ts";
import { fingerprintsIn } from "./fingerprints.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { identitiesIn } from "./identities.ts";
import type { Identities } from "./identities.ts";
import { ledgerIn } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import { migrations } from "./migrations/sqlite/index.ts";
import { retentionIn } from "./retention.ts";
import type { Retention } from "./retention.ts";
import type { Database } from "./schema.ts";
import { selfTestsIn } from "./self-tests.ts";
import type { SelfTests } from "./self-tests.ts";
import { slotsIn } from "./slots.ts";
import type { Slots } from "./slots.ts";
import { NodeSqliteDialect } from "./sqlite/dialect.ts";
import { openDatabase } from "./sqlite/file.ts";
import { migrate } from "./sqlite/migrate.ts";

/** Queries, grouped by what they serve. */
export type Repositories = {
  readonly audits: Audits;
  readonly checks: Checks;
  readonly counters: Counters;
  readonly environments: Environments;
  readonly findings: Findings;
  readonly fingerprints: Fingerprints;
  readonly identities: Identities;
  readonly ledger: Ledger;
  readonly retention: Retention;
  readonly selfTests: SelfTests;
  readonly slots: Slots;
};

/** Every method throws `RecordError` when the store's file, disk or lock is the cause. */
export type Store = Repositories & {
  /**
   * `work` as a whole or not at all, with the write lock held from the start. Inside it use `tx` alone and
   * wait for nothing else: the store itself waits for the transaction to end, and so do other processes.
   */
  transaction<T>(work: (tx: Repositories) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** Opens the SQLite store at `path`, creating the file and bringing its schema up to date. */
export async function openStore(options: {
  readonly path: string;
  readonly clock: Clock;
}): Promise<Store> {
  const { path, clock } = options;
  const database = openDatabase(path);
  try {
    migrate(database, migrations, path, clock);
  } catch (error) {
    database.close();
    throw error;
  }
  const db = new Kysely<Database>({ dialect: new NodeSqliteDialect(database, path) });
  return {
    ...repositories(db, clock),
    transaction: (work) => db.transaction().execute((tx) => work(repositories(tx, clock))),
    close: async () => {
      await db.destroy();
      if (database.isOpen) database.close(); // Kysely closes only what it has used
    },
  };
}

function repositories(db: Kysely<Database>, clock: Clock): Repositories {
  return {
    audits: auditsIn(db),
    checks: checksIn(db),
    counters: countersIn(db),
    environments: environmentsIn(db),
    findings: findingsIn(db),
    fingerprints: fingerprintsIn(db),
    identities: identitiesIn(db),
    ledger: ledgerIn(db),
    retention: retentionIn(db),
    selfTests: selfTestsIn(db),
    slots: slotsIn(db, clock),
  };
}
