import { TargetError } from "../model/errors.ts";
import { printable, shorten } from "../model/text.ts";
import type { HostResult } from "../transports/wires.ts";

/**
 * Why a command on a file ended with a nonzero code, by the words of coreutils in the C locale (every
 * command runs with `LC_ALL=C`).
 */
export function hostFailure(result: HostResult | undefined, path: string): TargetError {
  const said = result?.stderr ?? "";
  if (/permission denied/i.test(said)) {
    return new TargetError("access_denied", `the account may not read ${path} on the host`);
  }
  if (/no such file/i.test(said)) {
    return new TargetError("fact_missing", `${path} does not exist on the host (ssh.odoo_conf)`);
  }
  const line = printable(shorten(said.trim().split("\n")[0] ?? "", 120));
  return new TargetError("malformed_response", `reading ${path} failed: ${line}`);
}
