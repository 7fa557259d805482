import { z } from "zod";
import { isUtcDay } from "../model/days.ts";
import { exceptionTypes, gateIds, type Exception } from "../model/exception.ts";
import { printable } from "../model/text.ts";

/** Text of one line or more, not blank at its ends. */
const text = () =>
  z
    .string()
    .min(1)
    .max(2000)
    .refine((value) => printable(value.replaceAll("\n", " ")) === value.replaceAll("\n", " "), {
      error: "expected text without control characters",
    })
    .refine((value) => value.trim() !== "", { error: "expected a sentence" });

const day = () =>
  z.string().refine(isUtcDay, { error: "expected a day that exists, as YYYY-MM-DD" });

const word = () => z.string().min(1).max(200);

const signed = (note: string) =>
  z.strictObject({
    on: day().describe("UTC day."),
    by: word().describe("Identity who did it."),
    note: text().describe(note),
  });

const subject = z.union([
  word(),
  z.strictObject({
    subject: word().describe("Subject of the finding, as results show it."),
    at_most: z.int().min(1).describe("Records behind the finding; more are not covered."),
  }),
]);

const exception = z.strictObject({
  type: z.enum(exceptionTypes).describe("What it is for."),
  rationale: text().describe("Why the deviation is needed."),
  risk: text().describe("What can happen meanwhile, and to whom."),
  requester: word().describe("Identity who asks for it."),
  approver: word().describe("Identity who approves it; somebody else."),
  approved_on: day().describe("First UTC day on which it is in force."),
  expires: day().describe("Last UTC day on which it is in force."),
  gates: z.array(z.enum(gateIds)).min(1).describe("Gates that the deviation touches."),
  review: text().describe("What has to be looked at when it has ended."),
  environments: z.array(word()).min(1).describe("Environments that it is about."),
  checks: z
    .record(word(), z.union([z.literal("all"), z.array(subject).min(1)]))
    .refine((map) => Object.keys(map).length > 0, { error: "expected at least one check" })
    .describe("By check: `all`, or the subjects of the findings that it covers."),
  revoked: signed("Why it ends before its last day.").optional(),
  reviewed: signed("What the post-event review found.").optional(),
});
export type ExceptionInput = z.output<typeof exception>;

/** A file of `exceptions.d`. */
export const exceptionsFileSchema = z.strictObject({
  exceptions: z
    .record(
      z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
        error: "expected an id of small letters, digits and hyphens",
      }),
      exception,
    )
    .describe("Exceptions by id."),
});

/** JSON Schema of a file in `exceptions.d`, for editors. */
export function exceptionsJsonSchema() {
  return z.toJSONSchema(exceptionsFileSchema, { io: "input", target: "draft-07" });
}

export function buildException(id: string, input: ExceptionInput): Exception {
  const { type, rationale, risk, requester, approver, expires, gates, review } = input;
  return {
    id,
    type,
    rationale,
    risk,
    requester,
    approver,
    approvedOn: input.approved_on,
    expires,
    gates,
    review,
    environments: input.environments,
    checks: Object.fromEntries(
      Object.entries(input.checks).map(([check, scope]) => [
        check,
        scope === "all"
          ? scope
          : scope.map((one) =>
              typeof one === "string"
                ? { subject: one, atMost: undefined }
                : { subject: one.subject, atMost: one.at_most },
            ),
      ]),
    ),
    revoked: input.revoked,
    reviewed: input.reviewed,
  };
}
