import type { SimFile } from "../../spec.ts";
import type { SeedContext } from "./context.ts";

/** Where Debian's package has Odoo's modules, and every simulated host. */
const addonsFolder = "/usr/lib/python3/dist-packages/odoo/addons";

const codeFile = (content: string): SimFile => ({
  content,
  mode: "644",
  owner: "root",
  group: "root",
  readable: true,
});

/** The code of a module, as far as an auditor looks at it. */
export function moduleFiles(name: string, lines: readonly string[] = []): Record<string, SimFile> {
  const folder = `${addonsFolder}/${name}`;
  return {
    [`${folder}/__manifest__.py`]: codeFile(`{"name": "${name}", "depends": ["base"]}\n`),
    [`${folder}/models/models.py`]: codeFile(["from odoo import models", ...lines, ""].join("\n")),
  };
}

// Modules of the seeds that talk to other machines.
const calling: Readonly<Record<string, readonly string[]>> = {
  mail: ["import smtplib"],
  auth_oauth: ["import requests"],
};

/** Every installed module; from 16 on the first of them has its part of the neutralisation script. */
export function codeFiles({ major, modules }: SeedContext): Readonly<Record<string, SimFile>> {
  const script = [
    "-- what a copy must not do",
    "UPDATE ir_mail_server SET active = false;",
    "UPDATE ir_cron SET active = false WHERE id <> 1;",
    "INSERT INTO ir_config_parameter (key, value) VALUES ('database.is_neutralized', true)",
    "    ON CONFLICT (key) DO UPDATE SET value = true;",
    "",
  ].join("\n");
  const files = Object.assign(
    {},
    ...modules.map((name) => moduleFiles(name, calling[name])),
  ) as Record<string, SimFile>;
  return major >= 16
    ? { ...files, [`${addonsFolder}/base/data/neutralize.sql`]: codeFile(script) }
    : files;
}
