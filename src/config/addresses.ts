import { isIPv6 } from "node:net";

const hostPattern =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i;

/** A host name or an IP address, without a port. */
export function isHost(text: string): boolean {
  return hostPattern.test(text) || isIPv6(text);
}

export type HostPort = { readonly host: string; readonly port: number };

/** `host:port` or `[ipv6]:port`; undefined for anything else. Port 0 lets the system choose. */
export function parseHostPort(text: string): HostPort | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const [, inBrackets, plain] = match ?? [];
  const port = Number(match?.[3]);
  if (port > 65_535) return undefined;
  if (inBrackets !== undefined && isIPv6(inBrackets)) return { host: inBrackets, port };
  return plain !== undefined && isHost(plain) ? { host: plain, port } : undefined;
}

/** `host`, `host:port` or `[ipv6]:port`. */
export function isHostWithOptionalPort(text: string): boolean {
  return isHost(text) || parseHostPort(text) !== undefined;
}

/** What is wrong with an environment's base URL; undefined when nothing is. Never quotes it. */
export function baseUrlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    return "expected an address such as https://odoo.example.com";
  }
  if (url.username !== "" || url.password !== "") {
    return "credentials do not stand in an address: use `login` and `secret`";
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    return "expected scheme, host and port only, without a path, a query or a fragment";
  }
  return undefined;
}

/** What is wrong with the address of a mail catcher's API, which may have a path; undefined when nothing is. */
export function catcherUrlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    return "expected an address such as http://mailpit:8025";
  }
  const more = [url.username, url.password, url.search, url.hash].some((part) => part !== "");
  return more ? "expected an address without credentials, a query or a fragment" : undefined;
}

/** Whether a password sent to this base URL crosses a network in clear text. */
export function isPlainHttp(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === "http:" && !isLoopback(url.hostname);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
}
