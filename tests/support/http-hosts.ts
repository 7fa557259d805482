import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { RequestListener, Server as HttpServer } from "node:http";
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
export const drippingHost = (): Promise<Host> =>
  httpHost((_request, response) => {
    response.writeHead(200, { "content-type": "text/xml" });
    const drip = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(drip));
  });

export type Flood = Host & { readonly sentBytes: () => number };

/** Sends `total` bytes of one XML-RPC string, no faster than they are taken, without saying how many. */
export async function floodingHost(total: number): Promise<Flood> {
  const chunk = Buffer.alloc(64 * 1024, "x");
  let sent = 0;
  const host = await httpHost((_request, response) => {
    response.writeHead(200, { "content-type": "text/xml" });
    response.write("<?xml version='1.0'?><methodResponse><params><param><value><string>");
    const pump = (): void => {
      while (sent < total && !response.destroyed) {
        sent += chunk.length;
        if (!response.write(chunk)) return;
      }
      response.end("</string></value></param></params></methodResponse>");
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
  const host = await httpHost((request, response) => {
    new Deserializer().deserializeMethodCall(request, (_error, method, params) => {
      const call = { path: request.url ?? "", method, params };
      calls.push(call);
      const answer = reply(call);
      response.writeHead(200, { "content-type": "text/xml; charset=utf-8" });
      response.end(
        "body" in answer ? answer.body : serializer.serializeMethodResponse(answer.value),
      );
    });
  });
  return { ...host, calls };
}

/** A recorded answer of `fixtures/odoo`. */
export const recording = (version: string, name: string): Buffer =>
  readFileSync(new URL(`../fixtures/odoo/${version}/${name}.xml`, import.meta.url));

/** The XML of a fault. */
export const faultXml = (faultCode: number | string, faultString: string): string =>
  serializer.serializeFault({ faultCode, faultString });
