import { z } from "zod";
import { egressOutcomes, mailPorts, type EgressTarget } from "../model/egress.ts";
import { collector } from "./collector.ts";
import { fromEgress } from "./source.ts";

/** Whether the host lets anything out to the relays of the policy. An active proof, made only with consent. */
export const egressMail = collector({
  id: "egress.mail",
  title: "Connections from the host to mail relays",
  schema: z.array(
    z.strictObject({ host: z.string(), port: z.int(), outcome: z.enum(egressOutcomes) }),
  ),
  anyVersion: true,
  sources: fromEgress(
    ({ environment }) => {
      const test = environment.policy.mail.egressTest;
      return test === undefined || environment.tier === "production"
        ? { absent: "connecting to mail relays is off (policy.mail.egress_test)" }
        : test.relays.flatMap(targetsOf);
    },
    (results) => results,
  ),
});

/** Every port of a relay that is named without one. */
function targetsOf(relay: string): readonly EgressTarget[] {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(relay);
  const host = match?.[1] ?? match?.[2];
  if (host !== undefined) return [{ host, port: Number(match?.[3]) }];
  return mailPorts.map((port) => ({ host: relay, port }));
}
