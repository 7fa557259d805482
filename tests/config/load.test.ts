import { describe, expect, it } from "vitest";
import { inspect } from "node:util";
import { canary, complaints, env, load } from "./options.ts";

const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const full = `
store: data/audits.db
server: { listen: "[::1]:9999", runbook_base_url: "https://wiki.example.com/envaudit?page=checks" }
concurrency: { audits: 8, per_host: 2 }
refresh_poll: 2m
self_test_every: 30m
digest_key: \${file:keys/digest}
log_level: warn
identities:
  - { id: ada, persona: sre, odoo_logins: [admin, ada@example.com] }
  - id: bot
    kind: agent
    agent: twofold
    ssh_users: [bot]
    ssh_keys: ["SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"]
    api_keys: [nightly]
defaults:
  schedule: "30 2 * * *"
  timezone: Europe/Brussels
  deadline: 90s
  policy:
    mail: { allowed_servers: ["catcher:1025"] }
    lifecycle: { max_age_days: 14 }
environments:
  production:
    tier: production
    owner: platform
    lifecycle: { keep: { reason: business, approver: ada, review: 2027-03-01 } }
    accepted_gaps: [ssh, sql]
    odoo:
      url: https://ERP.example.com/
      database: prod
      login: auditor
      secret: \${env:SECRET}
  staging:
    tier: staging
    owner: platform
    derived_from: production
    lifecycle: { expires: 2026-12-31 }
    odoo:
      url: http://127.0.0.1:8069
      database: staging
      login: auditor
      secret: \${file:keys/staging}
    ssh:
      host: 10.0.0.5
      user: audit
      private_key: \${env:KEY}
      host_key: ${hostKey} root@staging
      jump:
        { host: jump.example.com, port: 2222, user: j, private_key: "\${env:KEY}", host_key: ${hostKey} }
      wrapper: [docker, exec, -i, odoo]
      sudo: true
      odoo_conf: /etc/odoo.conf
    sql: { database: staging, user: reader, host: /var/run/postgresql, port: 5433 }
    schedule: "0 0 * * * *"
    policy:
      mail: { allowed_servers: ["other", "[::1]:25"] }
      masking: { safe_email_domains: [masked.example.com], safe_phone_prefixes: ["+1202555"] }
      access: { try_default_credentials: true }
`;
const files = {
  "envaudit.yaml": full,
  "keys/digest": `${canary}-and-more-digits\n`,
  "keys/staging": `${canary}\r\n`,
};

it.each([
  ["a path alone", "store: data/a.db", "/etc/envaudit/data/a.db", 400],
  ["a map", "store: { path: a.db, retention_days: 30 }", "/etc/envaudit/a.db", 30],
  ["a map without a path", "store: { retention_days: 30 }", "/etc/envaudit/envaudit.db", 30],
  ["nothing", "", "/etc/envaudit/envaudit.db", 400],
])("the store is %s", (_, text, path, retentionDays) => {
  const one = "environments: { one: { tier: dev, owner: ada } }";
  const { store } = load({ "envaudit.yaml": `${text}\n${one}\n` });
  expect(store).toEqual({ path, retentionDays });
});

describe("a good configuration", () => {
  const config = load(files);
  const [production, staging] = config.environments;

  it("has absolute paths and numbers in the units of its names", () => {
    expect(config).toMatchObject({
      path: "/etc/envaudit/envaudit.yaml",
      store: { path: "/etc/envaudit/data/audits.db", retentionDays: 400 },
      server: {
        listen: { host: "::1", port: 9999 },
        runbookBaseUrl: "https://wiki.example.com/envaudit?page=checks",
      },
      concurrency: { fleet: 8, perHost: 2 },
      refreshPollSeconds: 120,
      selfTestSeconds: 1800,
      logLevel: "warn",
    });
  });

  it("has identities", () => {
    expect(config.identities).toEqual([
      {
        id: "ada",
        kind: "person",
        personas: ["sre"],
        odooLogins: ["admin", "ada@example.com"],
        sshUsers: [],
        sshKeys: [],
        apiKeys: [],
      },
      {
        id: "bot",
        kind: "agent",
        personas: ["developer", "sre"],
        odooLogins: [],
        sshUsers: ["bot"],
        sshKeys: ["SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"],
        apiKeys: ["nightly"],
      },
    ]);
  });

  it("has an environment with everything", () => {
    expect(staging).toEqual({
      name: "staging",
      tier: "staging",
      owner: "platform",
      odoo: {
        url: "http://127.0.0.1:8069",
        database: "staging",
        login: "auditor",
        api: "auto",
        secret: expect.anything(),
        secretIsApiKey: false,
        ca: undefined,
      },
      ssh: {
        host: "10.0.0.5",
        port: 22,
        user: "audit",
        privateKey: expect.anything(),
        hostKey,
        jump: {
          host: "jump.example.com",
          port: 2222,
          user: "j",
          privateKey: expect.anything(),
          hostKey,
        },
        wrapper: ["docker", "exec", "-i", "odoo"],
        sudo: true,
        odooConf: "/etc/odoo.conf",
      },
      sql: { database: "staging", user: "reader", host: "/var/run/postgresql", port: 5433 },
      judgeAs: undefined,
      prefer: "sql",
      derivedFrom: "production",
      lifecycle: { kind: "expires", on: "2026-12-31" },
      policy: {
        mail: { allowedServers: ["other", "[::1]:25"] },
        integrations: { allowedScheduledActions: ["base.autovacuum_job"] },
        access: { tryDefaultCredentials: true, dormantDays: 90, apiKeyMaxAgeDays: 365 },
        lifecycle: {
          maxAgeDays: 14,
          warnDays: 7,
          abandonedDays: 60,
          allowedDatabases: [],
          allowedServices: [],
        },
        masking: {
          safeEmailDomains: ["masked.example.com"],
          safePhonePrefixes: ["+1202555"],
        },
      },
      schedule: { cron: "0 0 * * * *", timezone: "Europe/Brussels" },
      acceptedGaps: [],
      deadlineMs: 90_000,
    });
  });

  it("takes the defaults where an environment says nothing", () => {
    expect(production).toMatchObject({
      odoo: { url: "https://erp.example.com" },
      prefer: "api",
      lifecycle: { kind: "keep", reason: "business", approver: "ada", review: "2027-03-01" },
      policy: { mail: { allowedServers: ["catcher:1025"] }, masking: undefined },
      schedule: { cron: "30 2 * * *", timezone: "Europe/Brussels" },
      acceptedGaps: ["ssh", "sql"],
    });
  });

  it.each([
    ["a password", 'secret: "${env:SECRET}"', { api: "auto", secretIsApiKey: false }],
    ["an API key", 'api_key: "${env:SECRET}"', { api: "auto", secretIsApiKey: true }],
    [
      "an API key for one API",
      'api_key: "${env:SECRET}", api: json2',
      { api: "json2", secretIsApiKey: true },
    ],
  ])("takes %s", (_name, given, access) => {
    const odoo = `{ url: "https://a", database: b, login: c, ${given} }`;
    const text = `environments: { a: { tier: dev, owner: ada, odoo: ${odoo}, judge_as: "18.0" } }`;
    const [environment] = load({ "envaudit.yaml": text }).environments;
    expect(environment).toMatchObject({ odoo: access, judgeAs: "18.0" });
    expect(environment?.odoo?.secret.reveal()).toBe(canary);
  });

  it("gives production no maximum age, whatever the defaults say", () => {
    expect(production?.policy.lifecycle.maxAgeDays).toBeUndefined();
  });

  it("takes consent to try passwords on production from production alone", () => {
    const consent = "access: { try_default_credentials: true }";
    const policies = (own: string) => {
      const text = `defaults: { policy: { ${consent} } }
environments:
  p: { tier: production, owner: ada${own} }
  s: { tier: staging, owner: ada }`;
      return load({ "envaudit.yaml": text }).environments.map(
        ({ policy }) => policy.access.tryDefaultCredentials,
      );
    };
    expect(policies("")).toEqual([false, true]);
    expect(policies(`, policy: { ${consent} }`)).toEqual([true, true]);
  });

  it("has secrets without the newline at their end, and shows none", () => {
    expect(config.digestKey?.reveal()).toBe(`${canary}-and-more-digits`);
    expect(staging?.odoo?.secret.reveal()).toBe(canary);
    expect(staging?.ssh?.privateKey.reveal()).toBe(env.KEY.trimEnd());
    expect(JSON.stringify(config) + inspect(config, { depth: 9 })).not.toMatch(/canary|PRIVATE/);
  });

  it("is frozen at every depth", () => {
    const thawed: string[] = [];
    const walk = (value: unknown, path: string): void => {
      if (typeof value !== "object" || value === null) return;
      if (!Object.isFrozen(value)) thawed.push(path);
      for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`);
    };
    walk(config, "config");
    expect(thawed).toEqual([]);
  });
});

describe("the digest", () => {
  const minimal = "environments: { a: { tier: dev, owner: ada }, b: { tier: uat, owner: ada } }\n";
  const { digest } = load({ "envaudit.yaml": minimal });

  it("ignores comments, the order of keys, and what no verdict depends on", () => {
    const same = "log_level: debug\nenvironments:\n  a: { owner: ada, tier: dev } # here\n";
    const text = `${same}  b: { tier: uat, owner: ada }\n`;
    expect(load({ "envaudit.yaml": text }).digest).toBe(digest);
  });

  it("changes with the policy", () => {
    const text = minimal.replace("owner: ada", "owner: bea");
    expect(load({ "envaudit.yaml": text }).digest).not.toBe(digest);
  });

  it("does not change with a secret's value", () => {
    const other = { ...files, "keys/staging": "another" };
    expect(load(other).digest).toBe(load(files).digest);
  });
});

describe("default ages", () => {
  it.each([
    ["dev", 30],
    ["staging", 90],
    ["uat", 90],
    ["production", undefined],
  ])("%s: %s", (tier, days) => {
    const config = load({ "envaudit.yaml": `environments: { a: { tier: ${tier}, owner: ada } }` });
    expect(config.environments[0]?.policy.lifecycle.maxAgeDays).toBe(days);
  });
});

describe("environments.d", () => {
  const one = (name: string) => `environments:\n  ${name}: { tier: dev, owner: ada }\n`;

  it("adds the environments of every YAML file, by file name", () => {
    const config = load({
      "envaudit.yaml": one("main"),
      "environments.d/20.yml": one("second"),
      "environments.d/10.yaml": one("first"),
      "environments.d/.hidden.yaml": "[",
      "environments.d/notes.txt": "[",
    });
    expect(config.environments.map(({ name }) => name)).toEqual(["main", "first", "second"]);
  });

  it("is enough without environments in the main file", () => {
    const config = load({ "envaudit.yaml": "log_level: info", "environments.d/a.yaml": one("a") });
    expect(config.environments).toHaveLength(1);
  });

  it("names both places of an environment that is declared twice", () => {
    const texts = { "envaudit.yaml": one("qa"), "environments.d/qa.yaml": `\n${one("qa")}` };
    expect(complaints(() => load(texts))).toEqual([
      "/etc/envaudit/environments.d/qa.yaml:3:3: environments.qa: " +
        "`qa` is declared already at /etc/envaudit/envaudit.yaml:2:3",
    ]);
  });

  it("may hold the origin of a copy in another file", () => {
    const copy = `${one("qa").trimEnd().slice(0, -2)}, derived_from: erp }\n`;
    const config = load({ "envaudit.yaml": copy, "environments.d/erp.yaml": one("erp") });
    expect(config.environments[0]?.derivedFrom).toBe("erp");
  });

  it("reads files that are named relative to the file that names them", () => {
    const text = `environments:
  qa:
    tier: dev
    owner: ada
    odoo: { url: "https://a", database: b, login: c, secret: "\${file:./key}" }\n`;
    const texts = { "envaudit.yaml": "log_level: info", "environments.d/a.yaml": text };
    const config = load({ ...texts, "environments.d/key": "beside" });
    expect(config.environments[0]?.odoo?.secret.reveal()).toBe("beside");
  });

  it("has its problems told with those of the main file", () => {
    const texts = { "envaudit.yaml": "log_level: loud\n", "environments.d/a.yaml": "store: x\n" };
    expect(complaints(() => load(texts))).toEqual([
      "/etc/envaudit/envaudit.yaml:1:12: log_level: expected one of " +
        "fatal, error, warn, info, debug, trace, silent, found `loud`",
      "/etc/envaudit/environments.d/a.yaml:1:1: environments: missing; expected a map",
      "/etc/envaudit/environments.d/a.yaml:1:1: store: unknown key `store`; known here: environments",
    ]);
  });
});

describe("a main file that is not there", () => {
  it("is one problem without a line", () => {
    expect(complaints(() => load({}))).toEqual([
      "/etc/envaudit/envaudit.yaml: cannot read the file: there is no such file",
    ]);
  });
});

describe("active proofs", () => {
  const policies = (own: string) =>
    load({
      "envaudit.yaml": `
defaults:
  policy:
    mail:
      egress_test: { enabled: true, relays: [smtp.example.com] }
      canary: { enabled: true, catcher: "http://catcher:8025/mail", api: mailhog }
    integrations: { egress_test: { enabled: true, endpoints: [api.example.com] } }
environments:
  production: { tier: production, owner: ada, lifecycle: { keep: { reason: a, approver: ada, review: 2030-01-01 } } }
  staging: { tier: staging, owner: ada, lifecycle: { expires: 2030-01-01 }, policy: { mail: ${own} } }
`,
    }).environments.map(({ policy }) => policy);
  const mailPolicies = (own: string) => policies(own).map(({ mail }) => mail);

  it("are taken from the defaults, but never on production", () => {
    expect(policies("{}").map(({ integrations }) => integrations.egressTest)).toEqual([
      undefined,
      { endpoints: ["api.example.com"] },
    ]);
    expect(mailPolicies("{}")).toEqual([
      { allowedServers: [] },
      {
        allowedServers: [],
        egressTest: { relays: ["smtp.example.com"] },
        canary: { catcher: "http://catcher:8025/mail", api: "mailhog", withinMs: 60_000 },
      },
    ]);
  });

  it("are the environment's own where it has them, also to switch them off", () => {
    const off = "egress_test: { enabled: false, relays: [smtp.example.com] }";
    const own =
      'canary: { enabled: true, catcher: "https://c.example.com", api: mailpit, within: 5s }';
    expect(mailPolicies(`{ ${off}, ${own} }`)[1]).toEqual({
      allowedServers: [],
      canary: { catcher: "https://c.example.com", api: "mailpit", withinMs: 5_000 },
    });
  });
});
