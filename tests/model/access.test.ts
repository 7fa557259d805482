import { describe, expect, it } from "vitest";
import { explain, identityOf, type Holder, type JudgedIdentity } from "../../src/model/access.ts";
import { contextOf } from "../probes/support.ts";

const fingerprint = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";
const dev: JudgedIdentity = {
  id: "dana",
  kind: "person",
  personas: ["developer"],
  odooLogins: ["dana"],
  odooLoginDigests: ["digest of dana"],
  sshUsers: ["dana-dev"],
  sshKeys: [fingerprint],
  apiKeyDigests: ["digest of nightly"],
};
const agent: JudgedIdentity = {
  ...dev,
  id: "bot",
  kind: "agent",
  personas: ["qa_tester", "sre"],
  odooLogins: ["bot"],
  sshUsers: ["bot"],
  sshKeys: [],
  apiKeyDigests: [],
  odooLoginDigests: [],
};
const context = { ...contextOf(), identities: [dev, agent] };
const onDev = { ...context, environment: { ...context.environment, tier: "dev" as const } };
const account = (value: string): Holder => ({ by: "ssh_user", value });

describe("who somebody is", () => {
  it.each([
    ["odoo_login", "dana"],
    ["login_digest", "digest of dana"],
    ["ssh_user", "dana-dev"],
    ["ssh_key", fingerprint],
    ["api_key_digest", "digest of nightly"],
  ] as const)("is found by %s", (by, value) => {
    expect(identityOf({ by, value }, context)?.id).toBe("dana");
  });

  it("is not found by a mark of another kind", () => {
    expect(identityOf({ by: "ssh_user", value: "dana" }, context)).toBeUndefined();
    expect(identityOf({ by: "odoo_login", value: "nightly" }, context)).toBeUndefined();
  });
});

describe("a privilege", () => {
  it("is explained by an identity whose persona may have it on the tier", () => {
    expect(explain(account("dana-dev"), "shell", "account dana-dev", onDev)).toEqual({
      explained: true,
      identity: dev,
    });
  });

  it("is not explained on a tier where the persona may not have it", () => {
    expect(explain(account("dana-dev"), "shell", "account dana-dev", context)).toMatchObject({
      explained: false,
      reason: "not_permitted",
      sentence:
        "account dana-dev can open a shell on staging (staging); it belongs to dana (person, developer), and the access matrix gives this to sre alone",
    });
  });

  it("is not explained without an identity", () => {
    expect(explain(account("ghost"), "logs", "account ghost", context)).toMatchObject({
      explained: false,
      reason: "no_identity",
      sentence: "account ghost can read the logs on staging (staging) and is no declared identity",
    });
  });

  it("is explained by any of an agent's personas", () => {
    expect(explain(account("bot"), "database", "account bot", context).explained).toBe(true);
  });

  it("that the matrix gives to nobody is explained by no persona", () => {
    const nobody = { dev: [], staging: [], uat: [], production: [] };
    const accessMatrix = { ...context.accessMatrix!, database: nobody };
    expect(
      explain(account("bot"), "database", "account bot", { ...context, accessMatrix }),
    ).toMatchObject({
      sentence:
        "account bot can open the database on staging (staging); it belongs to bot (agent, qa_tester, sre), and the access matrix gives this to nobody",
    });
  });

  it("of an audit from before the matrix is explained by the identity alone", () => {
    const { accessMatrix, ...older } = context;
    const identities = [{ id: "old", persona: "developer", odooLogins: ["old"] }];
    const old = { ...older, identities };
    const holder = { by: "odoo_login", value: "old" } as const;
    expect(explain(holder, "odoo_settings", "Odoo user old", old).explained).toBe(true);
    expect(accessMatrix).toBeDefined();
  });
});
