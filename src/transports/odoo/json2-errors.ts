import { TargetError } from "../../model/errors.ts";
import { called, exceptionError, quoted, unknownModel, userError } from "./errors.ts";
import type { Asked } from "./errors.ts";

/** The part of JSON-2's error body that is read: `debug`, the traceback, is left alone. */
export type Json2Error = {
  /** Class of the exception with its module, e.g. `werkzeug.exceptions.NotFound`. */
  readonly name: string;
  readonly message: string;
};

/** An error of JSON-2 as the operator may see it. `status` is the HTTP status that came with it. */
export function json2Error(error: Json2Error, status: number, asked: Asked): TargetError {
  const { message } = error;
  const name = /^[A-Za-z_][\w.]{0,99}$/.test(error.name) ? error.name : "an error without a class";
  switch (name.slice(name.lastIndexOf(".") + 1)) {
    case "Unauthorized":
      return refusedKey(asked);
    case "NotFound":
      return asked.model !== undefined && /^the model '[\w.]+' does not exist/.test(message)
        ? unknownModel(asked.model)
        : exceptionError(name, message, asked);
    case "UnprocessableEntity":
      return otherArguments(message, asked);
    case "BadRequest":
      return changedOnTheWay(asked, status);
    case "UserError":
    case "MissingError":
    case "ValidationError":
    case "LockError":
    case "RedirectWarning":
      return userError(asked, `HTTP ${status}`);
    default:
      return exceptionError(name, message, asked);
  }
}

function refusedKey({ login, database }: Asked): TargetError {
  const whose = `the API key of login ${quoted(login)} on database ${quoted(database)}`;
  return new TargetError(
    "auth_failed",
    `Odoo refused ${whose}: was it deleted, has it expired, is it of that database?`,
  );
}

/** The method is there, but not as 19 declares it: another version, or a module that changes it. */
function otherArguments(message: string, asked: Asked): TargetError {
  const argument = /'([a-z]\w{0,40})'/.exec(message)?.[1];
  const which = argument === undefined ? "" : ` (${argument})`;
  return new TargetError(
    "unsupported_version",
    `Odoo wants other arguments for ${called(asked)} than we know${which}`,
  );
}

/** Odoo could not read a request that we wrote well: neither our body nor our headers are ever otherwise. */
export function changedOnTheWay(asked: Asked, status: number): TargetError {
  return new TargetError(
    "malformed_response",
    `Odoo could not read our call of ${called(asked)} (HTTP ${status}): does a proxy change requests?`,
  );
}
