import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { simulated, writeConfig } from "../cli/environments.ts";
import { auditsIn, cli, start, temporaryFolder, until } from "../cli/support.ts";
import { faultXml, httpHost } from "../support/http-hosts.ts";

const password = "canary-8d1f6a90-password";

/** Echoes in a fault's traceback whatever was sent to it, as a proxy in debug mode or an Odoo error may. */
const echoingHost = () =>
  httpHost((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      response.writeHead(200, { "content-type": "text/xml" });
      response.end(faultXml(1, `Traceback (most recent call last):\n  File "x.py"\n${body}`));
    });
  });

/** Everything that the store's own files hold, but for the key and the secrets that the test has written. */
function storedIn(folder: string): string {
  const names = readdirSync(folder).filter((name) => /^envaudit\.db(-wal|-shm)?$/.test(name));
  expect(names).toContain("envaudit.db");
  return names.map((name) => readFileSync(join(folder, name), "latin1")).join("\n");
}

test("secrets that a target sends back are shown nowhere, and no traceback of it", async () => {
  const folder = temporaryFolder();
  await using echoing = await echoingHost();
  const staging = await simulated("staging", "mail.outgoing-servers");
  const { odoo, ssh } = staging;
  writeConfig(folder, {
    echoing: { odoo: { ...odoo, url: echoing.url, password }, ssh },
    staging: { odoo, ssh },
  });
  const started = { cwd: folder, env: { ENVAUDIT_TRACE: "1" } };
  const commands = [
    ["audit"],
    ["audit", "--format", "json"],
    ["audit", "--format", "junit"],
    ["plan", "--json"],
    ["validate"],
    ["doctor", "echoing"],
    ["doctor", "echoing", "--json"],
  ];
  const runs = await Promise.all(commands.map((args) => cli(args, started)));
  expect(runs.map(({ code }) => code)).toEqual([1, 1, 1, 0, 0, 2, 2]);
  const outputs = runs.flatMap(({ stdout, stderr }) => [stdout, stderr]);
  const serving = start(["serve"], started);
  const [, url = ""] = await serving.says(/(http:\/\/\S+)\/metrics/);
  await until("the daemon's audits", () => auditsIn(join(folder, "envaudit.db")).length === 8);
  outputs.push(await (await fetch(`${url}/metrics`)).text(), serving.written.stderr);
  serving.process.kill("SIGTERM");
  const { stdout, stderr } = await serving.ended();
  const everything = [...outputs, stdout, stderr, storedIn(folder)].join("\n");

  expect(everything).toContain("malformed_response"); // the echo was met
  const parameters = staging.spec().database.models["ir.config_parameter"]?.rows ?? [];
  const secret = parameters.find((row) => row["key"] === "database.secret")?.["value"];
  expect(secret).toBeTruthy();
  for (const canary of [
    password,
    odoo.password,
    String(secret),
    ssh.privateKey.split("\n")[2] ?? "",
    "Traceback",
    "x.py",
  ]) {
    expect(canary).not.toBe("");
    expect(everything).not.toContain(canary);
  }
});

test("a file that is refused gives away no secret in its messages", async () => {
  const folder = temporaryFolder();
  const key = "PRIVATE KEY canarykeybody1234";
  const environment = `
environments:
  staging:
    tier: stagging
    owner: ada
    lifecycle: { expires: 2030-01-01 }
    odoo:
      url: https://ada:${password}@staging.example.com
      database: staging
      login: envaudit
      secret: ${password}
    ssh:
      host: staging.example.com
      user: envaudit
      private_key: \${env:KEY}
      host_key: ssh-ed25519 AAAA
`;
  writeFileSync(join(folder, "envaudit.yaml"), environment);
  const { code, stderr } = await cli(["validate"], { cwd: folder, env: { KEY: key } });
  expect(code).toBe(78);
  expect(stderr).toContain(
    "environments.staging.odoo.secret: a secret does not stand in this file",
  );
  expect(stderr).toContain("environments.staging.ssh.private_key: ");
  expect(stderr).not.toContain(password);
  expect(stderr).not.toContain("canarykeybody");
});
