import { TargetError } from "../../model/errors.ts";
import type { PostfixSetting } from "../../transports/ssh/commands.ts";
import { relayRoute, type Route } from "./route.ts";

type Settings = Readonly<Record<PostfixSetting, string>>;

/** What `postconf -x` printed, a line `name = value` for each. Throws `malformed_response` where one is missing. */
export function postfixSettings(text: string): Settings {
  const said = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, name, value] = /^(\w+) =\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) said.set(name, value ?? "");
  }
  const of = (name: PostfixSetting): string => {
    const value = said.get(name);
    if (value !== undefined) return value;
    throw new TargetError("malformed_response", `postconf does not say what ${name} is`);
  };
  return {
    relayhost: of("relayhost"),
    default_transport: of("default_transport"),
    relay_transport: of("relay_transport"),
    relay_domains: of("relay_domains"),
    mydestination: of("mydestination"),
    transport_maps: of("transport_maps"),
    sender_dependent_default_transport_maps: of("sender_dependent_default_transport_maps"),
    sender_dependent_relayhost_maps: of("sender_dependent_relayhost_maps"),
    virtual_alias_maps: of("virtual_alias_maps"),
    canonical_maps: of("canonical_maps"),
    recipient_canonical_maps: of("recipient_canonical_maps"),
  };
}

/** Where postfix takes mail for somebody outside, by its settings with what they refer to expanded. */
export function postfixRoutes(settings: Settings): readonly Route[] {
  const diverting = [
    ...maps(settings, "sender_dependent_default_transport_maps"),
    ...staticOr(settings, "transport_maps"),
  ];
  if (diverting.length > 0) {
    return [{ kind: "undecided", why: `postfix asks ${diverting.join(" and ")}` }];
  }
  const transport = staticTransport(settings.transport_maps) ?? settings.default_transport;
  const outward = words(settings.relay_domains).filter(
    (domain) => !words(settings.mydestination).includes(domain),
  );
  return [
    ...routesOf(transport, settings),
    ...(outward.length > 0 ? routesOf(settings.relay_transport, settings) : []),
  ];
}

/** A transport is `name` or `name:nexthop`; without a next hop of its own smtp takes relayhost. */
function routesOf(transport: string, settings: Settings): readonly Route[] {
  const [, name = "", nexthop = ""] = /^([^:\s]*):?(.*)$/s.exec(transport.trim()) ?? [];
  switch (name) {
    case "error":
    case "discard":
    case "retry":
    case "local":
    case "virtual":
      return [{ kind: "local" }];
    case "smtp":
    case "relay":
      return smtpRoutes(nexthop.trim(), settings);
    default:
      return [{ kind: "undecided", why: `postfix hands mail to its transport ${name}` }];
  }
}

function smtpRoutes(nexthop: string, settings: Settings): readonly Route[] {
  const bySender = nexthop === "" ? maps(settings, "sender_dependent_relayhost_maps") : [];
  if (bySender.length > 0) {
    return [{ kind: "undecided", why: `postfix asks ${bySender.join(" and ")}` }];
  }
  const rewriting = [
    ...maps(settings, "virtual_alias_maps"),
    ...maps(settings, "canonical_maps"),
    ...maps(settings, "recipient_canonical_maps"),
  ];
  const unless = rewriting.length === 0 ? null : rewriting.join(" and ");
  const relays = words(nexthop === "" ? settings.relayhost : nexthop);
  return relays.length === 0
    ? [{ kind: "direct", unless }]
    : relays.flatMap((relay) => relayRoute(relay, unless));
}

const words = (text: string): readonly string[] =>
  text.split(/[\s,]+/).filter((word) => word !== "");

/** The name of a setting that holds tables, where it does. */
const maps = (settings: Settings, name: keyof Settings): readonly string[] =>
  settings[name].trim() === "" ? [] : [name];

/** `static:discard:` gives every address the same transport: no table has to be read for it. */
const staticTransport = (tables: string): string | undefined =>
  /^static:\{?([^\s,{}]+)\}?$/.exec(tables.trim())?.[1];

const staticOr = (settings: Settings, name: keyof Settings): readonly string[] =>
  staticTransport(settings[name]) === undefined ? maps(settings, name) : [];
