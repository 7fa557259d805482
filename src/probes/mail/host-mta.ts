import type { z } from "zod";
import { hostMta } from "../../facts/host-mta.ts";
import { hostOdooConf } from "../../facts/host-odoo-conf.ts";
import type { Route } from "../../facts/mta/route.ts";
import { odooMailServers } from "../../facts/odoo-mail-servers.ts";
import { mailPorts } from "../../model/egress.ts";
import { failOrPass, type Finding, type Verdict } from "../../model/outcome.ts";
import type { Fact } from "../../model/record.ts";
import { check } from "../check.ts";
import { describeDestination, fallbackOf, isLive, type Destination } from "./servers.ts";

/** Where mail transfer agents listen: a catcher on another port is nobody's relay. */
const agentPorts: ReadonlySet<number> = new Set(mailPorts);

export const hostAgent = check({
  id: "mail.host-mta",
  control: "mail_suppression",
  severity: "critical",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "The mail transfer agent that Odoo hands its mail to keeps it",
  failTitle: "The host's own mail transfer agent takes Odoo's mail outside",
  why: "Odoo without a server of its own sends to localhost; a postfix that was set up for cron's mail then delivers it to customers.",
  remedy:
    "Give Odoo an active dummy or catcher; or let the agent keep mail: postfix with default_transport = error:local-only, exim with dc_eximconfig_configtype='local'.",
  references: ["FR-4 Mail suppression"],
  needs: { servers: odooMailServers },
  wants: { conf: hostOdooConf, mta: hostMta },
  judge({ servers, conf, mta }, { environment }) {
    const fallsBack = !servers.some((s) => s.authentication !== "cli" && s.owner === null);
    const byConf = fallsBack || servers.some((s) => s.authentication === "cli");
    if (byConf && conf.state !== "known") return unread(conf, "odoo.conf was not read");
    const destinations: readonly Destination[] = [
      ...servers.filter((s) => s.authentication !== "cli"),
      ...(byConf && conf.state === "known" ? [fallbackOf(conf.value)] : []),
    ];
    const ports = destinations.filter(isHost).map(({ port }) => port ?? 25);
    const used = [...new Set(ports.filter((port) => agentPorts.has(port)))];
    if (used.length === 0) {
      return { outcome: "not_applicable", because: "Odoo hands no mail to its host's own agent" };
    }
    if (mta.state !== "known") return unread(mta, "the host's agents were not looked at");
    return judgeAgents(mta.value, used, environment.policy.mail.allowedServers);
  },
});

/** Whether it is the host itself, as Odoo names it; an empty host is localhost to it. */
function isHost({ host }: Destination): boolean {
  const name = host?.trim().toLowerCase() ?? "";
  return /^(|localhost|localhost\.localdomain|127(\.\d+){3}|\[?::1\]?)$/.test(name);
}

type Mta = z.output<typeof hostMta.schema>;

function judgeAgents(mta: Mta, used: readonly number[], allowed: readonly string[]): Verdict {
  const open = used.filter((port) => mta.ports.includes(port));
  if (open.length === 0) {
    return failOrPass([], `nothing listens on port ${used.join(", ")} of the host`);
  }
  const fates = mta.agents.flatMap(({ name, routes }) =>
    routes.map((route) => ({ name, ...fateOf(route, allowed) })),
  );
  const findings = fates.filter(({ fate }) => fate === "leaves").map(finding);
  const doubt = fates.find(({ fate }) => fate === "doubtful");
  if (findings.length > 0) return failOrPass(findings, "");
  if (doubt !== undefined) return unknown(`where ${doubt.name} takes mail: ${doubt.text}`);
  if (fates.length === 0) {
    const what = `something listens on port ${open.join(", ")} of the host`;
    return unknown(`${what}, and nothing of postfix, exim, msmtp or sendmail is there`);
  }
  return failOrPass([], fates.map(({ name, text }) => `${name} ${text}`).join(", "));
}

type Fate = { readonly fate: "stays" | "leaves" | "doubtful"; readonly text: string };

/** What becomes of mail on a route; what may be rewritten before it leaves is nothing certain. */
function fateOf(route: Route, allowed: readonly string[]): Fate {
  switch (route.kind) {
    case "local":
      return { fate: "stays", text: "delivers on the host alone" };
    case "undecided":
      return { fate: "doubtful", text: route.why };
    case "direct":
      return leaving("takes mail straight to its recipients' servers", route.unless);
    case "relay": {
      const text = `relays to ${describeDestination(route)}`;
      return isLive(route, allowed) ? leaving(text, route.unless) : { fate: "stays", text };
    }
  }
}

const leaving = (text: string, unless: string | null): Fate =>
  unless === null
    ? { fate: "leaves", text }
    : { fate: "doubtful", text: `it ${text}, unless ${unless} rewrites the recipient` };

const finding = ({ name, text }: Fate & { readonly name: string }): Finding => ({
  subject: `host,${name}`,
  title: `${name} on Odoo's host ${text}`,
  remedy: `Let ${name} keep mail, or relay it to an allowed mail catcher.`,
});

function unread(fact: Exclude<Fact<unknown>, { state: "known" }>, what: string): Verdict {
  return fact.state === "unknown"
    ? { outcome: "unknown", reason: fact.reason, detail: fact.detail }
    : unknown(`${what}: ${fact.because}`);
}

const unknown = (detail: string): Verdict => ({
  outcome: "unknown",
  reason: "fact_missing",
  detail,
});
