import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import type { MtaProbe } from "../transports/ssh/commands.ts";
import type { HostResult } from "../transports/wires.ts";
import { collector } from "./collector.ts";
import { hostFailure } from "./host-failure.ts";
import { listeningPorts } from "./mta/listeners.ts";
import { eximRoutes, msmtpRoutes, sendmailRoutes } from "./mta/others.ts";
import { postfixRoutes, postfixSettings } from "./mta/postfix.ts";
import { routeSchema, type Route } from "./mta/route.ts";
import { fromHost } from "./source.ts";

const probes = [
  "read-listeners",
  "ask-postfix",
  "ask-exim",
  "ask-msmtp",
  "ask-sendmail",
  "list-mta-confs",
] as const satisfies readonly MtaProbe[];

/** Who takes mail on Odoo's host, and where each agent that is installed there takes it to. */
export const hostMta = collector({
  id: "host.mta",
  title: "The host's own mail transfer agents",
  schema: z.strictObject({
    /** Ports that something listens on at the loopback address. */
    ports: z.array(z.int()),
    agents: z.array(z.strictObject({ name: z.string(), routes: z.array(routeSchema) })),
  }),
  anyVersion: true,
  sources: fromHost(
    () => probes.map((name) => ({ name })),
    (results) => {
      const result = (probe: MtaProbe): HostResult => {
        const found = results[probes.indexOf(probe)];
        if (found === undefined)
          throw new TargetError("malformed_response", `${probe} gave nothing`);
        return found;
      };
      return { ports: ports(result("read-listeners")), agents: agents(result) };
    },
  ),
});

/** A host without IPv6 has no tcp6; one without /proc says nothing of who listens. */
function ports(result: HostResult): readonly number[] {
  if (result.stdout === "") throw hostFailure(result, "/proc/net/tcp");
  return listeningPorts(result.stdout);
}

type Agent = { readonly name: string; readonly routes: readonly Route[] };

function agents(result: (probe: MtaProbe) => HostResult): readonly Agent[] {
  const found: Agent[] = [];
  const add = (name: string, routes: readonly Route[] | undefined): void => {
    if (routes !== undefined) found.push({ name, routes });
  };
  add("postfix", ofPostfix(result("ask-postfix")));
  const own = result("list-mta-confs").stdout.trim();
  add(
    "exim",
    own === ""
      ? ofFile(result("ask-exim"), eximRoutes)
      : [{ kind: "undecided", why: `exim has a configuration of its own (${own.split("\n")[0]})` }],
  );
  add("msmtp", ofFile(result("ask-msmtp"), msmtpRoutes));
  add("sendmail", ofFile(result("ask-sendmail"), sendmailRoutes));
  return found;
}

const missing = /no such file|not found/i;

function ofPostfix(result: HostResult): readonly Route[] | undefined {
  if (result.code !== 0) return missing.test(result.stderr) ? undefined : unreadable(result);
  return postfixRoutes(postfixSettings(result.stdout));
}

/** Grep says 1 when no line matches, and 2 when it could not look. */
function ofFile(
  result: HostResult,
  routes: (text: string) => readonly Route[],
): readonly Route[] | undefined {
  if (result.code <= 1) return routes(result.stdout);
  return missing.test(result.stderr) ? undefined : unreadable(result);
}

const unreadable = ({ stderr }: HostResult): readonly Route[] => [
  {
    kind: "undecided",
    why: /permission denied/i.test(stderr)
      ? "the account may not read its configuration"
      : "its configuration could not be read",
  },
];
