import { z } from "zod";
import { tiers } from "../../model/outcome.ts";
import { domainCodes, personaCodes } from "../codes.ts";
import { actionId, distinct, distinctById, keyed, plainId, text } from "./common.ts";

const clause = z
  .strictObject({
    action: actionId,
    tiers: distinct(z.enum(tiers))
      .optional()
      .describe("Tiers that the clause reaches: given for actions done on an environment only."),
    clause: text.describe("The text that decides, as it is shown to whoever asks."),
  })
  .meta({ id: "clause" });

const kpi = z
  .strictObject({ id: plainId, title: text.describe("What is measured.") })
  .meta({ id: "kpi" });

const failureMode = z
  .strictObject({
    id: plainId,
    title: text.describe("How the role fails."),
    action: actionId.describe("The action in which it happens; the persona has a clause about it."),
  })
  .meta({ id: "failure_mode" });

const persona = z
  .strictObject({
    title: text,
    mission: text.describe("What the persona is there for, in one sentence."),
    primary_surface: text.describe("Where the persona mostly works."),
    outcomes: z.array(text).min(3).max(5).describe("What is true when the role is filled well."),
    required_expertise: distinct(z.enum(domainCodes)).describe(
      "Domains that whoever acts in this persona must cover.",
    ),
    decision_rights: z.array(clause).min(1).describe("What the persona decides or does."),
    prohibited_actions: z.array(clause).min(1).describe("What the persona must not do."),
    kpis: distinctById(kpi).describe("By what the role is measured."),
    failure_modes: distinctById(failureMode).describe("How the role is known to fail."),
  })
  .meta({ id: "persona" });

export const personasDocument = z.strictObject({
  personas: z
    .strictObject(keyed(personaCodes, persona))
    .describe("The four personas, no more and no fewer."),
});
