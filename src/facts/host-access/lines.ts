import { TargetError } from "../../model/errors.ts";
import type { HostResult } from "../../transports/wires.ts";

export type FileLine = { readonly path: string; readonly text: string };

/** What `grep -H` printed: each line behind the path of its file, which has no colon in the places we look at. */
export function fileLines({ stdout }: HostResult): readonly FileLine[] {
  return stdout.split("\n").flatMap((line) => {
    const at = line.indexOf(":");
    return at < 0 ? [] : [{ path: line.slice(0, at), text: line.slice(at + 1).trim() }];
  });
}

/** The paths that `find` and `grep` complain of, that the account may not look at. What is missing hides nothing. */
export function deniedPaths({ stderr }: HostResult): readonly string[] {
  return stderr.split("\n").flatMap((line) => {
    const said = /^(?:find|grep): '?(\/.*?)'?: Permission denied$/.exec(line);
    return said?.[1] === undefined ? [] : [said[1]];
  });
}

/** The result, when the program looked at something or said why not; `what` names it. Throws `TargetError`. */
export function looked(result: HostResult | undefined, what: string): HostResult {
  if (result !== undefined && result.code < 126) return result;
  throw new TargetError("malformed_response", `${what} could not be looked for on the host`);
}

/** Throws `TargetError` when the whole of `path` is hidden from the account. */
export function assertReadable(result: HostResult, path: string): void {
  if (deniedPaths(result).length > 0) {
    throw new TargetError("access_denied", `the account may not read ${path} on the host`);
  }
}
