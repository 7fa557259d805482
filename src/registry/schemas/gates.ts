import { z } from "zod";
import { personaCodes } from "../codes.ts";
import { actionId, distinct, plainId, text } from "./common.ts";

/** A gate with the one predecessor that the sequence allows. */
function gate<P extends "none" | "G1" | "G2" | "G3">(predecessor: P) {
  return z.strictObject({
    title: text,
    blocks: text.describe("What may not begin before the gate is passed."),
    required_evidence: distinct(plainId).describe("Items of evidence.yaml."),
    predecessor: z
      .literal(predecessor, { error: `the gates are a sequence: expected ${predecessor}` })
      .describe("The gate that is passed before this one."),
    decided_by: z
      .strictObject({ action: actionId, persona: z.enum(personaCodes) })
      .describe("The action that records the gate, and the persona whose right it is."),
  });
}

export const gatesDocument = z.strictObject({
  gates: z
    .strictObject({ G1: gate("none"), G2: gate("G1"), G3: gate("G2"), G4: gate("G3") })
    .describe("The four gates in sequence, no more and no fewer."),
});
