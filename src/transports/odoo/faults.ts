import { TargetError } from "../../model/errors.ts";
import { printable, shorten } from "../../model/text.ts";
import type { Fault } from "./xmlrpc-decode.ts";

/** What was asked when the fault came, for the message. */
export type Asked = {
  readonly database: string;
  readonly login: string;
  /** Undefined for the calls of the `common` service. */
  readonly model: string | undefined;
  readonly method: string;
};

/**
 * A fault as the operator may see it. Its text is never quoted: it may be a traceback, hold personal data,
 * or be in the user's language. Only names of fields, methods, models, databases and exception classes are
 * taken from it.
 */
export function faultError(fault: Fault, asked: Asked): TargetError {
  switch (kindOf(fault.code)) {
    case "denied":
      return refused(asked);
    case "access":
      return noAccess(fault.message, asked);
    case "warning":
      return warning(fault.message, asked);
    case "application":
      return application(fault.message, asked);
  }
}

type Kind = "denied" | "access" | "warning" | "application";

/** Numbers of `/xmlrpc/2` (14 to 19), and the strings of the older endpoints. */
function kindOf(code: number | string): Kind {
  if (code === 3 || code === "3" || code === "AccessDenied") return "denied";
  if (code === 4 || code === "4") return "access";
  if (code === 2 || code === "2") return "warning";
  if (typeof code === "number" || !code.startsWith("warning --")) return "application";
  return code.startsWith("warning -- AccessError") ? "access" : "warning";
}

export function refused({ login, database }: Asked): TargetError {
  const who = `login ${quoted(login)} on database ${quoted(database)}`;
  return new TargetError("auth_failed", `Odoo refused ${who}: check the login and its secret`);
}

function noAccess(message: string, asked: Asked): TargetError {
  const fields = /"([a-z][a-z0-9_]*(?:, ?[a-z][a-z0-9_]*)*)"/.exec(message)?.[1];
  const what = fields === undefined ? "" : ` (fields ${shorten(fields, 100)})`;
  const text = `login ${quoted(asked.login)} may not call ${called(asked)}${what}`;
  return new TargetError("access_denied", text);
}

/** Odoo's own words are translated, the model's name in them is not; a missing record's has `(id,)` after it. */
function warning(message: string, asked: Asked): TargetError {
  if (asked.model !== undefined && message.split(/\s/).includes(asked.model)) {
    return new TargetError("unsupported_version", `Odoo has no model ${asked.model}`);
  }
  return new TargetError(
    "malformed_response",
    `Odoo answered ${called(asked)} with a user error (fault 2); its log has the text`,
  );
}

function application(message: string, asked: Asked): TargetError {
  const { name, text } = exceptionOf(message);
  const database = /database "([^"]{1,63})" does not exist/.exec(text)?.[1];
  if (database !== undefined) {
    const line = `database ${quoted(database)} does not exist on this server`;
    return new TargetError("unreachable", line);
  }
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

/** The field or method that the text says is missing, in the wordings of 14 to 19. */
function missingName(text: string, asked: Asked): string | undefined {
  const field = /^Invalid field '?([\w.]+)'?(?: on (?:model )?'([\w.]+)')?/.exec(text);
  if (field !== null) {
    const model = field[2] ?? asked.model;
    return model === undefined ? `field ${field[1]}` : `field ${field[1]} on ${model}`;
  }
  const method =
    /^The method '(?:[\w.]+\.)?(\w+)' does not exist/.exec(text)?.[1] ??
    /^type object '[\w.]+' has no attribute '(\w+)'/.exec(text)?.[1] ??
    /^Method not found: (\w+)/.exec(text)?.[1];
  if (method === undefined) return undefined;
  return asked.model === undefined ? `method ${method}` : `method ${method} on ${asked.model}`;
}

/**
 * Class and text of the exception that a traceback ends with: the first line after the last frame. Frames
 * are indented, and what follows that line is more of its text.
 */
function exceptionOf(message: string): { readonly name: string; readonly text: string } {
  const lines = message.slice(lastTraceback(message)).split("\n");
  const start = lines.findIndex((line) => /^\S/.test(line));
  const [head = "", ...more] = start === -1 ? [] : lines.slice(start);
  const match = /^([A-Za-z_][\w.]{0,99})(?:: (.*))?$/.exec(head);
  if (match === null) return { name: "an error without a class", text: head };
  return { name: match[1] ?? "", text: [match[2] ?? "", ...more].join("\n") };
}

function lastTraceback(message: string): number {
  const mark = "Traceback (most recent call last):";
  const at = message.lastIndexOf(mark);
  return at === -1 ? 0 : at + mark.length;
}

export function called({ model, method }: Asked): string {
  return model === undefined ? method : `${model}.${method}`;
}

function quoted(text: string): string {
  return `"${printable(shorten(text, 80))}"`;
}
