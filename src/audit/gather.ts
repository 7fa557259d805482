import type { SqlAnswer, SqlQuery, SqlWire } from "../transports/wires.ts";

/** Questions of one call: each answer may have megabytes, and a call has a limit of its own. */
const mostQueries = 8;

type Asker = {
  readonly queries: readonly SqlQuery[];
  readonly resolve: (answers: ReadonlyMap<string, SqlAnswer>) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Sends what is asked in one moment in few calls: each is a psql with a login of its own, which takes longer
 * than most of its answers. Whoever asks gets the answers to its own questions, or the failure of their call.
 */
export function gathering(
  wire: Pick<SqlWire, "query">,
  signal: AbortSignal,
): (queries: readonly SqlQuery[]) => Promise<ReadonlyMap<string, SqlAnswer>> {
  let waiting: Asker[] = [];

  async function send(askers: readonly Asker[]): Promise<void> {
    const asked = askers.flatMap(({ queries }, index) =>
      queries.map(({ id, sql }) => ({ id: `${index} ${id}`, sql })),
    );
    try {
      const answers = await wire.query(asked, signal);
      for (const [index, { queries, resolve }] of askers.entries()) {
        const own = queries.flatMap(({ id }) => {
          const answer = answers.get(`${index} ${id}`);
          return answer === undefined ? [] : [[id, answer] as const];
        });
        resolve(new Map(own));
      }
    } catch (error) {
      for (const { reject } of askers) reject(error);
    }
  }

  function flush(): void {
    const askers = waiting;
    waiting = [];
    let call: Asker[] = [];
    let count = 0;
    for (const asker of askers) {
      if (count > 0 && count + asker.queries.length > mostQueries) {
        void send(call);
        [call, count] = [[], 0];
      }
      call.push(asker);
      count += asker.queries.length;
    }
    if (call.length > 0) void send(call);
  }

  return async (queries) =>
    await new Promise((resolve, reject) => {
      waiting.push({ queries, resolve, reject });
      // Whoever asks in this turn goes along.
      if (waiting.length === 1) setImmediate(flush);
    });
}
