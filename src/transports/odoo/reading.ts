import { InternalError, TargetError } from "../../model/errors.ts";
import type { Secret } from "../../model/secret.ts";
import { printable, shorten } from "../../model/text.ts";
import { parseOdooVersion } from "../../model/versions.ts";
import type { OdooVersion } from "../../model/versions.ts";
import { readMethods } from "../wires.ts";
import type { ReadMethod } from "../wires.ts";

/** Refuses what is not one of the methods that only read, whatever the types let through. */
export function assertReads(model: string, method: ReadMethod): void {
  if (readMethods.includes(method)) return;
  throw new InternalError(`${model}.${method} is not one of the methods that only read`);
}

/**
 * What every read says: archived records count too, and texts come in one language whatever the auditor's
 * user prefers.
 */
const base = { active_test: false, lang: "en_US" };

/** The context of a call: what every read says, and what this one says over it. */
export function readingContext(kwargs: Readonly<Record<string, unknown>>): object {
  const given = kwargs["context"] ?? {};
  if (typeof given === "object") return { ...base, ...given };
  throw new InternalError("the context of a call must be an object");
}

export type Guard = <T>(work: Promise<T>) => Promise<T>;

/** Takes the secret out of the message of every `TargetError` that passes. */
export function scrubbing(secret: Secret): Guard {
  return async (work) => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      const message = secret.scrub(error.message);
      throw message === error.message ? error : new TargetError(error.reason, message);
    }
  };
}

/** The version in the words of a server. */
export function versionOf(text: string): OdooVersion {
  const parsed = parseOdooVersion(text);
  if (parsed !== undefined) return parsed;
  const shown = printable(shorten(text, 40));
  throw new TargetError("unsupported_version", `"${shown}" is not a version of Odoo that we know`);
}
