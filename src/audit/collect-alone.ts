import { TargetError } from "../model/errors.ts";
import type { Fact } from "../model/record.ts";
import type { HostRead, ReadContext } from "../facts/read.ts";
import type { HostResult, Wires } from "../transports/wires.ts";
import type { Job } from "./collect-rpc.ts";
import { checkedFact, unknownFact } from "./fact.ts";
import type { Digester } from "./rows.ts";
import { sealed } from "./seal.ts";

/** Runs the commands of a read in order, and a command that several facts ask for once. */
export function hostReader(
  wires: Wires,
  signal: AbortSignal,
): (read: HostRead) => Promise<readonly HostResult[]> {
  const running = new Map<string, Promise<HostResult>>();
  return async (read) => {
    const results = [];
    for (const command of read) {
      const key = JSON.stringify(command);
      const result = running.get(key) ?? need(wires.host).run(command, signal);
      running.set(key, result);
      results.push(await result);
    }
    return results;
  };
}

/** The wire, or why there is none. */
export function need<W>(wire: W | undefined): W {
  if (wire === undefined) throw new TargetError("transport_not_configured", "no such access");
  return wire;
}

/** Facts whose reads have nothing to share: each is asked by itself, all at the same time. */
export async function eachAlone<Read>(
  jobs: readonly Job<Read>[],
  context: ReadContext,
  digester: Digester,
  ask: (read: Read) => Promise<unknown>,
): Promise<ReadonlyMap<string, Fact<unknown>>> {
  const facts = new Map<string, Fact<unknown>>();
  await Promise.all(
    jobs.map(async ({ collector, read, shape }) => {
      try {
        const raw = await ask(read);
        facts.set(
          collector.id,
          checkedFact(collector, () => sealed(shape(raw, context), digester)),
        );
      } catch (error) {
        facts.set(collector.id, unknownFact(error));
      }
    }),
  );
  return facts;
}
