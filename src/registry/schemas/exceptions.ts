import { z } from "zod";
import { severities } from "../../model/outcome.ts";
import { keyed, text } from "./common.ts";

const days = z.int().min(1).max(366);
const checkId = z.string().regex(/^[a-z]+(\.[a-z][a-z0-9-]*)+$/);

export const exceptionsDocument = z.strictObject({
  longest_days: z
    .strictObject(keyed(severities, days))
    .describe("Longest term of an exception by the gravest check that it covers."),
  adoption_days: days.describe("Longest term of a record that adopts an environment's findings."),
  warn_days: days.describe("Days before its last day on which an exception is told."),
  unused_days: days.describe("Days without use after which an exception is told."),
  never_waivable: z
    .record(checkId, text)
    .describe("Checks that no exception covers, each with the reason."),
});
