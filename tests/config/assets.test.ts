import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { complaints, load } from "./options.ts";

const own = readFileSync(
  join(import.meta.dirname, "../../docs/reference/assets.example.yaml"),
  "utf8",
);
const main = (assets: string): string =>
  `assets: ${assets}\nenvironments:\n  dev:\n    tier: dev\n    owner: ada\n`;

describe("assets of the operator's own", () => {
  it("are read relative to the main file, and change the digest", () => {
    const config = load({ "envaudit.yaml": main("[own/robots.yaml]"), "own/robots.yaml": own });
    expect(Object.keys(config.assets.checks)).toEqual(["custom.warehouse-robot"]);
    expect(Object.keys(config.assets.assets)).toHaveLength(2);
    expect(config.digest).not.toBe(load({ "envaudit.yaml": main("[]") }).digest);
  });

  it("are none where none are named", () => {
    expect(load({ "envaudit.yaml": main("[]") }).assets).toEqual({ checks: {}, assets: {} });
  });

  it("that are not there are told where they are named", () => {
    expect(complaints(() => load({ "envaudit.yaml": main("[a.yaml]") }))).toEqual([
      "/etc/envaudit/envaudit.yaml:1:10: assets[0]: cannot read the file: there is no such file",
    ]);
  });

  it("that are named twice are told", () => {
    const texts = { "envaudit.yaml": main("[a.yaml, ./a.yaml]"), "a.yaml": own };
    expect(complaints(() => load(texts))).toEqual([
      "/etc/envaudit/envaudit.yaml:1:18: assets[1]: this file is named already",
    ]);
  });

  it("with mistakes are told with file and line, beside the mistakes of the main file", () => {
    const texts = {
      "envaudit.yaml": main("[a.yaml, b.yaml]").replace("tier: dev", "tier: deb"),
      "a.yaml": own
        .replace('op: "="', 'op: "=="')
        .replace("model: acme.robot", "model: Acme Robot"),
      "b.yaml": own,
    };
    expect(complaints(() => load(texts))).toEqual([
      "/etc/envaudit/envaudit.yaml:4:11: environments.dev.tier: expected one of dev, staging, uat, production, found `deb`; did you mean `dev`?",
      "/etc/envaudit/a.yaml:18:12: assets.custom.warehouse-robot.model: not of the expected form /^[a-z][a-z0-9_]*(\\.[a-z0-9_]+)*$/",
      "/etc/envaudit/a.yaml:23:32: assets.custom.warehouse-robot.live.all[0].op: expected one of =, !=, in, not in, ends with, contains, found `==`",
      "/etc/envaudit/b.yaml:4:3: checks.custom.warehouse-robot: `custom.warehouse-robot` is given already at /etc/envaudit/a.yaml:4:3",
      "/etc/envaudit/b.yaml:15:3: assets.custom.warehouse-robot: `custom.warehouse-robot` is given already at /etc/envaudit/a.yaml:15:3",
      "/etc/envaudit/b.yaml:29:3: assets.custom.warehouse-mode: `custom.warehouse-mode` is given already at /etc/envaudit/a.yaml:29:3",
    ]);
  });
});
