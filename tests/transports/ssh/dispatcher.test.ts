import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { connectOutArgv } from "../../../src/transports/active/commands.ts";
import { oneSelect } from "../../../src/transports/sql/one-select.ts";
import { script } from "../../../src/transports/sql/script.ts";
import { defaultSqlLimits } from "../../../src/transports/sql/wire.ts";
import { commandLine, fullWords } from "../../../src/transports/ssh/command-line.ts";
import { argv, type Argv, type HostCommand } from "../../../src/transports/ssh/commands.ts";

const probe = fileURLToPath(new URL("../../../deploy/ssh/envaudit-probe", import.meta.url));
const conf = "/etc/odoo/odoo.conf";
const nonce = "0123456789abcdef0123456789abcdef";

/** Queries with everything that a literal may hold and psql must not act on. */
const lines = [
  String.raw`select 'a;b' as a, E'x\n\\y''z' as b, '\! id' as c, ':name $1 !' as d`,
  "with t as (\n  select 1::int as x\n) select x from t",
].map((sql, index) => oneSelect({ id: `q${index}`, sql }));

const psql: HostCommand = {
  name: "psql",
  database: "staging",
  user: "envaudit_auditor",
  host: undefined,
  port: 5433,
  nonce,
  lines,
  script: script(lines, nonce, defaultSqlLimits),
};
const neutralize = "/opt/it's/sale/data/neutralize.sql";
/** One of each; a name that is missing here does not compile. */
const commands: { readonly [N in HostCommand["name"]]: HostCommand & { readonly name: N } } = {
  whoami: { name: "whoami" },
  "read-odoo-conf": { name: "read-odoo-conf", path: conf },
  "stat-odoo-conf": { name: "stat-odoo-conf", path: conf },
  "stat-odoo-log": { name: "stat-odoo-log", path: "/var/log/odoo/odoo-server.log" },
  "find-addons-options": { name: "find-addons-options" },
  "list-addons": { name: "list-addons", paths: ["/opt/my addons", "/usr/lib/odoo"] },
  "read-addons-files": { name: "read-addons-files", paths: [neutralize] },
  "find-importing-addons": { name: "find-importing-addons", paths: ["/opt/a", "/opt/b"] },
  "find-iap-addons": { name: "find-iap-addons", paths: ["/opt/a/__manifest__.py"] },
  "list-processes": { name: "list-processes" },
  "read-accounts": { name: "read-accounts" },
  "read-authorized-keys": { name: "read-authorized-keys" },
  "read-sudoers": { name: "read-sudoers" },
  "read-sshd-config": { name: "read-sshd-config" },
  "read-odoo-environment": { name: "read-odoo-environment" },
  "read-listeners": { name: "read-listeners" },
  "ask-postfix": { name: "ask-postfix" },
  "ask-exim": { name: "ask-exim" },
  "ask-msmtp": { name: "ask-msmtp" },
  "ask-sendmail": { name: "ask-sendmail" },
  "list-mta-confs": { name: "list-mta-confs" },
  psql: { ...psql, name: "psql" },
};
const targets = [{ host: "api.stripe.com", port: 443 }] as const;
const all: readonly Argv[] = [...Object.values(commands).map(argv), connectOutArgv(targets)];

const options = [`--odoo-conf=${conf}`, "--psql=staging,envaudit_auditor,,5433", "--egress"];
const busybox = spawnSync("busybox", ["true"]).status === 0;
if (!busybox) console.log("skipped: the dispatcher in busybox's shell (busybox is not installed)");
const shells = [["sh"], ...(busybox ? [["busybox", "ash"]] : [])];

let bin: string;
beforeAll(() => {
  bin = mkdtempSync(join(tmpdir(), "envaudit-probe-"));
  write("say", `#!/bin/sh\nfor word in "$@"; do printf '[%s]\\n' "$word"; done\ncat\n`);
});
afterAll(() => rmSync(bin, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(bin, name), text);
  chmodSync(join(bin, name), 0o755);
  return join(bin, name);
}

test("the dispatcher knows the closed list, and nothing else", () => {
  const text = readFileSync(probe, "utf8");
  const known = [...text.matchAll(/^ {2}([a-z-]+)\)$/gm)].map(([, name = ""]) => name);
  expect(known.toSorted()).toEqual([...Object.keys(commands), "connect-out"].toSorted());
});

describe.each(shells)("in the shell %s %s", (...shell) => {
  function run(line: string, { extra = [] as readonly string[], input = "" } = {}) {
    const [program = "sh", ...rest] = shell.filter((word) => word !== undefined);
    const { stdout, stderr, status } = spawnSync(program, [...rest, probe, ...options, ...extra], {
      encoding: "utf8",
      input,
      env: { PATH: process.env["PATH"], SSH_ORIGINAL_COMMAND: line },
    });
    return { stdout, stderr, code: status };
  }

  it.each(all.map((one) => [one.probe.words[0], one] as const))(
    "says the same words for %s",
    (_name, one) => {
      const wrapper = [join(bin, "say")];
      for (const sudo of [false, true]) {
        const extra = [`--wrapper=${wrapper.join(" ")}`, ...(sudo ? ["--sudo"] : [])];
        const line = commandLine({ wrapper, sudo, dispatcher: true }, one);
        const words = fullWords({ wrapper, sudo }, one).slice(1);
        expect(run(line, { extra, input: one.probe.stdin })).toEqual({
          stdout: words.map((word) => `[${word}]\n`).join("") + (one.stdin ?? ""),
          stderr: "",
          code: 0,
        });
      }
    },
  );

  it("gives the program's own end away", () => {
    const missing = run(`'read-odoo-conf' '${conf}'`, { extra: ["--wrapper=false"] });
    expect(missing.code).toBe(1);
    const line = commandLine({ wrapper: [], sudo: false, dispatcher: true }, argv(psql));
    const wrapper = write("ends", "#!/bin/sh\ncat >/dev/null\nexit 7\n");
    expect(run(line, { extra: [`--wrapper=${wrapper}`], input: "select 1\n" }).code).toBe(7);
  });

  const asked = `'psql' 'staging' 'envaudit_auditor' '' '5433' '${nonce}'`;
  it.each([
    ["", "no probe was named; this account has no shell"],
    ["whoami", "every word must stand in single quotes"],
    ["'whoami", "a quote is not closed"],
    ["'whoami';id", "every word must stand in single quotes"],
    ["'whoami'  ''", "every word must stand in single quotes"],
    ["'whoami' ", "every word must stand in single quotes"],
    ["'who'ami", "every word must stand in single quotes"],
    ["'whoami' $(id)", "every word must stand in single quotes"],
    ["'whoami'\n'id'", "a control character in the command"],
    ["'read-odoo-conf' '/etc/odoo/odoo.conf\n/etc/shadow'", "a control character in the command"],
    ["'whoami' '-a'", "whoami takes no argument"],
    ["'read-sudoers' '/etc/shadow'", "read-sudoers takes no argument"],
    ["'sh' '-c' 'id'", "sh is no probe"],
    ["'env' 'LC_ALL=C' 'id' '-un'", "env is no probe"],
    ["'read-odoo-conf'", "read-odoo-conf takes one path"],
    ["'read-odoo-conf' '/etc/shadow'", "/etc/shadow is none of the paths"],
    [`'read-odoo-conf' '${conf}' '/etc/shadow'`, "read-odoo-conf takes one path"],
    ["'stat-odoo-log' '--help'", "a path must begin at the root"],
    ["'stat-odoo-log' '/a/../b'", "a path that leads back"],
    ["'list-addons'", "list-addons takes paths"],
    ["'list-addons' '/a' '-delete'", "a path must begin at the root"],
    ["'list-addons' '/a/..'", "a path that leads back"],
    ["'read-addons-files' '/etc/shadow'", "read-addons-files reads data/neutralize.sql"],
    ["'read-addons-files' '/a/../data/neutralize.sql'", "a path that leads back"],
    ["'connect-out' '-v:1'", "-v:1 is no HOST:PORT"],
    ["'connect-out' 'a b:1'", "a b:1 is no HOST:PORT"],
    ["'psql' 'production' 'envaudit_auditor' '' '5433' 'x'", "production is no database"],
    ["'psql' 'staging' 'postgres' '' '5433' 'x'", "staging is no database that --psql names"],
    ["'psql' 'staging' 'envaudit_auditor' '' '5433'", "psql takes five arguments"],
    [asked.replace(nonce, "12"), "the nonce is too short"],
    [asked.replace(nonce, `${nonce} \\! id`), "the nonce is not hexadecimal"],
  ])("refuses %j", (line, why) => {
    const said = run(line, { extra: [`--wrapper=${join(bin, "say")}`] });
    expect(said).toMatchObject({ stdout: "", code: 64 });
    expect(said.stderr).toContain(`envaudit-probe: refused: ${why}`);
  });

  it.each([
    "update res_users set active = true",
    String.raw`\! id`,
    String.raw`select 1 \! id`,
    "select 1; drop table res_users",
    "select :envaudit_why",
    "select 1 where $x$ is null",
    "select `id`",
    "select 1\u0001",
    "",
  ])("refuses the query %j, and gives psql nothing of it", (query) => {
    const said = run(asked, { extra: [`--wrapper=${join(bin, "say")}`], input: `${query}\n` });
    expect(said.code).toBe(64);
    expect(said.stderr).toContain("envaudit-probe: refused: a query ");
    expect(said.stdout).toMatch(/\\endif\n$/);
  });

  it("refuses what its own line does not allow", () => {
    const words = `'connect-out' 'api.stripe.com:443'`;
    const [program = "sh", ...rest] = shell.filter((word) => word !== undefined);
    const alone = (line: string, ...extra: readonly string[]) =>
      spawnSync(program, [...rest, probe, ...extra], {
        encoding: "utf8",
        env: { PATH: process.env["PATH"], SSH_ORIGINAL_COMMAND: line },
      });
    expect(alone(words).stderr).toContain("connect-out is off");
    expect(alone(`'read-odoo-conf' '${conf}'`).stderr).toContain("none of the paths");
    expect(alone("'whoami'", "--shell").stderr).toContain("its own option is wrong");
    expect(alone("'whoami'").stdout).toBe(execFileSync("id", ["-un"], { encoding: "utf8" }));
  });
});
