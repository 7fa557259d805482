import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { OdooFault } from "./fault.ts";
import { json2, servesRpc } from "./json2.ts";
import { pageFor, notFound, type DatabaseManager, type Page } from "./pages.ts";
import { common, object } from "./service.ts";
import type { OdooState } from "./state.ts";
import { decodeCall, encodeFault, encodeResult, type MethodCall } from "./xml.ts";

export type OdooServer = { readonly port: number; close(): Promise<void> };

/** Serves the state's database over HTTP on a free port of 127.0.0.1. */
export async function startOdooServer(
  state: OdooState,
  manager: () => DatabaseManager,
): Promise<OdooServer> {
  const server = createServer((request, response) => {
    answer(state, manager(), request).then(
      (page) => send(response, page),
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, page: Page): void {
  response.writeHead(page.status, {
    "content-type": page.contentType,
    "content-length": Buffer.byteLength(page.body),
  });
  response.end(page.body);
}

async function answer(
  state: OdooState,
  manager: DatabaseManager,
  request: IncomingMessage,
): Promise<Page> {
  const body = await bodyOf(request);
  const path = new URL(request.url ?? "/", "http://odoo").pathname;
  if (request.method !== "POST") return pageFor(state.database, manager, path);
  if (!servesRpc(state.database)) return notFound;
  if (path.startsWith("/json/2/") && state.database.major >= 19) {
    const { authorization, "content-type": contentType, "x-odoo-database": name } = request.headers;
    const database = typeof name === "string" ? name : undefined;
    return json2(state, { path, authorization, database, contentType, body });
  }
  if (path === "/xmlrpc/2/common") return rpc(state, body, common);
  if (path === "/xmlrpc/2/object") return rpc(state, body, object);
  return notFound;
}

/** Odoo answers 200 with XML whatever happens, faults of its own included. */
async function rpc(
  state: OdooState,
  body: string,
  service: (state: OdooState, call: MethodCall) => unknown,
): Promise<Page> {
  const { major } = state.database;
  let xml: string;
  try {
    xml = encodeResult(major, service(state, await decodeCall(body)));
  } catch (error) {
    const fault =
      error instanceof OdooFault ? error : new OdooFault(1, `Exception: ${String(error)}`);
    xml = encodeFault(major, fault);
  }
  return { status: 200, contentType: "text/xml; charset=utf-8", body: xml };
}

// Far above any request of an auditor: a larger one is a mistake that must not fill the memory.
const mostBytes = 16 * 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error("the request is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
