import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { temporaryFolder } from "./support.ts";
import { runHere } from "./streams.ts";

const config = `identities:
  - { id: ada, persona: sre }
  - { id: rika, persona: release_manager }
  - { id: dana, persona: developer }
environments:
  staging: { tier: staging, owner: ada, accepted_gaps: [api, http, ssh, sql] }
`;

/** A folder with an environment that can be reached in no way, and fails to say when it ends. */
function place(): string {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "envaudit.yaml"), config);
  chmodSync(join(cwd, "envaudit.yaml"), 0o600);
  return cwd;
}

const words = "exceptions adopt staging --requester dana --approver rika".split(" ");
const adopt = (cwd: string, ...more: readonly string[]) =>
  runHere([...words, "--rationale", "Taken over", "--risk", "It may stay", ...more], cwd);

test("an environment is adopted as it is: what it fails is waived, shown and ends", async () => {
  const cwd = place();
  expect((await runHere(["audit"], cwd)).code).toBe(1);
  const adopted = await adopt(cwd, "--days", "10");
  expect(adopted.stderr).toBe("");
  expect(adopted.stdout).toMatch(/^Wrote .*exceptions\.d\/adopt-staging-.*: 1 finding until /);
  const [name = ""] = readdirSync(join(cwd, "exceptions.d"));
  expect(readFileSync(join(cwd, "exceptions.d", name), "utf8")).toContain("at_most: 1");

  const audit = await runHere(["audit"], cwd);
  expect(audit.code).toBe(0);
  expect(audit.stdout).toContain("1 failing (1 waived)");
  expect(audit.stdout).toMatch(/waived +medium +lifecycle\.declared/);
  const { stdout } = await runHere(["exceptions", "list", "--json"], cwd);
  const shape = z.array(z.object({ standing: z.string(), last_used_at: z.string() }));
  expect(shape.parse(JSON.parse(stdout))).toMatchObject([{ standing: "active" }]);
  expect((await runHere(["exceptions", "list"], cwd)).stdout).toMatch(
    /^adopt-staging-\S+ {2}active +\S+ \(in 9 days\) +\d{4}-\d{2}-\d{2} +staging +lifecycle\.declared$/m,
  );
  // Never over a file that is there.
  expect((await adopt(cwd)).code).toBe(64);
  expect((await runHere(["evidence", "verify"], cwd)).stdout).toContain("broken      none");
});

test.each([
  [["--approver", "dana"], 78, "nobody approves their own exception"],
  [["--approver", "ghost"], 78, "no identity `ghost` is declared"],
  [["--requester", "rika", "--approver", "dana"], 78, "dana (developer) "],
  [["--days", "31"], 78, "31 days: an adoption lasts at most 30 days"],
  [["--days", "0"], 64, "--days takes a number of days"],
  [["--days", "ten"], 64, "--days takes a number of days"],
] as const)("adopting with %j is refused, and nothing is written", async (more, code, message) => {
  const cwd = place();
  await runHere(["audit"], cwd);
  const refused = await adopt(cwd, ...more);
  expect([refused.code, refused.stdout]).toEqual([code, ""]);
  expect(refused.stderr).toContain(message);
  expect(readdirSync(cwd)).not.toContain("exceptions.d");
});

test("there is nothing to adopt before an audit, nor of an environment that nobody declared", async () => {
  const cwd = place();
  expect(await adopt(cwd)).toMatchObject({ code: 64 });
  const other = ["exceptions", "adopt", "stagign", "--requester", "dana", "--approver", "rika"];
  const { code, stderr } = await runHere([...other, "--rationale", "x", "--risk", "y"], cwd);
  expect(code).toBe(64);
  expect(stderr).toContain("did you mean staging?");
});

test("a bad file of exceptions.d is a problem of the configuration, with its place", async () => {
  const cwd = place();
  mkdirSync(join(cwd, "exceptions.d"));
  writeFileSync(join(cwd, "exceptions.d", "x.yaml"), "exceptions:\n  x: { type: whim }\n");
  writeFileSync(join(cwd, "exceptions.d", ".hidden.yaml"), "nothing");
  const { code, stderr } = await runHere(["validate"], cwd);
  expect(code).toBe(78);
  expect(stderr).toContain("exceptions.d/x.yaml:2:14: exceptions.x.type: expected one of");
  expect(stderr).toContain("exceptions.d/x.yaml:2:3: exceptions.x.approver: missing");
  expect(stderr).not.toContain("hidden");
});

test("without any, the list says so", async () => {
  const cwd = place();
  expect((await runHere(["exceptions", "list"], cwd)).stdout).toBe("There is no exception.\n");
  expect((await runHere(["exceptions", "list", "--json"], cwd)).stdout).toBe("[]\n");
});
