import CustomType from "xmlrpc/lib/customtype.js";
import type { XmlNode } from "xmlrpc/lib/customtype.js";
import serializer from "xmlrpc/lib/serializer.js";
import { InternalError } from "../../model/errors.ts";
import { isPlainObject } from "./plain-object.ts";

// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Whether XML 1.0 can carry `text`: no control characters but tab and line ends, no half of a pair. */
export function isXmlText(text: string): boolean {
  return !notXml.test(text) && text.isWellFormed();
}

/**
 * A string as escaped text. The package would write some strings as CDATA, where a carriage return is
 * changed by the receiver's parser and the second `]]>` ends the section.
 */
class Text extends CustomType {
  override serialize(xml: XmlNode): unknown {
    const node = xml.ele("string");
    return this.raw === "" ? node : node.txt(this.raw);
  }
}

/**
 * The XML of a call. What XML-RPC cannot carry is an `InternalError` instead of something else sent in its
 * place: the package would send `undefined` as an empty string and 2^40 as an `int`.
 */
export function encodeCall(method: string, params: readonly unknown[]): string {
  return serializer.serializeMethodCall(method, params.map(sendable));
}

function sendable(value: unknown): unknown {
  if (typeof value === "string") return new Text(xmlText(value));
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") return sendableNumber(value);
  if (Array.isArray(value)) return value.map(sendable);
  if (isPlainObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [xmlText(key), sendable(member)]),
    );
  }
  throw new InternalError(`XML-RPC cannot carry a value of type ${typeof value}`);
}

const int32 = 2 ** 31;

function sendableNumber(value: number): number {
  const fits = Number.isInteger(value) ? value >= -int32 && value < int32 : Number.isFinite(value);
  if (fits) return value;
  throw new InternalError("XML-RPC cannot carry a number beyond 32 bits or not finite");
}

// the text itself is left out of the message: it may be a secret
function xmlText(text: string): string {
  if (isXmlText(text)) return text;
  throw new InternalError("XML cannot carry a control character or half of a surrogate pair");
}
