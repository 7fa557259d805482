import { InternalError, RecordError, UsageError } from "../model/errors.ts";
import type { Failure } from "./services.ts";

/** An error as it travels to the one who asked; what is our mistake keeps its details to our log. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UsageError) return { code: "usage", message: error.message };
  if (error instanceof RecordError) return { code: "not_recorded", message: error.message };
  return { code: "internal", message: "the daemon made a mistake; its log says more" };
}

/** The same error at the other end, so that it has the same exit code there. */
export function errorOf({ code, message }: Failure): Error {
  switch (code) {
    case "usage":
      return new UsageError(message);
    case "not_recorded":
      return new RecordError(message);
    case "internal":
      return new InternalError(message);
  }
}
