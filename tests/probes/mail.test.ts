import { describe, expect, it } from "vitest";
import { fallbackServer } from "../../src/probes/mail/fallback-server.ts";
import { incomingServers } from "../../src/probes/mail/incoming-servers.ts";
import { outgoingServers } from "../../src/probes/mail/outgoing-servers.ts";
import { isAllowedServer, isDummy } from "../../src/model/mail-servers.ts";
import { contextOf, policy, told } from "./support.ts";

const allowing = (...allowedServers: readonly string[]) =>
  contextOf({ policy: { ...policy, mail: { allowedServers } } });

const emptyConf = {
  smtp_server: null,
  smtp_port: null,
  list_db: null,
  dbfilter: null,
  db_name: null,
  server_wide_modules: null,
};

describe("an allowed server", () => {
  it.each([
    ["catcher", 1025, ["catcher"], true],
    ["catcher", 1025, ["catcher:1025"], true],
    ["Catcher ", 1025, ["CATCHER:1025"], true],
    ["catcher", null, ["catcher:25"], true],
    ["catcher", 25, ["catcher:1025"], false],
    ["catcher.example.com", 1025, ["example.com"], false],
    ["xcatcher", 1025, ["catcher"], false],
    [null, 1025, ["catcher"], false],
    ["catcher", 1025, [], false],
  ] as const)("%s, port %j, where %j may be used: %j", (host, port, allowed, expected) => {
    expect(isAllowedServer(host, port, allowed)).toBe(expected);
  });

  it.each([
    ["invalid", true],
    ["smtp.invalid", true],
    ["INVALID ", true],
    ["invalid.com", false],
    ["notinvalid", false],
    ["", false],
    [null, false],
  ])("is no dummy like %j: %j", (host, expected) => {
    expect(isDummy(host)).toBe(expected);
  });
});

describe("mail.outgoing-servers", () => {
  const relay: Parameters<typeof outgoingServers.judge>[0]["servers"][number] = {
    id: 1,
    name: "Relay",
    host: "smtp.shop.com",
    port: 587,
    authentication: "login",
    fromFilter: null,
    owner: null,
  };
  const server = (change: object = {}): typeof relay => ({ ...relay, ...change });
  type Conf = Parameters<typeof outgoingServers.judge>[0]["conf"];
  const unread: Conf = { state: "unknown", reason: "access_denied", detail: "not readable" };
  const readable = (smtp_server: string | null, smtp_port: string | null = null): Conf => ({
    state: "known",
    value: { ...emptyConf, smtp_server, smtp_port },
  });
  const judgedWith = (conf: Conf, ...servers: (typeof relay)[]) =>
    told(outgoingServers.judge({ servers, conf }, allowing("catcher:1025")));
  const judged = (...servers: (typeof relay)[]) => judgedWith(unread, ...servers);

  it("passes without a server, with dummies and with catchers", () => {
    expect(judged()).toBe("pass: no mail server is active");
    expect(
      judged(server({ host: "invalid", port: 1025 }), server({ host: "catcher", port: 1025 })),
    ).toBe("pass: 2 active, each a dummy or an allowed catcher");
  });

  it("names each server that reaches the outside, and only those", () => {
    expect(
      judged(server(), server({ id: 2, host: "invalid" }), server({ id: 3, port: 25 })),
    ).toEqual([
      'ir.mail_server,1: Mail server "Relay" sends to smtp.shop.com:587',
      'ir.mail_server,3: Mail server "Relay" sends to smtp.shop.com:25',
    ]);
  });

  it("takes a server without a name or host for one that sends", () => {
    expect(judged(server({ name: null, host: null, port: null }))).toEqual([
      'ir.mail_server,1: Mail server "1" sends to localhost:25',
    ]);
  });

  it("says what makes Odoo choose a server before the dummy", () => {
    expect(judged({ ...relay, fromFilter: "shop.com" })).toEqual([
      'ir.mail_server,1: Mail server "Relay" sends to smtp.shop.com:587 (first choice for mail from shop.com)',
    ]);
    expect(judged({ ...relay, owner: 7 })).toEqual([
      'ir.mail_server,1: Mail server "Relay" sends to smtp.shop.com:587 (of user 7)',
    ]);
  });

  it("asks odoo.conf where a server that it decides about sends", () => {
    const cli = server({ host: "catcher", port: 1025, authentication: "cli" });
    expect(judgedWith(readable("smtp.shop.com", "465"), cli)).toEqual([
      'ir.mail_server,1: Mail server "Relay" sends to smtp.shop.com:465, as odoo.conf says',
    ]);
    expect(judgedWith(readable(null), cli)).toEqual([
      'ir.mail_server,1: Mail server "Relay" sends to localhost:25, as odoo.conf says',
    ]);
    expect(judgedWith(readable("catcher", "1025"), cli)).toBe(
      "pass: 1 active, each a dummy or an allowed catcher",
    );
  });

  it("does not believe the host of a record that odoo.conf overrides", () => {
    expect(judged(server({ host: "invalid", authentication: "cli" }))).toEqual([
      'ir.mail_server,1: Mail server "Relay" sends where odoo.conf says',
    ]);
  });
});

describe("mail.incoming-servers", () => {
  const server = { id: 1, name: null, server: "imap.shop.com", state: null };

  it("passes without one, and with those that reach no real mailbox", () => {
    const judge = (servers: readonly (typeof server)[]) =>
      told(incomingServers.judge({ servers: [...servers] }, allowing("catcher")));
    expect(judge([])).toBe("pass: no incoming server is active");
    expect(judge([{ ...server, server: "catcher" }])).toBe(
      "pass: 1 active, each a dummy or an allowed catcher",
    );
    expect(judge([server])).toEqual([
      'fetchmail.server,1: Incoming server "1" fetches from imap.shop.com (no state)',
    ]);
  });
});

describe("mail.fallback-server", () => {
  const conf = (change: object = {}): typeof emptyConf => ({ ...emptyConf, ...change });
  const judged = (change: object, ...allowed: readonly string[]) =>
    told(fallbackServer.judge({ servers: [], conf: conf(change) }, allowing(...allowed)));

  it("fails on Odoo's own default, which is the host's mail transfer agent", () => {
    const expected = ["odoo.conf,smtp_server: Mail falls back to localhost:25 (Odoo's default)"];
    expect(judged({})).toEqual(expected);
    expect(judged({ smtp_server: "" })).toEqual(expected);
    expect(judged({ smtp_server: "False" })).toEqual(expected);
  });

  it("passes on a dummy or an allowed catcher, with its port", () => {
    expect(judged({ smtp_server: "invalid" })).toBe("pass: the fallback is invalid:25");
    expect(judged({ smtp_server: "catcher", smtp_port: "1025" }, "catcher:1025")).toBe(
      "pass: the fallback is catcher:1025",
    );
    expect(judged({ smtp_server: "catcher", smtp_port: "no" }, "catcher:25")).toEqual([
      "odoo.conf,smtp_server: Mail falls back to catcher:NaN",
    ]);
  });

  it("is not reached while an active server takes the mail, unless odoo.conf is that server", () => {
    const server = { id: 1, name: "a", host: "h", port: 25, fromFilter: null };
    const judge = (authentication: string, owner: number | null = null) =>
      told(
        fallbackServer.judge(
          {
            servers: [{ ...server, authentication, owner }],
            conf: conf({ smtp_server: "smtp.shop.com" }),
          },
          allowing(),
        ),
      );
    expect(judge("login")).toBe("pass: an active mail server takes the mail before the fallback");
    const fallback = ["odoo.conf,smtp_server: Mail falls back to smtp.shop.com:25"];
    expect(judge("cli")).toEqual(fallback);
    // A server of one user takes that user's mail alone.
    expect(judge("login", 7)).toEqual(fallback);
  });
});
