import { z } from "zod";
import { domainCodes } from "../codes.ts";
import { keyed, text } from "./common.ts";

const domain = z
  .strictObject({ title: text, scope: text.describe("What belongs to the domain.") })
  .meta({ id: "domain" });

export const expertiseDocument = z.strictObject({
  domains: z
    .strictObject(keyed(domainCodes, domain))
    .describe("The ten domains, no more and no fewer."),
});
