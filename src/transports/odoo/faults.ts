import type { TargetError } from "../../model/errors.ts";
import { exceptionError, noAccess, refused, unknownModel, userError } from "./errors.ts";
import type { Asked } from "./errors.ts";
import type { Fault } from "./xmlrpc-decode.ts";

/** A fault of XML-RPC as the operator may see it. */
export function faultError(fault: Fault, asked: Asked): TargetError {
  switch (kindOf(fault.code)) {
    case "denied":
      return refused(asked);
    case "access":
      return noAccess(fault.message, asked);
    case "warning":
      return warning(fault.message, asked);
    case "application": {
      const { name, text } = exceptionOf(fault.message);
      return exceptionError(name, text, asked);
    }
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

/** Odoo's own words are translated, the model's name in them is not; a missing record's has `(id,)` after it. */
function warning(message: string, asked: Asked): TargetError {
  if (asked.model !== undefined && message.split(/\s/).includes(asked.model)) {
    return unknownModel(asked.model);
  }
  return userError(asked, "fault 2");
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
