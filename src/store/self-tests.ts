import type { Kysely } from "kysely";
import type { Database } from "./schema.ts";

/** Whether a check tells a broken simulated environment from a safe one; `why` it does not. */
export type SelfTested = {
  readonly check: string;
  readonly passing: boolean;
  /** Empty when it does. */
  readonly why: string;
};

export type SelfTestState = {
  /** When it ended, ISO 8601. */
  readonly at: string;
  readonly tested: readonly SelfTested[];
};

/** The auditor's last test of itself: one for all processes on the store. */
export type SelfTests = {
  /** Undefined before the first. */
  last(): Promise<SelfTestState | undefined>;
  save(state: SelfTestState): Promise<void>;
};

export function selfTestsIn(db: Kysely<Database>): SelfTests {
  return {
    async last() {
      const row = await db.selectFrom("self_tests").selectAll().executeTakeFirst();
      // Written by `save` alone.
      return row && { at: row.at, tested: JSON.parse(row.tested) as readonly SelfTested[] };
    },
    async save({ at, tested }) {
      const row = { id: 1, at, tested: JSON.stringify(tested) };
      await db
        .insertInto("self_tests")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
        .execute();
    },
  };
}
