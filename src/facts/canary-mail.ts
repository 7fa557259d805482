import { z } from "zod";
import { collector } from "./collector.ts";
import { fromCanary } from "./source.ts";

/** What became of one message through Odoo to its mail catcher. An active proof, made only with consent. */
export const canaryMail = collector({
  id: "canary.mail",
  title: "A message through Odoo into its mail catcher",
  schema: z.discriminatedUnion("state", [
    z.strictObject({ state: z.literal("suppressed") }),
    z.strictObject({ state: z.literal("held"), servers: z.array(z.int()) }),
    z.strictObject({ state: z.literal("arrived"), left: z.array(z.string()) }),
    z.strictObject({
      state: z.literal("missing"),
      mailState: z.string().nullable(),
      left: z.array(z.string()),
    }),
  ]),
  anyVersion: true,
  sources: fromCanary(
    ({ environment }) => {
      const { canary, allowedServers } = environment.policy.mail;
      return canary === undefined || environment.tier === "production"
        ? { absent: "sending a message is off (policy.mail.canary)" }
        : { ...canary, allowedServers };
    },
    (result) => result,
  ),
});
