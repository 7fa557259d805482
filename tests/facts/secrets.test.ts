import { describe, expect, it } from "vitest";
import { checkedFact } from "../../src/audit/fact.ts";
import { matches } from "../../src/audit/matches.ts";
import { sealed } from "../../src/audit/seal.ts";
import { readFrom } from "../../src/facts/collector.ts";
import { hostOdooConfSecrets } from "../../src/facts/host-odoo-conf-secrets.ts";
import { outwardNamesIn } from "../../src/facts/outward-code.ts";
import { paymentSecretFields } from "../../src/facts/payment-secrets.ts";
import { recordsDigests } from "../../src/facts/records-digests.ts";
import { isSecretParameter } from "../../src/facts/secret-parameters.ts";
import { Secret } from "../../src/model/secret.ts";
import type { IdentityRecord } from "../../src/transports/wires.ts";
import { declared, digester } from "../audit/support.ts";

const version = (major: number) => ({ major, serie: `${major}.0` });
const contextFor = (change: Parameters<typeof declared>[0] = {}) => ({
  version: version(17),
  environment: declared(change),
});

describe("a system parameter", () => {
  it.each([
    "google_gmail_client_secret",
    "discuss.tenor_api_key",
    "unsplash.access_key",
    "mail.twilio_account_token",
    "recaptcha_private_key",
    "our_module.Webshop_PASSWORD",
  ])("%s is a credential", (key) => {
    expect(matches({ key }, isSecretParameter)).toBe(true);
  });

  it.each(["database.secret", "database.uuid", "web.base.url", "recaptcha_public_key", false])(
    "%s is none",
    (key) => {
      expect(matches({ key }, isSecretParameter)).toBe(false);
    },
  );
});

it("a switch is no credential, whatever its name", () => {
  const key = "auth_signup.reset_password";
  expect(matches({ key, value: "True" }, isSecretParameter)).toBe(false);
  expect(matches({ key, value: "hunter2" }, isSecretParameter)).toBe(true);
});

describe("the keys of payment providers", () => {
  it("are those of the version and of the installed modules", () => {
    const modules = ["payment", "payment_adyen", "payment_paypal", "payment_buckaroo"];
    expect(paymentSecretFields(version(14), modules)).toEqual([
      "adyen_skin_hmac_key",
      "brq_secretkey",
      "paypal_pdt_token",
    ]);
    expect(paymentSecretFields(version(19), modules)).toEqual([
      "adyen_api_key",
      "adyen_hmac_key",
      "buckaroo_secret_key",
      "paypal_client_secret",
    ]);
    expect(paymentSecretFields(version(19), ["payment"])).toEqual([]);
  });
});

describe("the secrets of odoo.conf", () => {
  const shape = (stdout: string) =>
    hostOdooConfSecrets.sources.host?.shape([{ stdout, stderr: "", code: 0 }], contextFor());

  it("are digests, of those that are set", () => {
    const conf = "[options]\nadmin_passwd = master\ndb_password = False\nsmtp_password =\n";
    expect(checkedFact(hostOdooConfSecrets, () => sealed(shape(conf), digester))).toEqual({
      state: "known",
      value: [{ subject: "odoo.conf,admin_passwd", digest: digester.ofValue("master") }],
    });
  });

  it("are no fact as long as they are not sealed", () => {
    expect(checkedFact(hostOdooConfSecrets, () => shape("[options]\nadmin_passwd = x\n"))).toEqual(
      expect.objectContaining({ state: "unknown", reason: "malformed_response" }),
    );
  });
});

describe("sealing", () => {
  it("replaces secrets wherever they stand, and nothing else", () => {
    const value = { a: [1, new Secret("s"), null], b: { c: new Secret("t"), d: "plain" } };
    expect(sealed(value, digester)).toEqual({
      a: [1, digester.ofValue("s"), null],
      b: { c: digester.ofValue("t"), d: "plain" },
    });
  });
});

describe("the digests of other environments", () => {
  const known = (environment: string): IdentityRecord => ({
    environment,
    uuidDigest: undefined,
    secretDigest: undefined,
    databaseOid: undefined,
    since: "2026-01-01T00:00:00.000Z",
    at: "2026-01-01T00:00:00.000Z",
    digests: {
      "odoo.base-urls": [{ subject: "u", digest: "1" }],
      "odoo.mail-secrets": [{ subject: "m", digest: "2" }],
    },
  });
  const kept = (derivedFrom: string | undefined): readonly string[] => {
    const fact = checkedFact(recordsDigests, () =>
      recordsDigests.sources.records?.shape(
        ["production", "staging", "uat"].map(known),
        contextFor({ derivedFrom }),
      ),
    );
    const read = readFrom({ "records.digests": fact })(recordsDigests);
    if (read.state !== "known") throw new Error("the digests are not as expected");
    return read.value.map((one) => `${one.environment} ${one.fact}`);
  };

  it("are the secrets of the declared origin alone, and everybody's addresses", () => {
    expect(kept("production")).toEqual([
      "production odoo.base-urls",
      "production odoo.mail-secrets",
      "uat odoo.base-urls",
    ]);
  });

  it("are everybody's where no origin is declared: it may be a clone of anybody", () => {
    expect(kept(undefined)).toContain("uat odoo.mail-secrets");
  });
});

describe("code", () => {
  it("tells by which libraries it reaches other machines", () => {
    expect(outwardNamesIn("import requests\nrequests.post(url)\nsmtplib.SMTP(h)")).toEqual([
      "requests.",
      "smtplib",
    ]);
    expect(outwardNamesIn("record.write({'note': 'see the request'})")).toEqual([]);
  });
});
