import { describe, expect, it } from "vitest";
import type { Route } from "../../src/facts/mta/route.ts";
import { hostAgent } from "../../src/probes/mail/host-mta.ts";
import { contextOf, policy, told } from "./support.ts";

type Facts = Parameters<typeof hostAgent.judge>[0];
type Server = Facts["servers"][number];

const context = contextOf({ policy: { ...policy, mail: { allowedServers: ["catcher:1025"] } } });
const conf = (smtp_server: string | null, smtp_port: string | null = null): Facts["conf"] => ({
  state: "known",
  value: {
    smtp_server,
    smtp_port,
    list_db: null,
    dbfilter: null,
    db_name: null,
    server_wide_modules: null,
  },
});
const agents = (ports: number[], ...found: { name: string; routes: Route[] }[]): Facts["mta"] => ({
  state: "known",
  value: { ports, agents: found },
});
const postfix = (...routes: Route[]) => ({ name: "postfix", routes });
const direct: Route = { kind: "direct", unless: null };
const relay = (host: string, port: number | null): Route => ({
  kind: "relay",
  host,
  port,
  unless: null,
});
const server = (host: string | null, change: Partial<Server> = {}): Server => ({
  id: 1,
  name: "a",
  host,
  port: null,
  authentication: null,
  fromFilter: null,
  owner: null,
  ...change,
});

const judged = (change: Partial<Facts>) =>
  told(
    hostAgent.judge(
      { servers: [], conf: conf(null), mta: agents([25], postfix(direct)), ...change },
      context,
    ),
  );
const idle = "not applicable: Odoo hands no mail to its host's own agent";
const leaks = [
  "host,postfix: postfix on Odoo's host takes mail straight to its recipients' servers",
];

describe("whether mail goes to the host's own agent", () => {
  it.each([
    ["localhost", null],
    ["127.0.0.1", 25],
    ["::1", 587],
    [null, null],
    [" LocalHost ", 465],
  ])("it does with a server at %j, port %j", (host, port) => {
    const mta = agents([25, 465, 587], postfix(direct));
    expect(judged({ servers: [server(host, { port })], mta })).toEqual(leaks);
  });

  it("does not with a server elsewhere, or a catcher beside the agent", () => {
    expect(judged({ servers: [server("catcher", { port: 1025 })] })).toBe(idle);
    expect(judged({ servers: [server("127.0.0.1", { port: 1025 })] })).toBe(idle);
    expect(judged({ servers: [server("invalid")] })).toBe(idle);
  });

  it("does without a server, by odoo.conf and by its default", () => {
    expect(judged({})).toEqual(leaks);
    expect(judged({ conf: conf("localhost") })).toEqual(leaks);
    expect(judged({ conf: conf("catcher", "1025") })).toBe(idle);
    expect(judged({ servers: [server("x", { authentication: "cli" })] })).toEqual(leaks);
    expect(judged({ servers: [server("catcher", { owner: 7 })] })).toEqual(leaks);
  });

  it("is unknown where odoo.conf would say, and was not read", () => {
    const unread = { state: "unknown", reason: "access_denied", detail: "not readable" } as const;
    expect(judged({ conf: unread })).toBe("unknown: access_denied: not readable");
    expect(judged({ conf: unread, servers: [server("invalid")] })).toBe(idle);
    expect(judged({ mta: unread })).toBe("unknown: access_denied: not readable");
  });
});

describe("what the host's agent does with it", () => {
  it("nothing listens: it goes nowhere", () => {
    expect(judged({ mta: agents([22], postfix(direct)) })).toBe(
      "pass: nothing listens on port 25 of the host",
    );
  });

  it("passes what stays, or goes to a dummy or an allowed catcher", () => {
    expect(judged({ mta: agents([25], postfix({ kind: "local" })) })).toBe(
      "pass: postfix delivers on the host alone",
    );
    expect(judged({ mta: agents([25], postfix(relay("catcher", 1025))) })).toBe(
      "pass: postfix relays to catcher:1025",
    );
  });

  it("fails on each agent that takes mail outside", () => {
    const exim = { name: "exim", routes: [relay("smtp.shop.com", 587)] };
    expect(judged({ mta: agents([25], postfix({ kind: "local" }), exim) })).toEqual([
      "host,exim: exim on Odoo's host relays to smtp.shop.com:587",
    ]);
  });

  it("is unknown where something decides that was not read, unless another route fails", () => {
    const undecided: Route = { kind: "undecided", why: "postfix asks transport_maps" };
    expect(judged({ mta: agents([25], postfix(undecided)) })).toBe(
      "unknown: fact_missing: where postfix takes mail: postfix asks transport_maps",
    );
    expect(judged({ mta: agents([25], postfix(undecided, direct)) })).toEqual(leaks);
    const rewritten: Route = { ...direct, unless: "virtual_alias_maps" };
    expect(judged({ mta: agents([25], postfix(rewritten)) })).toBe(
      "unknown: fact_missing: where postfix takes mail: it takes mail straight to its recipients' servers, unless virtual_alias_maps rewrites the recipient",
    );
  });

  it("is unknown where nobody knows who listens", () => {
    expect(judged({ mta: agents([25]) })).toBe(
      "unknown: fact_missing: something listens on port 25 of the host, and nothing of postfix, exim, msmtp or sendmail is there",
    );
  });
});
