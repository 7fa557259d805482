import { expect, test } from "vitest";
import { cli, temporaryFolder } from "./support.ts";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const own = `checks:
  custom.never:
    control: integration_safeguards
    severity: high
    pass_title: Nothing
    fail_title: Something
    why: A test.
    remedy: None.
    references: [FR-4 Integration safeguards]
assets:
  custom.never:
    check: custom.never
    module: base
    model: ir.config_parameter
    live:
      all:
        - { field: key, op: "=", value: a }
        - { field: key, op: "=", value: b }
    title: "Parameter {name}"
    remedy: "Delete {name}."
`;

test("checks selftest exits 1 and names an own asset that no record can be live by", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "own.yaml"), own);
  writeFileSync(
    join(folder, "envaudit.yaml"),
    "assets: [own.yaml]\nenvironments: { dev: { tier: dev, owner: ada, accepted_gaps: [api, ssh, sql] } }\n",
  );
  const { code, stdout } = await cli(["checks", "selftest", "--config", "envaudit.yaml"], {
    cwd: folder,
  });
  expect(stdout).toMatch(
    /^BLIND {2}custom\.never: no record can be live by the condition of asset custom\.never\n\d+ checks tested, 1 blind\n$/,
  );
  expect(code).toBe(1);
}, 120_000);
