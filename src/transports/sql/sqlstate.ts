import type { UnknownReason } from "../../model/outcome.ts";

/** Our own use of `program_limit_exceeded`: the rows are more than one answer may be. */
export const tooLarge = "54000";

/** Why a check is unknown whose query failed with this SQLSTATE. */
export function reasonOf(sqlstate: string): UnknownReason {
  switch (sqlstate) {
    case "42883": // undefined_function: the functions of envaudit grants are not there
    case "42501": // insufficient_privilege, and rows hidden by row-level security
      return "access_denied";
    case "42P01": // undefined_table
    case "42703": // undefined_column
    case "3F000": // invalid_schema_name
      return "unsupported_version"; // as over the API: this Odoo is not as we know it
    case "57014": // query_canceled: the statement timeout
    case "55P03": // lock_not_available
      return "timeout";
    case tooLarge:
      return "response_too_large";
    default:
      return "malformed_response";
  }
}

// Classes whose messages name tables, columns and settings. Others, as 22 (data exception), quote values.
const harmless = new Set(["08", "0A", "25", "3F", "40", "42", "53", "54", "55", "57"]);

/** Whether the server's message may be shown: whether it cannot hold a value of a row. */
export function mayBeShown(sqlstate: string): boolean {
  return harmless.has(sqlstate.slice(0, 2));
}
