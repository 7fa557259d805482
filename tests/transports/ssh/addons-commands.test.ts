import { expect, test } from "vitest";
import { commandLine } from "../../../src/transports/ssh/command-line.ts";
import { argv, type HostCommand } from "../../../src/transports/ssh/commands.ts";

const line = (command: HostCommand): string =>
  commandLine({ wrapper: [], sudo: true }, argv(command));

test("the code of modules is looked at without sudo, each path one word", () => {
  const paths = ["/opt/my addons", "/x'; rm -rf /"] as const;
  expect(line({ name: "read-addons-files", paths })).toBe(
    String.raw`'env' 'LC_ALL=C' 'grep' '-aH' '-e' '' '--' '/opt/my addons' '/x'\''; rm -rf /'`,
  );
  expect(line({ name: "list-addons", paths })).toBe(
    String.raw`'env' 'LC_ALL=C' 'find' '-L' '/opt/my addons' '/x'\''; rm -rf /' '-mindepth' '2' '-maxdepth' '3' '(' '-path' '*/__manifest__.py' '-o' '-path' '*/__openerp__.py' '-o' '-path' '*/data/neutralize.sql' ')' '-printf' '%s %p\n'`,
  );
  expect(line({ name: "find-iap-addons", paths: ["/a"] })).toBe(
    String.raw`'env' 'LC_ALL=C' 'grep' '-rlE' '--include=*.py' '--exclude-dir=tests' '-e' '['\''"]iap(_mail|_crm|_extract)?['\''"]' '--' '/a'`,
  );
});

test("of running processes only the options that say where modules are", () => {
  expect(line({ name: "find-addons-options" })).toBe(
    "'env' 'LC_ALL=C' 'find' '/proc' '-mindepth' '2' '-maxdepth' '2' '-name' 'cmdline' '-exec' 'grep' '-azHsE' '-A1' '-e' '^(--addons-path|--config)(=|$)|^-c$|^-c/|(^|/)odoo-bin$|/bin/odoo$' '{}' '+'",
  );
});
