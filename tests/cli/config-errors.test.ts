import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, temporaryFolder } from "./support.ts";

const commands = ["audit", "validate", "plan", "doctor staging", "serve"];

test.each(commands)("78 and every problem of a bad file by `%s`", async (command) => {
  const folder = temporaryFolder();
  const file = join(folder, "bad.yaml");
  writeFileSync(file, tenMistakes);
  const { code, stdout, stderr } = await cli([...command.split(" "), "--config", "bad.yaml"], {
    cwd: folder,
  });
  const lines = stderr.trimEnd().split("\n");
  expect(lines.map((line) => line.replace(`${file}:`, ""))).toEqual(problems);
  expect([code, stdout]).toEqual([78, ""]);
});

const tenMistakes = `store: ./envaudit.db
servr:
  listen: 127.0.0.1:9480
refresh_poll: soon
identities:
  - { id: ada, persona: boss }
environments:
  staging:
    tier: stagging
    owner: ada
    owner: bea
    lifecycle: { expires: 2026-02-30 }
    schedule: "61 * * * *"
    odoo:
      url: https://staging.example.com
      database: staging
      login: envaudit
      secret: hunter2
    ssh:
      host: staging.example.com
      user: envaudit
      private_key: \${env:NO_SUCH_VARIABLE}
`;

const problems = [
  "2:1: servr: unknown key `servr`; did you mean `server`?",
  "4:15: refresh_poll: expected a duration such as 90s, 5m or 2h, at most a day, found `soon`",
  "6:25: identities[0].persona: expected one of developer, qa_tester, release_manager, sre, found `boss`",
  "9:11: environments.staging.tier: expected one of dev, staging, uat, production, found `stagging`; did you mean `staging`?",
  "11:5: environments.staging.owner: key `owner` is given twice; the first is on line 10",
  "12:27: environments.staging.lifecycle.expires: expected a day that exists, as YYYY-MM-DD, found `2026-02-30`",
  '13:15: environments.staging.schedule: expected a cron expression of 5 or 6 fields such as "0 */6 * * *", found `61 * * * *`',
  "18:15: environments.staging.odoo.secret: a secret does not stand in this file: write it as ${env:NAME} or ${file:path}",
  "19:5: environments.staging.ssh.host_key: missing; pin it: run `ssh-keyscan HOST`, compare the fingerprint with the host's own, and put the key here as `ssh-ed25519 AAAA…`",
  "22:20: environments.staging.ssh.private_key: environment variable NO_SUCH_VARIABLE is not set",
  "envaudit: 10 problems in the configuration",
];

test("78 and where to begin when there is no file", async () => {
  const folder = temporaryFolder();
  const { code, stderr } = await cli(["audit"], { cwd: folder });
  const file = join(folder, "envaudit.yaml");
  expect(stderr).toBe(
    `${file}: there is no such file: \`envaudit init\` writes one to start from\n` +
      "envaudit: 1 problem in the configuration\n",
  );
  expect(code).toBe(78);
});

test("78 for the file that ENVAUDIT_CONFIG names", async () => {
  const folder = temporaryFolder();
  const env = { ENVAUDIT_CONFIG: "elsewhere.yaml" };
  const { code, stderr } = await cli(["validate"], { cwd: folder, env });
  expect(stderr).toContain(`${join(folder, "elsewhere.yaml")}: there is no such file`);
  expect(code).toBe(78);
});

test("78 for a folder in place of the file", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "envaudit.yaml"));
  const { code, stderr } = await cli(["validate"], { cwd: folder });
  expect(stderr).toContain("cannot read the file: it is a folder");
  expect(code).toBe(78);
});

test("78 for a bad file of environments.d", async () => {
  const folder = temporaryFolder();
  await cli(["init"], { cwd: folder });
  mkdirSync(join(folder, "environments.d"));
  const extra = join(folder, "environments.d", "more.yaml");
  writeFileSync(extra, "environments:\n  qa: { tier: qa, owner: ada }\n");
  const { code, stderr } = await cli(["validate"], { cwd: folder });
  expect(stderr).toContain(`${extra}:2:15: environments.qa.tier: expected one of dev, staging`);
  expect(code).toBe(78);
});

test("78 when the daemon cannot listen", async () => {
  const folder = temporaryFolder();
  const listen = "server: { listen: 192.0.2.1:9480 }\n";
  const environment = "environments: { qa: { tier: staging, owner: ada } }\n";
  writeFileSync(join(folder, "envaudit.yaml"), listen + environment);
  const { code, stderr } = await cli(["serve"], { cwd: folder });
  const where = `${join(folder, "envaudit.yaml")}: server.listen: `;
  expect(stderr).toContain(`${where}cannot listen on 192.0.2.1:9480: `);
  expect(stderr).not.toMatch(/ {4}at /);
  expect(code).toBe(78);
});
