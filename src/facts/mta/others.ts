import { relayRoute, type Route } from "./route.ts";

/** Exim as Debian configures it: the lines `dc_…='…'` of update-exim4.conf.conf. */
export function eximRoutes(text: string): readonly Route[] {
  const value = (key: string): string =>
    new RegExp(`^dc_${key}=(['"]?)(.*)\\1\\s*$`, "m").exec(text)?.[2] ?? "";
  const type = value("eximconfig_configtype");
  switch (type) {
    case "local":
      return [{ kind: "local" }];
    case "internet":
      return [{ kind: "direct", unless: null }];
    case "smarthost":
    case "satellite": {
      // A colon parts hosts in Exim's lists, so the one before a port is doubled.
      const hosts = value("smarthost")
        .split(/\s*;\s*/)
        .filter((host) => host !== "");
      const routes = hosts.flatMap((host) => relayRoute(host.replace("::", ":")));
      return routes.length === 0 ? [{ kind: "undecided", why: "exim names no smarthost" }] : routes;
    }
    default:
      return [{ kind: "undecided", why: `exim has the configuration type "${type}"` }];
  }
}

/** Every account of an msmtprc is a relay: which one is taken depends on the sender. */
export function msmtpRoutes(text: string): readonly Route[] {
  const relays: { host: string; port: string | undefined }[] = [];
  for (const line of text.split("\n")) {
    const [key, value = ""] = line.trim().split(/\s+/);
    if (key === "host") relays.push({ host: value, port: undefined });
    else if (key === "port" && relays.length > 0) {
      relays.push({ host: relays.pop()?.host ?? "", port: value });
    }
  }
  const routes = relays.flatMap(({ host, port }) =>
    relayRoute(port === undefined ? host : `${host}:${port}`),
  );
  return routes.length === 0 ? [{ kind: "undecided", why: "msmtp names no host" }] : routes;
}

/** Sendmail's smart host; without one it goes to the recipient's own server. */
export function sendmailRoutes(text: string): readonly Route[] {
  const relay = /^DS(?:\w+:)?(.*)$/m.exec(text)?.[1] ?? "";
  return relay.trim() === "" ? [{ kind: "direct", unless: null }] : relayRoute(relay);
}
