import { z } from "zod";
import { egressOutcomes, type EgressTarget } from "../model/egress.ts";
import type { Environment, Policy } from "../model/environment.ts";
import { collector } from "./collector.ts";
import { fromEgress } from "./source.ts";

type Spec = {
  readonly id: string;
  readonly title: string;
  /** What is named as `host` or `host:port`; undefined without consent. */
  readonly named: (policy: Policy) => readonly string[] | undefined;
  /** The ports of what is named without one. */
  readonly ports: readonly number[];
  /** Why nothing is tried without consent: names the setting. */
  readonly off: string;
};

/** Whether the host lets connections out to what the policy names. An active proof, made only with consent. */
export const egressFact = ({ id, title, named, ports, off }: Spec) =>
  collector({
    id,
    title,
    schema: z.array(
      z.strictObject({ host: z.string(), port: z.int(), outcome: z.enum(egressOutcomes) }),
    ),
    anyVersion: true,
    sources: fromEgress(
      ({ environment }) => {
        const targets = consented(environment, named);
        return targets?.flatMap((target) => targetsOf(target, ports)) ?? { absent: off };
      },
      (results) => results,
    ),
  });

const consented = (environment: Environment, named: Spec["named"]) =>
  environment.tier === "production" ? undefined : named(environment.policy);

function targetsOf(target: string, ports: readonly number[]): readonly EgressTarget[] {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(target);
  const host = match?.[1] ?? match?.[2];
  if (host !== undefined) return [{ host, port: Number(match?.[3]) }];
  return ports.map((port) => ({ host: target, port }));
}
