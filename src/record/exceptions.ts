import type { Exception, ExceptionRecords } from "../model/exception.ts";
import type { Repositories } from "../store/store.ts";

/** Days of the registry after and before which an exception is told. */
export type ExceptionDays = { readonly warn_days: number; readonly unused_days: number };

/** What is recorded of the exceptions that name an environment. Throws `RecordError`. */
export async function exceptionRecords(
  store: Pick<Repositories, "checks" | "ledger">,
  { exceptions: days }: { readonly exceptions: ExceptionDays },
  exceptions: readonly Exception[],
  environment: string,
): Promise<ExceptionRecords> {
  const { warn_days: warnDays, unused_days: unusedDays } = days;
  const own = exceptions.filter(({ environments }) => environments.includes(environment));
  if (own.length === 0) return { warnDays, unusedDays, uses: [] };
  const lastUses = await store.ledger.lastAt("exception_use");
  const judged = new Map(
    (await store.checks.list(environment)).map((state) => [state.check, state.lastEvaluatedAt]),
  );
  const uses = own.map((exception) => {
    const times = Object.keys(exception.checks).map((check) => judged.get(check));
    const judgedAt = times.includes(undefined)
      ? undefined
      : times.filter((time) => time !== undefined).toSorted()[0];
    return { exception, lastUsedAt: lastUses.get(exception.id), judgedAt };
  });
  return { warnDays, unusedDays, uses };
}
