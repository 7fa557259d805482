import type { z } from "zod";
import type { Side } from "./positions.ts";
import type { Path } from "./path.ts";

/** One problem of one place, out of zod's tree of issues. */
export type FlatIssue = {
  readonly path: Path;
  readonly side: Side;
  readonly message: string;
};

/** Issues one by one: one per unknown key, and of a union those of the alternative that was meant. */
export function flatten(issues: readonly z.core.$ZodIssue[], under: Path = []): FlatIssue[] {
  return issues.flatMap((issue) => flattenOne(issue, [...under, ...issue.path.map(step)]));
}

function flattenOne(issue: z.core.$ZodIssue, path: Path): FlatIssue[] {
  switch (issue.code) {
    case "unrecognized_keys": {
      const messages = issue.message.split("\n");
      return issue.keys.map((key, index) => ({
        path: [...path, key],
        side: "key",
        message: messages[index] ?? issue.message,
      }));
    }
    case "invalid_union": {
      const meant = meantAlternative(issue.errors);
      return meant === undefined ? [plain(issue, path)] : flatten(meant, path);
    }
    case "invalid_key": {
      const message = issue.issues[0]?.message ?? issue.message;
      return [{ path, side: "key", message }];
    }
    case "invalid_type":
    case "invalid_value":
    case "invalid_format":
    case "invalid_element":
    case "too_big":
    case "too_small":
    case "not_multiple_of":
    case "custom":
      return [plain(issue, path)];
  }
}

function plain(issue: z.core.$ZodIssue, path: Path): FlatIssue {
  return { path, side: "value", message: issue.message };
}

/** Of the alternatives that take a value of this kind at all, the one whose keys are given. */
function meantAlternative(
  alternatives: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  const fitting = alternatives.filter((issues) => !issues.some(isOfOtherKind));
  return fitting.toSorted((a, b) => weight(a) - weight(b))[0];
}

function isOfOtherKind(issue: z.core.$ZodIssue): boolean {
  const atTop = issue.path.length === 0;
  return atTop && (issue.code === "invalid_type" || issue.code === "invalid_value");
}

// A key that the alternative does not know says more against it than a mistake deep inside.
function weight(issues: readonly z.core.$ZodIssue[]): number {
  let total = 0;
  for (const issue of issues) {
    const keys = issue.code === "unrecognized_keys" ? issue.keys.length : 1;
    total += issue.path.length === 0 ? 100 * keys : keys;
  }
  return total;
}

function step(key: PropertyKey): string | number {
  return typeof key === "number" ? key : String(key);
}
