import { existsSync } from "node:fs";
import type { Config } from "../../config/load.ts";
import { systemClock } from "../../model/clock.ts";
import { UsageError } from "../../model/errors.ts";
import { openStore, type Store } from "../../store/store.ts";

/**
 * Does something with the store of a configuration, which must be there: looking at a ledger makes none.
 * Throws `UsageError` and `RecordError`.
 */
export async function withStore<T>(
  { store: { path } }: Pick<Config, "store">,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  if (!existsSync(path)) throw new UsageError(`there is no store at ${path}: nothing is recorded`);
  const store = await openStore({ path, clock: systemClock });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
