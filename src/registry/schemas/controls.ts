import { z } from "zod";
import { controlIds, tiers } from "../../model/outcome.ts";
import { domainCodes, personaCodes } from "../codes.ts";
import { distinct, keyed, text } from "./common.ts";

const control = z
  .strictObject({
    title: text,
    requirement: text.describe("What must be true of an environment."),
    origin: z
      .enum(["platform", "envaudit"])
      .describe("Whether the platform's requirements name it, or envaudit added it."),
    tiers: distinct(z.enum(tiers)).describe("Tiers that must hold to it."),
    owner: z.enum(personaCodes).describe("Persona that answers for it."),
    expertise: z.enum(domainCodes).describe("Domain that is needed to put it right."),
  })
  .meta({ id: "control" });

export const controlsDocument = z.strictObject({
  controls: z
    .strictObject(keyed(controlIds, control))
    .describe("The eight controls, no more and no fewer."),
});
