import { z } from "zod";
import { activityIds } from "../codes.ts";
import { distinct, filledMap, keyed, plainId, text } from "./common.ts";

const fieldTypes = ["text", "time", "reference", "identity", "outcome", "count", "list"] as const;

const field = z
  .strictObject({
    type: z.enum(fieldTypes).describe("Form of the value; the file's head explains each."),
    sentence: text.describe("What the value says."),
  })
  .meta({ id: "field" });

const item = z
  .strictObject({
    title: text,
    fields: filledMap(plainId, field, "at least one field is needed").describe(
      "What a record of this evidence fills, all of it.",
    ),
  })
  .meta({ id: "item" });

const activity = z
  .strictObject({
    title: text,
    minimum: distinct(plainId).describe("Items that the activity leaves at least."),
  })
  .meta({ id: "activity" });

export const evidenceDocument = z.strictObject({
  items: filledMap(plainId, item, "at least one item is needed").describe("Kinds of evidence."),
  activities: z
    .strictObject(keyed(activityIds, activity))
    .describe("The six activities that leave evidence."),
});
