import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tamper } from "../evidence/support.ts";
import { cli, temporaryFolder } from "./support.ts";
import { runHere } from "./streams.ts";

const config = (evidence: string): string => `
evidence: ${evidence}
environments:
  dark:
    tier: dev
    owner: ada
    lifecycle: { keep: { reason: test, approver: ada, review: 2099-01-01 } }
    accepted_gaps: [api, ssh, sql, http]
`;

/** A folder with a configuration and one audit in its store. */
async function audited(evidence = "{}"): Promise<string> {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "anchors"));
  writeFileSync(join(cwd, "envaudit.yaml"), config(evidence));
  const first = await cli(["audit"], { cwd });
  expect(first.stdout).toContain("dark");
  return cwd;
}

const anchored = "{ anchors: [{ directory: ./anchors }] }";
const evidence = (cwd: string, ...args: readonly string[]) => runHere(["evidence", ...args], cwd);

describe("a store without a configured key", () => {
  test("makes one at its first audit, says so, and verifies with it", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "envaudit.yaml"), config("{}"));
    const first = await cli(["audit"], { cwd });
    const path = join(cwd, "envaudit.db.ledger.pem");
    expect(first.stderr).toBe(
      `envaudit: made ${path}, the key that signs the ledger of this store (mode 0600): keep a copy of it elsewhere.\n`,
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { code, stdout } = await evidence(cwd, "verify");
    expect(stdout).toMatch(/^Ledger envaudit\/[0-9a-f]{16}: 3 entries\n/);
    expect(stdout).toMatch(
      /valid +0-2 \(3 entries\)\nanchored +none\nunanchored +0-2 .*\nunsigned +none\nbroken +none\n$/,
    );
    expect(code).toBe(0);
    expect((await evidence(cwd, "verify", "--require-anchored")).code).toBe(2);
  });
});

describe("evidence verify", () => {
  test("names anchors, and what was changed, and exits 1", async () => {
    const cwd = await audited(anchored);
    const sound = await evidence(cwd, "verify", "--require-anchored");
    expect(sound.stdout).toContain(`directory:${join(cwd, "anchors")} has the first 3 entries\n`);
    expect(sound.code).toBe(0);
    const sql = "update ledger_bodies set body = replace(body, 'dark', 'dork') where number = 2";
    tamper(join(cwd, "envaudit.db"), sql);
    const { code, stdout } = await evidence(cwd, "verify");
    expect(stdout).toMatch(/valid +0-1 \(2 entries\)\n/);
    expect(stdout).toMatch(/broken +2 \(1 entry\)\n/);
    expect(stdout).toContain("BROKEN body_altered 2: the body is not what the entry says\n");
    expect(code).toBe(1);
    const json = await evidence(cwd, "verify", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({ size: 3, broken: [{ first: 2, last: 2 }] });
  });

  test("exits 2 while there are entries that nothing has signed, until a checkpoint", async () => {
    const cwd = await audited(anchored);
    const forget = await evidence(cwd, "forget", "--before", "2020-01-01", "--reason", "old");
    expect([forget.code, forget.stdout]).toEqual([0, "Removed 0 bodies.\n"]);
    const rotated = await evidence(cwd, "rotate");
    expect(rotated.stdout).toMatch(/^Key [0-9a-f]{8} signs from now on: envaudit\/\S+\n$/);
    expect((await evidence(cwd, "verify")).stdout).toMatch(/anchored +0-2 .*\nunanchored +3 \(/);
    const made = await evidence(cwd, "checkpoint");
    expect(made.stdout).toMatch(/^envaudit\/\S+\n4\n\S{44}\n\n— envaudit\/\S+ \S+\n$/);
    expect(made.stderr).toBe("It is in 1 of 1 anchors.\n");
    expect((await evidence(cwd, "verify", "--require-anchored")).code).toBe(0);
    expect(readdirSync(join(cwd, "anchors"))).toHaveLength(2);
  });

  test("works on an export with the public key alone", async () => {
    const cwd = await audited();
    await evidence(cwd, "export", "--out", "ledger.jsonl");
    const elsewhere = temporaryFolder();
    const [ledger, pub] = [join(cwd, "ledger.jsonl"), join(cwd, "ledger.pub")];
    writeFileSync(pub, (await evidence(cwd, "public-key", "--verifier")).stdout);
    const pem = join(cwd, "ledger.pem.pub");
    writeFileSync(pem, (await evidence(cwd, "public-key")).stdout);
    const by = (...args: string[]) => evidence(elsewhere, "verify", "--export", ...args);
    expect((await by(ledger, "--public-key", pub)).code).toBe(0);
    expect((await by(ledger, "--public-key", pem)).code).toBe(0);
    const bare = await by(ledger);
    expect([bare.code, bare.stderr]).toEqual([
      64,
      "envaudit: an export proves nothing by itself: give --public-key, from its owner (see --help)\n",
    ]);
    await evidence(elsewhere, "keygen", "other.pem");
    const strange = await by(ledger, "--public-key", "other.pem.pub");
    expect(strange.stdout).toContain("BROKEN unknown_key");
    expect(strange.code).toBe(1);
    expect(await by(pub, "--public-key", pub)).toMatchObject({
      code: 64,
      stderr: `envaudit: ${pub}: it is no export of a ledger (see --help)\n`,
    });
    expect(await by("none", "--public-key", pub)).toMatchObject({ code: 64 });
    expect(await by(ledger, "--public-key", ledger)).toMatchObject({
      code: 64,
      stderr: `envaudit: ${ledger}: it is no public Ed25519 key (see --help)\n`,
    });
  });

  test("makes no store where there is none", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "envaudit.yaml"), config("{}"));
    const { code, stderr } = await evidence(cwd, "verify");
    expect(stderr).toContain("nothing is recorded");
    expect([code, readdirSync(cwd)]).toEqual([64, ["envaudit.yaml"]]);
  });
});

describe("an anchor that cannot be written", () => {
  test("is told by audit, which exits 3 and has recorded all the same", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "envaudit.yaml"), config(anchored));
    const { code, stderr } = await cli(["audit"], { cwd });
    expect(stderr).toContain(
      `envaudit: anchor directory:${join(cwd, "anchors")} cannot be written (ENOENT)\n`,
    );
    expect(code).toBe(3);
    const verified = await evidence(cwd, "verify");
    expect(verified.stdout).toMatch(/valid +0-2 [^]*not read: anchor directory:/);
    expect(verified.code).toBe(2);
    mkdirSync(join(cwd, "anchors"));
    expect((await evidence(cwd, "checkpoint")).code).toBe(0);
    expect((await evidence(cwd, "verify", "--require-anchored")).code).toBe(0);
  });
});

describe("evidence export", () => {
  test("gives one entry in each format", async () => {
    const cwd = await audited();
    const body = await evidence(cwd, "export", "2");
    const { audit } = JSON.parse(body.stdout) as { audit: { id: string } };
    expect(await evidence(cwd, "export", audit.id)).toEqual({ ...body, code: 0, stderr: "" });
    const bundle = JSON.parse((await evidence(cwd, "export", "2", "--format", "bundle")).stdout);
    const { dsseEnvelope } = bundle as { dsseEnvelope: { payload: string } };
    const statement: unknown = JSON.parse(Buffer.from(dsseEnvelope.payload, "base64").toString());
    const sha256 = createHash("sha256").update(body.stdout).digest("hex");
    expect(statement).toMatchObject({ subject: [{ name: "entry-2.json", digest: { sha256 } }] });
    const oscal = await evidence(cwd, "export", "2", "--format", "oscal");
    expect(JSON.parse(oscal.stdout)).toHaveProperty("assessment-results");
    const ocsf = await evidence(cwd, "export", "2", "--format", "ocsf", "-o", "ocsf.jsonl");
    expect(ocsf.stderr).toBe(`Wrote ${join(cwd, "ocsf.jsonl")}.\n`);
    const [event = ""] = readFileSync(join(cwd, "ocsf.jsonl"), "utf8").split("\n");
    expect(JSON.parse(event)).toMatchObject({ class_uid: 2003, resources: [{ name: "dark" }] });
  });

  test.each([
    [["none"], "the ledger has no entry none (see --help)"],
    [["99"], "the ledger has no entry 99 (see --help)"],
    [["0", "--format", "ocsf"], "entry 0 is no audit: key_rotation (see --help)"],
    [["--format", "ocsf"], "--format is for one entry: name it (see --help)"],
  ])("refuses %j", async (args, message) => {
    const cwd = await audited();
    const { code, stderr } = await evidence(cwd, "export", ...args);
    expect([code, stderr]).toEqual([64, `envaudit: ${message}\n`]);
  });

  test("writes over nothing unless it is told to", async () => {
    const cwd = await audited();
    writeFileSync(join(cwd, "there"), "x");
    const kept = await evidence(cwd, "export", "-o", "there");
    expect(kept.stderr).toContain("it exists already; --force replaces it");
    expect([kept.code, readFileSync(join(cwd, "there"), "utf8")]).toEqual([64, "x"]);
    expect((await evidence(cwd, "export", "-o", "there", "--force")).code).toBe(0);
    expect((await evidence(cwd, "export", "-o", "no/folder")).code).toBe(3);
  });
});

describe("keys", () => {
  test("keygen writes a pair, and never over one", async () => {
    const cwd = temporaryFolder();
    expect((await evidence(cwd, "keygen", "a.pem")).code).toBe(0);
    expect(statSync(join(cwd, "a.pem")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(cwd, "a.pem.pub"), "utf8")).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    const again = await evidence(cwd, "keygen", "a.pem");
    expect([again.code, again.stderr]).toEqual([
      64,
      `envaudit: ${join(cwd, "a.pem")}: it exists already (see --help)\n`,
    ]);
  });

  test("another configured key is refused until the ledger has taken it", async () => {
    const cwd = temporaryFolder();
    for (const name of ["a.pem", "b.pem"]) await evidence(cwd, "keygen", name);
    const path = join(cwd, "envaudit.yaml");
    const keyed = (name: string) =>
      config(`{ key: "\${file:./${name}}", origin: example.com/log }`);
    writeFileSync(path, keyed("a.pem"));
    expect((await cli(["audit"], { cwd })).stderr).toBe("");
    writeFileSync(path, keyed("b.pem"));
    const refused = await cli(["audit"], { cwd });
    expect(refused.stderr).toContain("record a change with `envaudit evidence rotate`");
    expect(refused.code).toBe(3);
    writeFileSync(path, keyed("a.pem"));
    expect((await evidence(cwd, "rotate")).code).toBe(64);
    expect((await evidence(cwd, "rotate", "b.pem")).stdout).toContain(
      "Set evidence.key to ${file:b.pem} now.\n",
    );
    writeFileSync(path, keyed("b.pem"));
    expect((await cli(["audit"], { cwd })).stderr).toBe("");
    expect((await evidence(cwd, "verify")).code).toBe(0);
    expect((await evidence(cwd, "verify", "--public-key", "a.pem.pub")).code).toBe(0);
  });
});
