import { InternalError } from "../../model/errors.ts";
import type { ReadMethod } from "../wires.ts";
import { isPlainObject } from "./plain-object.ts";
import { readingContext } from "./reading.ts";

/** Names of the positional parameters, as 19 declares them; JSON-2 takes names alone. */
const parameters = {
  search_read: ["domain", "fields", "offset", "limit", "order"],
  read: ["ids", "fields", "load"],
  search_count: ["domain", "limit"],
  fields_get: ["allfields", "attributes"],
  read_group: ["domain", "fields", "groupby", "offset", "limit", "orderby", "lazy"],
  check_access_rights: ["operation", "raise_exception"],
} as const satisfies Readonly<Record<ReadMethod, readonly string[]>>;

type Named = Readonly<Record<string, unknown>>;

/** The body of a call: every argument by its name, and the context of every read. */
export function namedArguments(
  method: ReadMethod,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
): Named {
  const names: readonly string[] = parameters[method];
  const positional = args.map((value, at): readonly [string, unknown] => {
    const name = names[at];
    if (name === undefined || Object.hasOwn(kwargs, name)) {
      throw new InternalError(`${method} has no place for its argument ${at + 1}`);
    }
    // One record may be given as its bare id, but JSON-2 wants a list.
    return [name, name === "ids" && typeof value === "number" ? [value] : value];
  });
  return { ...kwargs, ...Object.fromEntries(positional), context: readingContext(kwargs) };
}

/**
 * The JSON of a body. What JSON cannot carry is an `InternalError` instead of something else sent in its
 * place: it would leave `undefined` out, and write NaN as null and a `Secret` as a word.
 */
export function encodeBody(named: Named): string {
  assertSendable(named);
  return JSON.stringify(named);
}

function assertSendable(value: unknown): void {
  if (typeof value === "boolean" || value === null) return;
  if (typeof value === "string") return assertText(value);
  if (typeof value === "number") return assertNumber(value);
  if (Array.isArray(value)) return value.forEach(assertSendable);
  if (!isPlainObject(value)) {
    throw new InternalError(`JSON cannot carry a value of type ${typeof value}`);
  }
  for (const [key, member] of Object.entries(value)) {
    assertText(key);
    assertSendable(member);
  }
}

function assertNumber(value: number): void {
  if (Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)) return;
  throw new InternalError("JSON cannot carry a number that is not exact or not finite");
}

// the text itself is left out of the message: it may be a secret
function assertText(text: string): void {
  if (text.isWellFormed()) return;
  throw new InternalError("JSON cannot carry half of a surrogate pair");
}
