import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { initText } from "../../src/config/init.ts";
import { complaints, env, load, loadExceptions, memoryFiles, roles } from "./options.ts";
import { loadConfig } from "../../src/config/load.ts";
import { loadOwnAssets } from "../../src/registry/assets.ts";

const assetsExample = join(import.meta.dirname, "../../docs/reference/assets.example.yaml");
const text = initText(new Date("2026-05-04T03:02:01Z"));

describe("the starting file", () => {
  it("is valid as it stands", () => {
    expect(complaints(() => load({ "envaudit.yaml": text }))).toEqual([]);
  });

  it("is valid with every line in use, once its secrets are there", () => {
    const files = memoryFiles({
      "envaudit.yaml": text.replaceAll(/^#(?!#)/gm, ""),
      id_ed25519: env.KEY,
      "assets.yaml": readFileSync(assetsExample, "utf8"),
    });
    const config = loadConfig({
      path: "/etc/envaudit/envaudit.yaml",
      files,
      env: { ENVAUDIT_STAGING_API_KEY: "x" },
      ...roles,
      loadAssets: loadOwnAssets,
      loadExceptions,
    });
    expect(config.environments.map(({ name }) => name)).toEqual(["staging", "production"]);
    expect(config.environments[0]?.odoo).toMatchObject({ api: "auto", secretIsApiKey: true });
    expect(Object.keys(config.assets.assets)).toContain("custom.warehouse-robot");
    expect(config.environments[0]?.judgeAs).toBe("18.0");
    expect(config.environments[0]?.ssh?.wrapper).toEqual(["docker", "exec", "-i", "odoo"]);
  });

  it("has days that lie ahead", () => {
    expect(text).toContain("expires: 2026-08-02");
    expect(text).toContain("review: 2027-05-04");
  });

  it("has no line that a terminal would break", () => {
    const longest = Math.max(...text.split("\n").map((line) => line.length));
    expect(longest).toBeLessThanOrEqual(110);
  });
});
