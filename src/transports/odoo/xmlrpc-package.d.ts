/** The parts of the `xmlrpc` package that we use: its codec alone, never its client. */
declare module "xmlrpc/lib/serializer.js" {
  const serializer: {
    serializeMethodCall(method: string, params: readonly unknown[]): string;
    serializeMethodResponse(result: unknown): string;
    serializeFault(fault: { faultCode: number | string; faultString: string }): string;
  };
  export default serializer;
}

declare module "xmlrpc/lib/deserializer.js" {
  import type { Readable } from "node:stream";
  export default class Deserializer {
    constructor(encoding?: string);
    deserializeMethodResponse(
      stream: Readable,
      callback: (error: Error | null, result: unknown) => void,
    ): void;
    deserializeMethodCall(
      stream: Readable,
      callback: (error: Error | null, method: string, params: unknown[]) => void,
    ): void;
  }
}

declare module "xmlrpc/lib/customtype.js" {
  export type XmlNode = { ele(name: string): XmlNode; txt(text: string): XmlNode };
  export default class CustomType {
    constructor(raw: string);
    readonly raw: string;
    tagName: string;
    serialize(xml: XmlNode): unknown;
  }
}
