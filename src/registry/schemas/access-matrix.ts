import { z } from "zod";
import { privileges } from "../../model/access.ts";
import { tiers } from "../../model/outcome.ts";
import { personaCodes } from "../codes.ts";
import { actionId, keyed, text } from "./common.ts";

const codes = z
  .array(z.enum(personaCodes))
  .check((context) => {
    for (const [index, code] of context.value.entries()) {
      if (context.value.indexOf(code) === index) continue;
      const message = `\`${code}\` is listed twice`;
      context.issues.push({ code: "custom", input: code, path: [index], message });
    }
  })
  .meta({ uniqueItems: true })
  .describe("Personas that may have it there; an empty list says nobody.");

const privilege = z
  .strictObject({
    title: text,
    sentence: text.describe("How it is found that somebody has the privilege."),
    action: actionId.describe("The decision right that whoever has it needs, tier by tier."),
    tiers: z.strictObject(keyed(tiers, codes)).describe("Who may have it, per tier."),
  })
  .meta({ id: "privilege" });

export const accessMatrixDocument = z.strictObject({
  privileges: z
    .strictObject(keyed(privileges, privilege))
    .describe("The six privileges that are looked for, no more and no fewer."),
});
