import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generatePrivateKey, parsePrivateKey } from "../../src/evidence/keys.ts";
import { createPublicKey } from "node:crypto";
import { lab } from "./lab.ts";

const main = join(import.meta.dirname, "../../src/cli/main.ts");
let home: string;

function run(program: string, ...words: readonly string[]) {
  // A home of its own: cosign must not find, nor fetch, any trusted root but the one that it is given.
  const env = { ...process.env, HOME: home, LAB_ODOO_SECRET: lab.users.auditor.password };
  return spawnSync(program, words, { cwd: home, env, encoding: "utf8" });
}
const envaudit = (...words: readonly string[]) => run(process.execPath, main, ...words);

/** The command of docs/evidence.md. */
function cosign(artifact: string, key = "ledger.pub") {
  const command =
    "verify-blob-attestation --bundle entry.sigstore.json --new-bundle-format --trusted-root empty-root.json " +
    `--insecure-ignore-tlog --key ${key} --type https://envaudit.invalid/ledger-entry/v1 ${artifact}`;
  const { status, stderr } = run("cosign", ...command.split(" "));
  return { status, stderr };
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "envaudit-lab-cosign-"));
  const config = join(home, "envaudit.yaml");
  writeFileSync(
    config,
    `environments:
  production:
    tier: production
    owner: erp-team
    odoo:
      url: ${lab.odoo.url}
      database: production
      login: ${lab.users.auditor.login}
      secret: \${env:LAB_ODOO_SECRET}
    accepted_gaps: [ssh, sql]
`,
  );
  chmodSync(config, 0o600);
  envaudit("audit", "production");
  // 0 is the ledger's key, 1 the configuration, 2 the audit.
  envaudit("evidence", "export", "2", "-o", "entry.json");
  envaudit("evidence", "export", "2", "--format", "bundle", "-o", "entry.sigstore.json");
  writeFileSync(join(home, "ledger.pub"), envaudit("evidence", "public-key").stdout);
  const lists = { tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [] };
  const mediaType = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";
  writeFileSync(join(home, "empty-root.json"), JSON.stringify({ mediaType, ...lists }));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("cosign, offline and with the public key alone,", () => {
  it("accepts the entry of a real audit", () => {
    const entry = readFileSync(join(home, "entry.json"), "utf8");
    expect(JSON.parse(entry)).toMatchObject({ audit: { environment: "production" } });
    expect(cosign("entry.json")).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("Verified OK"),
    });
  });

  it("refuses an entry in which a letter was changed", () => {
    const changed = readFileSync(join(home, "entry.json"), "utf8").replace(
      "production",
      "Production",
    );
    writeFileSync(join(home, "changed.json"), changed);
    expect(cosign("changed.json")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("artifact digest does not match"),
    });
  });

  it("refuses another key", () => {
    const other = parsePrivateKey(generatePrivateKey()) ?? expect.fail();
    const pem = createPublicKey(other).export({ type: "spki", format: "pem" });
    writeFileSync(join(home, "other.pub"), pem);
    expect(cosign("entry.json", "other.pub").status).toBe(1);
  });
});
