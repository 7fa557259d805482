import type { Identity } from "../../model/environment.ts";
import { UsageError } from "../../model/errors.ts";
import { tiers, type Tier } from "../../model/outcome.ts";
import { can, needsTier, type Decision } from "../../registry/can.ts";
import { withExamples } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { print } from "../io.ts";
import type { Register } from "../register.ts";
import { assertKnown, openRegistry, readIdentities, selectIdentity } from "../source.ts";

type Options = { tier?: string; config?: string; json?: boolean };

const fields = `
--json prints identity, kind, personas, action, tier, decision (allowed, prohibited or not_granted), and
where a clause decides persona and clause. Exit code 0 when allowed, else 1.`;

/** `envaudit registry can`: whether somebody may do something, by the persona contract. */
export const registerCan: Register = (registry, io, done) => {
  withExamples(
    registry.command("can"),
    ["envaudit registry can ada access.shell --tier production", "the clause, and exit code 1"],
    ["envaudit registry can keeper backup.drill --tier staging --json", "for an agent that asks"],
    ["envaudit registry can ada code.merge", "no tier: it is not done on an environment"],
  )
    .description("say whether an identity may do an action on a tier, before it does")
    .argument("<identity>", "id of an identity in the configuration file")
    .argument("<action>", "id of an action: envaudit registry show actions")
    .option("--tier <tier>", "tier of the environment that it is done on")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .option("--json", "print an object")
    .addHelpText("after", fields)
    .action((id: string, action: string, options: Options) => {
      const contracts = openRegistry();
      const tier = tiers.find((one) => one === options.tier);
      if (options.tier !== undefined) assertKnown("tier", options.tier, tiers);
      assertKnown("action", action, Object.keys(contracts.actions));
      const identities = readIdentities(io, options.config, contracts);
      const identity = selectIdentity(identities, id);
      if (tier === undefined && needsTier(contracts, action)) {
        throw new UsageError(`${action} is done on an environment: say where with --tier`);
      }
      const decision = can(contracts, identity.personas, action, tier);
      const asked = {
        identity: id,
        kind: identity.kind,
        personas: identity.personas,
        action,
        tier,
      };
      print(
        io,
        options.json === true
          ? JSON.stringify({ ...asked, ...decision }, undefined, 2)
          : told(identity, action, tier, decision),
      );
      done(decision.decision === "allowed" ? exitCodes.ok : exitCodes.findings);
    });
};

function told(
  { id, personas }: Identity,
  action: string,
  tier: Tier | undefined,
  decision: Decision,
): string {
  const what = `${id} (${personas.join(", ")}): ${action}${tier === undefined ? "" : ` on ${tier}`}`;
  switch (decision.decision) {
    case "allowed":
      return `${what} is allowed. ${decision.persona}: ${decision.clause}`;
    case "prohibited":
      return `${what} is prohibited. ${decision.persona}: ${decision.clause}`;
    case "not_granted":
      return `${what} is not granted: no decision right of ${personas.join(" or ")} covers it.`;
  }
}
