import { Readable } from "node:stream";
import Deserializer from "xmlrpc/lib/deserializer.js";
import type { SimMajor } from "./database.ts";
import { pythonError, type OdooFault } from "./fault.ts";

export type MethodCall = { readonly method: string; readonly params: readonly unknown[] };

/** A request body to the call in it; rejects when it is no XML-RPC call. */
export function decodeCall(body: string): Promise<MethodCall> {
  return new Promise((resolve, reject) => {
    new Deserializer().deserializeMethodCall(Readable.from([body]), (error, method, params) => {
      if (error) reject(error);
      else resolve({ method, params });
    });
  });
}

/** A result as Odoo's own marshaller writes it: to the byte, since decoders must take just that. */
export function encodeResult(major: SimMajor, value: unknown): string {
  return envelope(major, `<params>\n<param>\n${encodeValue(major, value)}</param>\n</params>\n`);
}

export function encodeFault(major: SimMajor, fault: OdooFault): string {
  const body = encodeValue(major, { faultCode: fault.code, faultString: fault.message });
  return envelope(major, `<fault>\n${body}</fault>\n`);
}

function envelope(major: SimMajor, body: string): string {
  const declaration = major >= 18 ? '<?xml version="1.0"?>' : "<?xml version='1.0'?>";
  return `${declaration}\n<methodResponse>\n${body}${major >= 18 ? "\n" : ""}</methodResponse>\n`;
}

/** Throws the faults of Odoo's marshaller: no `None`, no integer beyond 32 bits. */
function encodeValue(major: SimMajor, value: unknown): string {
  if (typeof value === "boolean") return `<value><boolean>${value ? 1 : 0}</boolean></value>\n`;
  if (typeof value === "number") return `<value>${encodeNumber(value)}</value>\n`;
  if (typeof value === "string") return `<value><string>${escape(major, value)}</string></value>\n`;
  if (Array.isArray(value)) {
    const items = value.map((item) => encodeValue(major, item)).join("");
    return `<value><array><data>\n${items}</data></array></value>\n`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([key, member]) =>
        `<member>\n<name>${escape(major, key)}</name>\n${encodeValue(major, member)}</member>\n`,
    );
    return `<value><struct>\n${members.join("")}</struct></value>\n`;
  }
  throw pythonError("TypeError: cannot marshal None unless allow_none is enabled");
}

function encodeNumber(value: number): string {
  if (!Number.isInteger(value)) return `<double>${value}</double>`;
  if (value > 2 ** 31 - 1 || value < -(2 ** 31)) {
    throw pythonError("OverflowError: int exceeds XML-RPC limits");
  }
  return `<int>${value}</int>`;
}

// oxlint-disable-next-line no-control-regex -- these are the characters that XML cannot carry
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** Control characters are dropped from 17 on, and blanked before. */
function escape(major: SimMajor, text: string): string {
  return text
    .replace(control, major >= 17 ? "" : " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
