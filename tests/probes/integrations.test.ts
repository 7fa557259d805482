import { describe, expect, it } from "vitest";
import { deliveryCarriers } from "../../src/probes/integrations/delivery-carriers.ts";
import { neutralizedFlag } from "../../src/probes/integrations/neutralized-flag.ts";
import { oauthProviders } from "../../src/probes/integrations/oauth-providers.ts";
import { paymentProviders } from "../../src/probes/integrations/payment-providers.ts";
import { scheduledActions } from "../../src/probes/integrations/scheduled-actions.ts";
import { contextOf, policy, told } from "./support.ts";

describe("integrations.payment-providers", () => {
  const judged = (code: string | null, state: string | null) =>
    told(paymentProviders.judge({ providers: [{ id: 1, name: "P", code, state }] }, contextOf()));

  it.each([
    ["stripe", "test"],
    ["none", "enabled"],
    ["transfer", "enabled"],
    ["manual", "enabled"],
    ["custom", "enabled"],
    ["demo", "enabled"],
  ])("lets %s in state %s be", (code, state) => {
    expect(judged(code, state)).toBe(
      "pass: 1 not disabled, each in test mode or without an outside service",
    );
  });

  it.each([
    ["stripe", "enabled", 'Payment provider "P" (stripe) is enabled'],
    [null, "enabled", 'Payment provider "P" (no code) is enabled'],
    ["stripe", null, 'Payment provider "P" (stripe) is in no state'],
  ])("finds %s in state %s", (code, state, title) => {
    expect(judged(code, state)).toEqual([`payment.provider,1: ${title}`]);
  });
});

describe("integrations.scheduled-actions", () => {
  const judged = (allowedScheduledActions: readonly string[]) =>
    told(
      scheduledActions.judge(
        {
          actions: [
            { id: 1, name: "Vacuum" },
            { id: 2, name: "Send" },
            { id: 3, name: null },
          ],
          ids: [
            { cron: 1, xmlId: "base.autovacuum_job" },
            { cron: 2, xmlId: "mail.send" },
          ],
        },
        contextOf({ policy: { ...policy, integrations: { allowedScheduledActions } } }),
      ),
    );

  it("allows by XML id or by name, and nothing that has neither", () => {
    expect(judged(["base.autovacuum_job", "Send"])).toEqual([
      'ir.cron,3: Scheduled action "3" (made by hand) is active',
    ]);
    expect(judged(["mail.send"])).toEqual([
      'ir.cron,1: Scheduled action "Vacuum" (base.autovacuum_job) is active',
      'ir.cron,3: Scheduled action "3" (made by hand) is active',
    ]);
  });

  it("takes an empty entry of the policy for nothing", () => {
    expect(judged([])).toHaveLength(3);
  });

  it("passes when none is active", () => {
    expect(told(scheduledActions.judge({ actions: [], ids: [] }, contextOf()))).toBe(
      "pass: none is active",
    );
  });
});

describe("integrations.delivery-carriers", () => {
  const carrier = { id: 1, name: null, deliveryType: null, production: true };

  it("finds the ones in production mode, whatever they are called", () => {
    const carriers = [carrier, { ...carrier, id: 2, production: false }];
    expect(told(deliveryCarriers.judge({ carriers }, contextOf()))).toEqual([
      'delivery.carrier,1: Carrier "1" (no type) is in production mode',
    ]);
  });

  it("says what it saw when none ships", () => {
    const judged = (carriers: (typeof carrier)[]) =>
      told(deliveryCarriers.judge({ carriers }, contextOf()));
    expect(judged([])).toBe("pass: no active carrier has an outside service");
    expect(judged([{ ...carrier, production: false }])).toBe(
      "pass: 1 with an outside service, all in test mode",
    );
  });
});

describe("integrations.oauth-providers", () => {
  it("finds each that is enabled", () => {
    const providers = [{ id: 3, name: null }];
    expect(told(oauthProviders.judge({ providers }, contextOf()))).toEqual([
      'auth.oauth.provider,3: OAuth provider "3" is enabled',
    ]);
  });
});

describe("integrations.neutralized-flag", () => {
  it.each([
    ["true", "pass: database.is_neutralized is true"],
    ["True", "pass: database.is_neutralized is true"],
    ["false", ["ir.config_parameter,database.is_neutralized: database.is_neutralized is not true"]],
    ["", ["ir.config_parameter,database.is_neutralized: database.is_neutralized is not true"]],
    [null, ["ir.config_parameter,database.is_neutralized: database.is_neutralized is not set"]],
  ])("judges %j", (flag, expected) => {
    expect(told(neutralizedFlag.judge({ flag }, contextOf()))).toEqual(expected);
  });
});
