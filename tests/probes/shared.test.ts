import { describe, expect, it } from "vitest";
import type { FleetMember } from "../../src/model/record.ts";
import { databaseSecret } from "../../src/probes/access/database-secret.ts";
import { baseUrls } from "../../src/probes/integrations/base-urls.ts";
import { codeActions } from "../../src/probes/integrations/code-actions.ts";
import { reusedOdooConf } from "../../src/probes/integrations/reused-odoo-conf.ts";
import { reusedPaymentKeys } from "../../src/probes/integrations/reused-payment-keys.ts";
import { sharedIdentity } from "../../src/probes/integrations/shared-identity.ts";
import { websiteDomains } from "../../src/probes/integrations/website-domains.ts";
import { contextOf, told } from "./support.ts";

const since = "2026-01-01T00:00:00Z";
const seen = (environment: string, uuid: string | null, secret: string | null) => ({
  environment,
  uuidDigest: uuid,
  secretDigest: secret,
  since,
});
const production = seen("production", "pu", "ps");
const list = (...digests: readonly string[]) =>
  digests.map((digest) => ({ subject: `subject,${digest}`, digest }));
const ofProduction = (fact: string, ...digests: readonly string[]) => ({
  environment: "production",
  fact,
  digests: list(...digests),
});

describe("integrations.shared-identity", () => {
  const judged = (
    uuidDigest: string | null,
    secretDigest: string | null,
    known = [production, seen("uat", "uu", "us")],
  ) => told(sharedIdentity.judge({ identity: { uuidDigest, secretDigest }, known }, contextOf()));

  it("passes where both are its own", () => {
    expect(judged("u", "s")).toBe("pass: unlike 2 other environments");
  });

  it("names each twin, and what is the same", () => {
    expect(judged("pu", "s")).toEqual([
      "environment,production: staging has the database.uuid of production",
    ]);
    expect(judged("pu", "ps")).toEqual([
      "environment,production: staging has the database.uuid and database.secret of production",
    ]);
    expect(judged("uu", "ps")).toEqual([
      "environment,production: staging has the database.secret of production",
      "environment,uat: staging has the database.uuid of uat",
    ]);
  });

  it("is no twin of itself", () => {
    expect(judged("u", "s", [production, seen("staging", "u", "s")])).toBe(
      "pass: unlike 1 other environment",
    );
  });

  it("is unknown as long as production was never audited, unless a twin is found", () => {
    expect(judged("u", "s", [])).toBe(
      "unknown: fact_missing: production was never audited, so nobody knows its identity",
    );
    expect(judged("uu", "s", [seen("uat", "uu", "us")])).toHaveLength(1);
  });

  it("is unknown where there is nothing to tell by", () => {
    expect(judged(null, null)).toBe(
      "unknown: fact_missing: the database has neither database.uuid nor database.secret to tell by",
    );
  });
});

describe("access.database-secret", () => {
  it.each([
    [true, "pass: database.secret is as long and varied as a random UUID"],
    [
      false,
      [
        "ir.config_parameter,database.secret: database.secret is too short or too uniform to be random",
      ],
    ],
    [null, ["ir.config_parameter,database.secret: database.secret is not set"]],
  ])("judges %j", (strong, expected) => {
    expect(told(databaseSecret.judge({ strong }, contextOf()))).toEqual(expected);
  });
});

describe("integrations.base-urls", () => {
  const judged = (
    own: readonly string[],
    others: ReturnType<typeof ofProduction>[],
    change: Parameters<typeof contextOf>[0] = {},
    fleet?: readonly FleetMember[],
  ) =>
    told(
      baseUrls.judge(
        { urls: list(...own), known: [production], others },
        { ...contextOf(change), ...(fleet !== undefined && { fleet }) },
      ),
    );

  it("passes where no address is production's", () => {
    expect(judged(["own"], [ofProduction("odoo.base-urls", "erp")])).toBe(
      "pass: none is an address of production",
    );
  });

  it("finds production's base address, and its website's", () => {
    const others = [
      ofProduction("odoo.base-urls", "erp"),
      ofProduction("odoo.website-domains", "shop"),
      ofProduction("odoo.mail-secrets", "own"),
    ];
    expect(judged(["erp", "shop", "own"], others)).toEqual([
      "subject,erp: erp is an address of production",
      "subject,shop: shop is an address of production",
    ]);
  });

  it("is unknown where production's addresses were not read", () => {
    expect(judged(["own"], [])).toBe(
      "unknown: fact_missing: the addresses of production were never read",
    );
  });

  it("does not apply where no production is declared", () => {
    expect(judged(["own"], [], {}, [{ name: "staging", tier: "staging" }])).toBe(
      "not applicable: no production is declared to compare with",
    );
  });

  it("is the same comparison for websites", () => {
    const verdict = websiteDomains.judge(
      {
        domains: list("erp"),
        known: [production],
        others: [ofProduction("odoo.base-urls", "erp")],
      },
      contextOf(),
    );
    expect(told(verdict)).toEqual([
      "subject,erp: The domain of website erp is an address of production",
    ]);
  });
});

describe("a secret of production's", () => {
  const identity = { uuidDigest: "u", secretDigest: "s" };
  const judged = (
    own: readonly string[],
    others: ReturnType<typeof ofProduction>[],
    change: Parameters<typeof contextOf>[0] = {},
    known = [production],
  ) =>
    told(
      reusedPaymentKeys.judge({ own: list(...own), identity, known, others }, contextOf(change)),
    );

  it("is found wherever the copy keeps it", () => {
    expect(judged(["a", "b"], [ofProduction("odoo.payment-secrets", "b", "c")])).toEqual([
      "subject,b: A key of payment provider b is the one of production",
    ]);
  });

  it("is looked for among the same kind of secrets", () => {
    const others = [
      ofProduction("odoo.payment-secrets", "c"),
      ofProduction("odoo.mail-secrets", "a"),
    ];
    expect(judged(["a"], others)).toBe("pass: 1 secret, none of production's");
  });

  it("cannot be where the copy has no secret at all", () => {
    expect(judged([], [])).toBe("pass: there is none");
  });

  it("is unknown where production's were never read", () => {
    expect(judged(["a"], [])).toBe(
      "unknown: fact_missing: those of production, which it derives from, were never read",
    );
  });

  it("is not looked for where no production data is", () => {
    expect(judged(["a"], [], { derivedFrom: undefined })).toBe(
      "not applicable: it holds no production data",
    );
  });

  it("is looked for in a clone that nobody declared", () => {
    const twin = [seen("production", "u", "other")];
    const others = [ofProduction("odoo.payment-secrets", "a")];
    expect(judged(["a"], others, { derivedFrom: undefined }, twin)).toHaveLength(1);
  });
});

describe("integrations.reused-odoo-conf", () => {
  const judged = (ownFile: string, productionsFile: string) =>
    told(
      reusedOdooConf.judge(
        {
          own: [{ subject: "odoo.conf,db_password", digest: "d" }],
          identity: { uuidDigest: "u", secretDigest: "s" },
          known: [production],
          others: [ofProduction("host.odoo-conf-secrets", "d")],
        },
        {
          ...contextOf(),
          fleet: [
            { name: "production", tier: "production", odooConfFile: productionsFile },
            { name: "staging", tier: "staging", odooConfFile: ownFile },
          ],
        },
      ),
    );

  it("finds a secret that was copied into another file", () => {
    expect(judged("a", "b")).toEqual([
      "odoo.conf,db_password: db_password in odoo.conf is the one of production",
    ]);
  });

  it("does not apply to one file of one Odoo that serves both", () => {
    expect(judged("a", "a")).toBe(
      "not applicable: one Odoo with one odoo.conf serves it and production",
    );
  });
});

describe("integrations.code-actions", () => {
  it("names the libraries", () => {
    const actions = [{ id: 4, name: null, calls: ["requests.", "socket"] }];
    expect(told(codeActions.judge({ actions }, contextOf()))).toEqual([
      'ir.actions.server,4: Server action "4" has code with requests, socket',
    ]);
  });
});
