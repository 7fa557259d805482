import { Agent, createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import Deserializer from "xmlrpc/lib/deserializer.js";
import { rpcConcurrency } from "../src/audit/collect-rpc.ts";
import { createLimiter } from "../src/audit/limit.ts";
import type { Environment } from "../src/model/environment.ts";
import { environment, lab, startAuditor, type Auditor } from "../tests/lab/lab.ts";

// How much an audit costs over the calls that it cannot do without: every HTTP exchange of one audit is
// recorded through a proxy, then replayed bare (keep-alive, same concurrency, each answer read and decoded by
// the xmlrpc package), in turn with whole audits, so that a noisy machine disturbs both alike.
const rounds = 15;
const most = 1.25;

type Exchange = {
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

function send(agent: Agent, { method, path, body, type }: Exchange): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": type, "content-length": body.length };
    request(new URL(path, lab.odoo.url), { method, agent, headers }, resolve)
      .on("error", reject)
      .end(body);
  });
}

/** Every exchange of one audit, in order. */
async function recordExchanges(auditor: Auditor, of: Environment): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = [];
  const agent = new Agent({ keepAlive: true });
  const proxy = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await read(incoming);
      const type = incoming.headers["content-type"] ?? "text/plain";
      const exchange = { method: incoming.method ?? "GET", path: incoming.url ?? "/", body, type };
      exchanges.push(exchange);
      const answer = await send(agent, exchange);
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      outgoing.end(await read(answer));
    })();
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const { odoo } = of;
  if (odoo === undefined) throw new Error("the lab's environment has an API");
  await auditor.audit({ ...of, odoo: { ...odoo, url: `http://127.0.0.1:${port}` } });
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

async function bare(exchanges: readonly Exchange[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: rpcConcurrency });
  const limit = createLimiter(rpcConcurrency);
  const one = async (exchange: Exchange): Promise<void> => {
    const body = await read(await send(agent, exchange));
    if (exchange.path.startsWith("/xmlrpc")) await decode(body);
  };
  await Promise.all(exchanges.map((exchange) => limit(() => one(exchange))));
  agent.destroy();
}

/** How often each model is read: `<model> <times>`, of those that are read more than once. */
function readAgain(calls: readonly Exchange[]): readonly string[] {
  const models = calls.flatMap(({ body }) => {
    const strings = [...body.toString().matchAll(/<string>([^<]*)<\/string>/g)].map(([, s]) => s);
    const at = strings.indexOf("search_read");
    return at < 1 ? [] : [strings[at - 1] ?? ""];
  });
  const times = Map.groupBy(models, (model) => model);
  return [...times].flatMap(([model, { length }]) => (length > 1 ? [`${model} ${length}`] : []));
}

// Not every Odoo 14 knows archived companies: asked apart, so that a refusal costs nothing else. Of users some
// things are asked of administrators and visitors alone, once it is known who they are.
const mayBeReadAgain = new Set(["res.company 2", "res.users 2"]);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const auditor = await startAuditor();
try {
  // Over the API alone: SSH has no bare counterpart among the calls.
  const staging = environment("staging", { ssh: undefined, sql: undefined });
  await auditor.audit(environment("production"));
  const exchanges = await recordExchanges(auditor, staging);
  const calls = exchanges.filter(({ path }) => path.startsWith("/xmlrpc"));
  const whole: number[] = [];
  const alone: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const audit = await timed(() => auditor.audit(staging));
    const replay = await timed(() => bare(exchanges));
    if (round < 0) continue; // warm caches on both sides
    whole.push(audit);
    alone.push(replay);
  }
  const ratio = median(whole.map((ms, i) => ms / (alone[i] ?? Number.NaN)));
  console.log(
    `calls in one audit     ${calls.length} XML-RPC, ${exchanges.length - calls.length} HTTP`,
  );
  const again = readAgain(calls);
  console.log(`models read again      ${again.length === 0 ? "none" : again.join(", ")}`);
  console.log(`concurrency            ${rpcConcurrency}`);
  console.log(`rounds                 ${rounds}, audit and bare in turn`);
  console.log(`audit, recorded        ${median(whole).toFixed(0)} ms (median)`);
  console.log(`bare calls             ${median(alone).toFixed(0)} ms (median)`);
  console.log(`ratio                  ${ratio.toFixed(2)} (median of the rounds; at most ${most})`);
  if (again.some((model) => !mayBeReadAgain.has(model))) {
    console.error("a model is read more than once");
    process.exitCode = 1;
  }
  if (!(ratio <= most)) {
    console.error("the audit costs too much over its bare calls");
    process.exitCode = 1;
  }
} finally {
  await auditor.close();
}
