import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type {
  IncomingMessage,
  RequestListener,
  Server as HttpServer,
  ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTcpServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import Deserializer from "xmlrpc/lib/deserializer.js";
import serializer from "xmlrpc/lib/serializer.js";

/** A listener on a free port of 127.0.0.1; `await using` closes it. */
export type Host = {
  readonly url: string;
  readonly sockets: ReadonlySet<Socket>;
  /** Connections since the start. */
  accepted(): number;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

async function listen(server: Server, scheme: string): Promise<Host> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on("connection", (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    accepted: () => accepted,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A host that does with each connection what `onSocket` says. */
export function tcpHost(onSocket: (socket: Socket) => void): Promise<Host> {
  return listen(createTcpServer(onSocket), "http");
}

export function httpHost(handler: RequestListener): Promise<Host> {
  return listen(createHttpServer(handler), "http");
}

export const tlsFixture = (file: string): string =>
  readFileSync(new URL(`../fixtures/tls/${file}`, import.meta.url), "utf8");

/** A server with one of the certificates of `fixtures/tls`. */
export function tlsHost(certificate: string, handler: RequestListener): Promise<Host> {
  const key = tlsFixture(`${certificate}.key`);
  const server: HttpServer = createHttpsServer(
    { key, cert: tlsFixture(`${certificate}.pem`) },
    handler,
  );
  server.on("tlsClientError", () => undefined);
  return listen(server, "https");
}

/** A URL on which nothing listens. */
export async function closedUrl(): Promise<string> {
  const host = await tcpHost(() => undefined);
  await host.close();
  return host.url;
}

/** Accepts, reads, and says nothing. */
export const silentHost = (): Promise<Host> => tcpHost((socket) => socket.resume());

/** Resets each connection as soon as something was asked. */
export const resettingHost = (): Promise<Host> =>
  tcpHost((socket) => socket.once("data", () => socket.resetAndDestroy()));

/** Sends a byte of an answer every 20 ms, for ever. */
export const drippingHost = (contentType = "text/xml"): Promise<Host> =>
  httpHost((_request, response) => {
    response.writeHead(200, { "content-type": contentType });
    const drip = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(drip));
  });

export type Flood = Host & { readonly sentBytes: () => number };

export type Envelope = {
  readonly contentType: string;
  readonly before: string;
  readonly after: string;
};
const xmlString: Envelope = {
  contentType: "text/xml",
  before: "<?xml version='1.0'?><methodResponse><params><param><value><string>",
  after: "</string></value></param></params></methodResponse>",
};
export const jsonString: Envelope = {
  contentType: "application/json",
  before: '{"version":"',
  after: '"}',
};

/** Sends `total` bytes of one string, no faster than they are taken, without saying how many. */
export async function floodingHost(total: number, envelope = xmlString): Promise<Flood> {
  const chunk = Buffer.alloc(64 * 1024, "x");
  let sent = 0;
  const host = await httpHost((_request, response) => {
    response.writeHead(200, { "content-type": envelope.contentType });
    response.write(envelope.before);
    const pump = (): void => {
      while (sent < total && !response.destroyed) {
        sent += chunk.length;
        if (!response.write(chunk)) return;
      }
      response.end(envelope.after);
    };
    response.on("drain", pump);
    pump();
  });
  return { ...host, sentBytes: () => sent };
}

export type Canned = {
  readonly status?: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
};

/** Answers everything alike. */
export const cannedHost = (answer: Canned): Promise<Host> =>
  httpHost((request, response) => {
    request.resume();
    response.writeHead(answer.status ?? 200, {
      "content-type": answer.contentType ?? "text/xml; charset=utf-8",
      ...answer.headers,
    });
    response.end(answer.body);
  });

export type Call = {
  readonly path: string;
  readonly method: string;
  readonly params: readonly unknown[];
};
export type OdooHost = Host & { readonly calls: readonly Call[] };

/** What an XML-RPC host answers: a raw body, or a value to encode. */
export type Reply = { readonly body: string | Buffer } | { readonly value: unknown };

/** Speaks XML-RPC through the package's own codec, and remembers what was asked. */
export async function odooHost(reply: (call: Call) => Reply): Promise<OdooHost> {
  const calls: Call[] = [];
  const host = await httpHost((request, response) =>
    answerXml(request, response, (call) => {
      calls.push(call);
      return reply(call);
    }),
  );
  return { ...host, calls };
}

function answerXml(
  request: IncomingMessage,
  response: ServerResponse,
  reply: (call: Call) => Reply,
): void {
  new Deserializer().deserializeMethodCall(request, (_error, method, params) => {
    const answer = reply({ path: request.url ?? "", method, params });
    response.writeHead(200, { "content-type": "text/xml; charset=utf-8" });
    response.end("body" in answer ? answer.body : serializer.serializeMethodResponse(answer.value));
  });
}

/** A recorded answer of `fixtures/odoo`. */
export const recording = (version: string, name: string): Buffer =>
  readFileSync(new URL(`../fixtures/odoo/${version}/${name}.xml`, import.meta.url));

/** The XML of a fault. */
export const faultXml = (faultCode: number | string, faultString: string): string =>
  serializer.serializeFault({ faultCode, faultString });

/** A recorded call of JSON-2 and its answer. */
export type Recorded = {
  readonly name: string;
  readonly path: string;
  readonly http_method: string;
  readonly request_headers: Readonly<Record<string, string>>;
  /** Null where the body was no JSON, or none. */
  readonly request: unknown;
  readonly status: number;
  readonly content_type: string;
  readonly body: Buffer;
};

const json2Folder = new URL("../fixtures/odoo/19.0/json2/", import.meta.url);

/** What was recorded of JSON-2 on 19.0, by name. */
export const json2Recordings: ReadonlyMap<string, Recorded> = new Map(
  (
    JSON.parse(readFileSync(new URL("index.json", json2Folder), "utf8")) as Omit<Recorded, "body">[]
  ).map((call) => [
    call.name,
    { ...call, body: readFileSync(new URL(`${call.name}.body`, json2Folder)) },
  ]),
);

export type JsonCall = {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly database: string | undefined;
  readonly contentType: string | undefined;
  /** Undefined where none was sent. */
  readonly body: unknown;
};
export type JsonHost = Host & { readonly calls: readonly JsonCall[] };

/** What a JSON-2 host answers: something raw, a recording by its name, or a value to encode. */
export type JsonReply = Canned | { readonly recorded: string } | { readonly value: unknown };

/** Speaks JSON-2, and remembers what was asked of it; `/xmlrpc/…` is answered by `xmlrpc`, or with 404. */
export async function json2Host(
  reply: (call: JsonCall) => JsonReply,
  xmlrpc?: (call: Call) => Reply,
): Promise<JsonHost> {
  const calls: JsonCall[] = [];
  const host = await httpHost((request, response) => {
    if (request.url?.startsWith("/xmlrpc/") === true) {
      if (xmlrpc !== undefined) return answerXml(request, response, xmlrpc);
      response.writeHead(404, { "content-type": "text/html; charset=utf-8" });
      response.end("<!doctype html><title>404 Not Found</title>");
      return;
    }
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    request.on("end", () => {
      const { authorization, "x-odoo-database": database, ...headers } = request.headers;
      const call: JsonCall = {
        method: request.method ?? "",
        path: request.url ?? "",
        authorization,
        database: typeof database === "string" ? database : undefined,
        contentType: headers["content-type"],
        body: text === "" ? undefined : JSON.parse(text),
      };
      calls.push(call);
      const answer = cannedOf(reply(call));
      const contentType = answer.contentType ?? "application/json; charset=utf-8";
      response.writeHead(answer.status ?? 200, { "content-type": contentType, ...answer.headers });
      response.end(answer.body);
    });
  });
  return { ...host, calls };
}

function cannedOf(reply: JsonReply): Canned {
  if ("body" in reply) return reply;
  if ("value" in reply) return { body: JSON.stringify(reply.value) };
  const recorded = json2Recordings.get(reply.recorded);
  if (recorded === undefined) throw new Error(`nothing is recorded as ${reply.recorded}`);
  return { status: recorded.status, contentType: recorded.content_type, body: recorded.body };
}
