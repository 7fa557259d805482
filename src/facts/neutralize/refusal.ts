import { TargetError } from "../../model/errors.ts";

/** A statement that is not judged, and why: it is told as unknown, never passed over. */
export class CannotTurn extends TargetError {
  constructor(why: string) {
    super("malformed_response", why);
  }
}

/** A table or column that the script names and the database has not: Odoo's whole neutralisation fails. */
export class NamesMissing extends TargetError {
  constructor(what: string) {
    super("fact_missing", what);
  }
}

export const cannot = (why: string): never => {
  throw new CannotTurn(why);
};
