import { Readable } from "node:stream";
import ssh2 from "ssh2";
import Deserializer from "xmlrpc/lib/deserializer.js";
import serializer from "xmlrpc/lib/serializer.js";
import {
  startSimulatedEnvironment,
  type SimulatedEnvironment,
} from "../../src/simulator/environment.ts";
import type { SimMajor } from "../../src/simulator/odoo/database.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import type { EnvironmentSpec } from "../../src/simulator/spec.ts";

/** The time of every simulated server of the tests. */
export const clock = { now: () => new Date("2026-11-24T12:00:00Z") };

/** A running environment that ends with the test's block. */
export async function running(
  spec: EnvironmentSpec,
): Promise<SimulatedEnvironment & AsyncDisposable> {
  const environment = await startSimulatedEnvironment(spec, clock);
  return { ...environment, [Symbol.asyncDispose]: () => environment.close() };
}

export const runningStaging = (major: SimMajor): ReturnType<typeof running> =>
  running(seed(major, "staging"));

/** What an XML-RPC call gave: a value, or a fault with its code and text. */
export type Answer = { readonly value: unknown } | { readonly code: number; readonly text: string };

type FaultError = Error & { readonly faultCode?: number; readonly faultString?: string };

/** The raw body of an answer to one call. */
export async function post(
  url: string,
  service: "common" | "object",
  method: string,
  params: readonly unknown[],
): Promise<string> {
  const response = await fetch(`${url}/xmlrpc/2/${service}`, {
    method: "POST",
    headers: { "content-type": "text/xml" },
    body: serializer.serializeMethodCall(method, params),
  });
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
  return response.text();
}

/** One call, decoded by the package's own codec. */
export async function rpc(
  url: string,
  service: "common" | "object",
  method: string,
  params: readonly unknown[],
): Promise<Answer> {
  const body = await post(url, service, method, params);
  return new Promise((resolve, reject) => {
    new Deserializer().deserializeMethodResponse(Readable.from([body]), (error, value) => {
      const { faultCode, faultString } = (error ?? {}) as Partial<FaultError>;
      if (faultCode !== undefined) resolve({ code: faultCode, text: faultString ?? "" });
      else if (error) reject(error);
      else resolve({ value });
    });
  });
}

export type Who = { readonly login: string; readonly password: string };

/** `execute_kw` as the auditor, or as somebody else. */
export async function execute(
  environment: SimulatedEnvironment,
  model: string,
  method: string,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>> = {},
  who: Who = environment.odoo,
): Promise<Answer> {
  const { url, database } = environment.odoo;
  const login = await rpc(url, "common", "authenticate", [database, who.login, who.password, {}]);
  if (!("value" in login)) return login;
  const params = [database, login.value, who.password, model, method, args, kwargs];
  return rpc(url, "object", "execute_kw", params);
}

/** The value of a call that must succeed. */
export async function valueOf(...call: Parameters<typeof execute>): Promise<unknown> {
  const answer = await execute(...call);
  if ("value" in answer) return answer.value;
  throw new Error(`fault ${answer.code}: ${answer.text}`);
}

export type Output = {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | undefined;
};

/** One command over a connection of its own; `privateKey` and `user` may be other ones. */
export function exec(
  { ssh }: SimulatedEnvironment,
  line: string,
  other: { readonly privateKey?: string; readonly user?: string } = {},
): Promise<Output> {
  const { host, port, user, privateKey, hostKey } = ssh;
  const client = new ssh2.Client();
  const output = new Promise<Output>((resolve, reject) => {
    client.on("error", reject);
    client.on("ready", () => {
      client.exec(line, (error, channel) => {
        if (error) return reject(error);
        const text = { stdout: "", stderr: "" };
        let code: number | undefined;
        channel.on("data", (chunk: Buffer) => (text.stdout += chunk.toString()));
        channel.stderr.on("data", (chunk: Buffer) => (text.stderr += chunk.toString()));
        channel.on("exit", (exit: number) => (code = exit));
        channel.on("close", () => resolve({ ...text, code }));
      });
    });
    const pinned = Buffer.from(hostKey.split(" ")[1] ?? "", "base64");
    const hostVerifier = (key: Buffer): boolean => key.equals(pinned);
    client.connect({ host, port, username: user, privateKey, hostVerifier, ...renamed(other) });
  });
  return output.finally(() => client.end());
}

function renamed({ user, privateKey }: { user?: string; privateKey?: string }): object {
  return { ...(user !== undefined && { username: user }), ...(privateKey && { privateKey }) };
}
