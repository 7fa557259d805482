import { describe, expect, it } from "vitest";
import type { FleetMember } from "../../src/model/record.ts";
import { productionDeliveryCarriers } from "../../src/probes/production/delivery-carriers.ts";
import { productionLifecycle } from "../../src/probes/production/lifecycle.ts";
import { productionMailServers } from "../../src/probes/production/mail-servers.ts";
import { productionNeutralized } from "../../src/probes/production/neutralized.ts";
import { productionPaymentProviders } from "../../src/probes/production/payment-providers.ts";
import { productionScheduledActions } from "../../src/probes/production/scheduled-actions.ts";
import { isSink } from "../../src/probes/production/sinks.ts";
import { contextOf, told } from "./support.ts";

describe("production.lifecycle", () => {
  it("lets production be kept, and never expire", () => {
    const judged = (lifecycle: NonNullable<Parameters<typeof contextOf>[0]>["lifecycle"]) =>
      told(productionLifecycle.judge({}, contextOf({ ...(lifecycle && { lifecycle }) })));
    expect(judged({ kind: "undeclared" })).toBe("pass: nothing is declared");
    const keep = { kind: "keep", reason: "r", approver: "a", review: "2026-01-01" } as const;
    expect(judged(keep)).toBe("pass: it is kept");
    expect(judged({ kind: "expires", on: "2027-01-01" })).toEqual([
      "lifecycle: staging is production and declared to expire on 2027-01-01",
    ]);
  });
});

describe("production.neutralized", () => {
  it.each([
    [
      "true",
      [
        "ir.config_parameter,database.is_neutralized: database.is_neutralized is true in production",
      ],
    ],
    [
      "True",
      [
        "ir.config_parameter,database.is_neutralized: database.is_neutralized is true in production",
      ],
    ],
    ["false", "pass: database.is_neutralized is not true"],
    [null, "pass: database.is_neutralized is not set"],
  ])("judges %j", (flag, expected) => {
    expect(told(productionNeutralized.judge({ flag }, contextOf()))).toEqual(expected);
  });
});

describe("a mail server by its name", () => {
  it.each<readonly [string | null, number | null]>([
    [null, 25],
    [" ", 25],
    ["invalid", 1025],
    ["smtp.invalid.", 25],
    ["mail.test", 25],
    ["smtp.example.com", 587],
    ["mailhog", 1025],
    ["MailPit.internal", 25],
    ["sandbox.smtp.mailtrap.io", 2525],
    ["localhost", 1025],
    ["127.0.0.1", 2525],
  ])("%s:%s lets nothing out", (host, port) => {
    expect(isSink(host, port)).toBe(true);
  });

  it.each<readonly [string, number | null]>([
    ["smtp.harbour-goods.com", 587],
    ["relay", 25],
    ["smtp.corp.local", 25],
    ["localhost", null],
    ["127.0.0.1", 587],
    ["live.smtp.mailtrap.io", 587],
    ["mailpitch.com", 25],
  ])("%s:%s may let it out", (host, port) => {
    expect(isSink(host, port)).toBe(false);
  });
});

describe("production.mail-servers", () => {
  const unscoped = { fromFilter: null, owner: null };
  const server = { id: 1, name: null, port: 25, authentication: "login", ...unscoped };
  const relay = { ...server, host: "smtp.harbour-goods.com" };
  const fleet: readonly FleetMember[] = [
    { name: "uat", tier: "uat", catchers: ["catcher.harbour-goods.com:2525"] },
  ];
  const judged = (...servers: (typeof relay)[]) =>
    told(productionMailServers.judge({ servers }, { ...contextOf(), fleet }));

  it("passes with a relay", () => {
    expect(judged(relay)).toBe("pass: 1 active, none a dummy or a catcher");
  });

  it("fails without an active server", () => {
    expect(judged()).toEqual([
      "ir.mail_server: No active outgoing mail server reaches the outside",
    ]);
  });

  it("finds another environment's catcher, even beside the relay", () => {
    const catcher = { ...server, id: 2, host: "catcher.harbour-goods.com", port: 2525 };
    expect(judged(relay, catcher)).toEqual([
      'ir.mail_server,2: Mail server "2" (catcher.harbour-goods.com:2525) is a dummy or a mail catcher',
    ]);
  });

  it("does not know where odoo.conf sends to", () => {
    expect(judged({ ...relay, authentication: "cli" })).toBe(
      "unknown: fact_missing: odoo.conf decides where every active mail server sends to",
    );
  });
});

describe("production.payment-providers", () => {
  const judged = (...states: readonly string[]) =>
    told(
      productionPaymentProviders.judge(
        { providers: states.map((state, id) => ({ id, name: "P", code: "stripe", state })) },
        contextOf(),
      ),
    );

  it("fails where the only ones are in test mode", () => {
    expect(judged("test")).toEqual([
      'payment.provider,0: Payment provider "P" (stripe) is in test mode, and none is enabled',
    ]);
  });

  it("lets one be tried out beside an enabled one, and be without any", () => {
    expect(judged("test", "enabled")).toBe("pass: 1 enabled");
    expect(judged()).toBe("pass: no provider is switched on");
  });
});

describe("production.delivery-carriers", () => {
  const carrier = { id: 1, name: "C", deliveryType: "ups", production: false };
  const judged = (...carriers: (typeof carrier)[]) =>
    told(productionDeliveryCarriers.judge({ carriers }, contextOf()));

  it("finds the ones in test mode, and lets customers collect", () => {
    expect(judged(carrier)).toEqual(['delivery.carrier,1: Carrier "C" (ups) is in test mode']);
    expect(judged({ ...carrier, deliveryType: "in_store" })).toMatch(/^pass/);
    expect(judged()).toBe("pass: no active carrier has an outside service");
  });
});

describe("production.scheduled-actions", () => {
  const ids = [
    { cron: 1, xmlId: "base.autovacuum_job" },
    { cron: 2, xmlId: "mail.ir_cron_mail_scheduler_action" },
  ];
  const judged = (...active: readonly number[]) =>
    told(
      productionScheduledActions.judge(
        { actions: active.map((id) => ({ id, name: null })), ids },
        contextOf(),
      ),
    );

  it("wants the mail queue to be sent", () => {
    expect(judged(1, 2, 3)).toBe("pass: 3 active");
    expect(judged(1, 3)).toEqual([
      "ir.cron,2: The scheduled action that sends the mail queue is not active",
    ]);
  });

  it("knows what neutralisation leaves", () => {
    expect(judged(1)).toEqual([
      "ir.cron: No scheduled action is active but the one that neutralisation leaves on",
    ]);
    expect(judged()).toEqual(["ir.cron: No scheduled action is active"]);
  });
});
