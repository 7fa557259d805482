import { TargetError } from "../../model/errors.ts";
import { printable, shorten } from "../../model/text.ts";

/** What was asked when Odoo answered with an error, for the message. */
export type Asked = {
  readonly database: string;
  readonly login: string;
  /** Undefined for the calls that are about no model. */
  readonly model: string | undefined;
  readonly method: string;
};

// Texts of Odoo are never quoted: they may be a traceback, hold personal data, or be in the user's language.
// Only names of fields, methods, models, databases and exception classes are taken from them.

/** An exception of Odoo by its Python class and text, in the wordings of 14 to 19. */
export function exceptionError(name: string, text: string, asked: Asked): TargetError {
  const database = /database "([^"]{1,63})" does not exist/.exec(text)?.[1];
  if (database !== undefined) return unknownDatabase(database);
  const last = name.split(".").at(-1);
  if (last === "AccessDenied") return refused(asked);
  if (last === "AccessError") return noAccess(text, asked);
  if (last === "OperationalError") {
    return new TargetError("unreachable", `Odoo cannot use its database (${name})`);
  }
  const missing = missingName(text, asked);
  if (missing !== undefined) {
    return new TargetError("unsupported_version", `Odoo has no ${missing}`);
  }
  return new TargetError(
    "malformed_response",
    `Odoo failed in ${called(asked)} with ${name}; its log has the traceback`,
  );
}

/** The field or method that the text says is missing. */
function missingName(text: string, asked: Asked): string | undefined {
  const field = /^Invalid field '?([\w.]+)'?(?: on (?:model )?'([\w.]+)')?/.exec(text);
  if (field !== null) {
    const model = field[2] ?? asked.model;
    if (model === undefined) return `field ${field[1]}`;
    // In a domain the field stands behind its model's name.
    return `field ${field[1]?.replace(`${model}.`, "")} on ${model}`;
  }
  const method =
    /^The method '(?:[\w.]+\.)?(\w+)' does not exist/.exec(text)?.[1] ??
    /^type object '[\w.]+' has no attribute '(\w+)'/.exec(text)?.[1] ??
    /^Method not found: (\w+)/.exec(text)?.[1];
  if (method === undefined) return undefined;
  return asked.model === undefined ? `method ${method}` : `method ${method} on ${asked.model}`;
}

export function refused({ login, database }: Asked): TargetError {
  const who = `login ${quoted(login)} on database ${quoted(database)}`;
  return new TargetError("auth_failed", `Odoo refused ${who}: check the login and its secret`);
}

/** `orElse` says what else it may be, e.g. `, or it is closed`. */
export function unknownDatabase(database: string, orElse = ""): TargetError {
  const line = `database ${quoted(database)} does not exist on this server${orElse}`;
  return new TargetError("unreachable", line);
}

export function unknownModel(model: string): TargetError {
  return new TargetError("unsupported_version", `Odoo has no model ${model}`);
}

/** The user's rights end before what was called; the fields are named where the text names them. */
export function noAccess(text: string, asked: Asked): TargetError {
  const fields = /"([a-z][a-z0-9_]*(?:, ?[a-z][a-z0-9_]*)*)"/.exec(text)?.[1];
  const what = fields === undefined ? "" : ` (fields ${shorten(fields, 100)})`;
  const line = `login ${quoted(asked.login)} may not call ${called(asked)}${what}`;
  return new TargetError("access_denied", line);
}

/** A user error: its text is for a person at a form. `sign` says how it was told, e.g. `fault 2`. */
export function userError(asked: Asked, sign: string): TargetError {
  return new TargetError(
    "malformed_response",
    `Odoo answered ${called(asked)} with a user error (${sign}); its log has the text`,
  );
}

export function unexpected(asked: Asked): TargetError {
  return new TargetError(
    "malformed_response",
    `Odoo's answer to ${called(asked)} is not as expected`,
  );
}

export function called({ model, method }: Asked): string {
  return model === undefined ? method : `${model}.${method}`;
}

export function quoted(text: string): string {
  return `"${printable(shorten(text, 80))}"`;
}
