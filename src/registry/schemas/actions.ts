import { z } from "zod";
import { actionId, filledMap, text } from "./common.ts";

const actionAreas = [
  "development",
  "quality",
  "release",
  "governance",
  "environment",
  "operations",
] as const;

export const actionScopes = ["environment", "release", "platform"] as const;

const action = z
  .strictObject({
    sentence: text.describe("What is done, as an order."),
    area: z.enum(actionAreas).describe("Where the action is listed."),
    scope: z
      .enum(actionScopes)
      .describe("What it is done to. Clauses about actions on an environment name their tiers."),
  })
  .meta({ id: "action" });

export const actionsDocument = z.strictObject({
  actions: filledMap(actionId, action, "at least one action is needed").describe(
    "The closed list of actions: rights and prohibitions refer to these ids.",
  ),
});
