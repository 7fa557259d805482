import { z } from "zod";
import { domainCodes, personaCodes } from "../codes.ts";
import { distinct, filledMap, plainId, text } from "./common.ts";

const capability = z
  .strictObject({
    sentence: text.describe("What the agent can do."),
    domains: distinct(z.enum(domainCodes)).describe("Domains that this capability covers."),
  })
  .meta({ id: "capability" });

const agent = z
  .strictObject({
    title: text,
    purpose: text.describe("What the agent is there for."),
    capabilities: filledMap(
      plainId,
      capability,
      "an agent maps to a persona through capabilities and their domains; it has no capability",
    ).describe("What the agent is capable of, each mapped to domains of expertise."),
    personas: distinct(z.enum(personaCodes)).describe(
      "Personas that the agent acts in; its capabilities cover every domain that they require.",
    ),
  })
  .meta({ id: "agent" });

export const agentsDocument = z.strictObject({
  agents: z.record(plainId, agent).describe("Agents that work on the platform."),
});
