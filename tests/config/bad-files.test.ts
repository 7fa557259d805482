import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { canary, complaints, onDisk } from "./options.ts";

const folder = fileURLToPath(new URL("testdata/", import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith(".bad.yaml"));
const expected = readFileSync(`${folder}expected.txt`, "utf8").trimEnd().split("\n");

function complaintsAbout(name: string): string[] {
  return complaints(() => loadConfig(onDisk(`${folder}${name}`))).map((line) =>
    line.replace(folder, ""),
  );
}

describe("a bad configuration file", () => {
  it.each(names)("%s", (name) => {
    const wanted = expected.filter((line) => line.startsWith(`${name}:`));
    expect(wanted).not.toEqual([]);
    expect(complaintsAbout(name)).toEqual(wanted);
  });

  it("has every mistake told at once", () => {
    expect(complaintsAbout("ten-mistakes.bad.yaml")).toHaveLength(10);
  });

  it("never has a secret told, whether it stands in the file or behind a reference", () => {
    const told = names.flatMap(complaintsAbout).join("\n");
    expect(told).not.toContain(canary);
    expect(told).not.toContain("73731234");
    expect(told).not.toContain("PRIVATE KEY-----");
  });

  it("is there for every expectation", () => {
    const files = new Set(expected.map((line) => line.slice(0, line.indexOf(":"))));
    expect([...files]).toEqual(names.toSorted());
  });
});
