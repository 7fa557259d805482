import { Agent, createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import Deserializer from "xmlrpc/lib/deserializer.js";
import { rpcConcurrency } from "../src/audit/collect-rpc.ts";
import { createLimiter } from "../src/audit/limit.ts";

// What work costs over the calls that it cannot do without: its HTTP exchanges are recorded through a proxy and
// replayed bare: keep-alive, the same concurrency, each answer read and decoded by the xmlrpc package.

export type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  readonly type: string;
};

async function read(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function send(
  to: string,
  agent: Agent,
  { method, path, body, type }: Exchange,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": type, "content-length": body.length };
    request(new URL(path, to), { method, agent, headers }, resolve).on("error", reject).end(body);
  });
}

/** Every exchange of `work` with the server at `to`, in order; `work` is given an address of ours instead. */
export async function recordExchanges(
  to: string,
  work: (address: string) => Promise<unknown>,
): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = [];
  const agent = new Agent({ keepAlive: true });
  const proxy = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await read(incoming);
      const type = incoming.headers["content-type"] ?? "text/plain";
      const exchange = { method: incoming.method ?? "GET", path: incoming.url ?? "/", body, type };
      exchanges.push(exchange);
      const answer = await send(to, agent, exchange);
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      outgoing.end(await read(answer));
    })();
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  await work(`http://127.0.0.1:${port}`);
  proxy.close();
  proxy.closeAllConnections();
  agent.destroy();
  return exchanges;
}

/** A fault is an answer as well: not every Odoo 14 has every field that is asked for. */
function decode(body: Buffer): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stream = Readable.from([body], { objectMode: false });
    new Deserializer().deserializeMethodResponse(stream, (error, value) => {
      if (error === null || "faultCode" in error) resolve(value);
      else reject(error);
    });
  });
}

/** The same exchanges again, `atOnce` of them at the same time. */
export async function replay(
  to: string,
  exchanges: readonly Exchange[],
  atOnce = rpcConcurrency,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const limit = createLimiter(atOnce);
  const one = async (exchange: Exchange): Promise<void> => {
    const body = await read(await send(to, agent, exchange));
    if (exchange.path.startsWith("/xmlrpc")) await decode(body);
  };
  await Promise.all(exchanges.map((exchange) => limit(() => one(exchange))));
  agent.destroy();
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Milliseconds that the work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
