import { expect, test } from "vitest";
import { commandLine, sudoRule } from "../../../src/transports/ssh/command-line.ts";
import { argv } from "../../../src/transports/ssh/commands.ts";

const conf = argv({ name: "read-odoo-conf", path: "/etc/odoo/odoo.conf" });

test("a command runs in the C locale", () => {
  expect(commandLine({ wrapper: [], sudo: false }, argv({ name: "whoami" }))).toBe(
    "'env' 'LC_ALL=C' 'id' '-un'",
  );
});

test("sudo goes before a command that may need it, inside the wrapper", () => {
  expect(commandLine({ wrapper: ["docker", "exec", "-i", "odoo"], sudo: true }, conf)).toBe(
    "'docker' 'exec' '-i' 'odoo' 'env' 'LC_ALL=C' 'sudo' '-n' 'cat' '--' '/etc/odoo/odoo.conf'",
  );
});

test("sudo does not go before a command that every account may run", () => {
  expect(commandLine({ wrapper: [], sudo: true }, argv({ name: "whoami" }))).not.toContain("sudo");
});

test("the rule of sudoers is the exact command, with sudoers' own signs escaped", () => {
  expect(sudoRule("auditor", ["cat", "--", "/etc/odoo/a,b*.conf"])).toBe(
    String.raw`auditor ALL=(root) NOPASSWD: /usr/bin/cat -- /etc/odoo/a\,b\*.conf`,
  );
});
