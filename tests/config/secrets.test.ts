import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/config/files.ts";
import { loadConfig } from "../../src/config/load.ts";
import { resolveSecret } from "../../src/config/secrets.ts";
import { canary, complaints, onDisk } from "./options.ts";

const folder = mkdtempSync(join(tmpdir(), "envaudit-secrets-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string, mode: number): void {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), mode);
}

const look = (reference: string, env = {}) =>
  resolveSecret(reference, { files: nodeFiles, env, folder });

describe("a secret in a file", () => {
  it("is read when only its owner and group may", () => {
    write("private", `${canary}\n`, 0o640);
    const found = look("${file:private}");
    expect(found.ok && found.value.reveal()).toBe(canary);
  });

  it.each([0o644, 0o602, 0o601])("is refused with mode %o", (mode) => {
    write("shared", canary, mode);
    expect(look("${file:./shared}")).toEqual({
      ok: false,
      message: "secret file `./shared` is open to every account of this machine: chmod o= it",
    });
  });

  it("is refused when it is empty", () => {
    write("empty", "\n", 0o600);
    expect(look("${file:empty}")).toEqual({ ok: false, message: "secret file `empty` is empty" });
  });

  it("is refused when it is a folder", () => {
    mkdirSync(join(folder, "folder"), { mode: 0o700 });
    const message = "cannot read `folder`: it is a folder";
    expect(look("${file:folder}")).toEqual({ ok: false, message });
  });

  it("loses one newline and keeps every other blank", () => {
    write("blanks", " a\n\n", 0o600);
    const found = look("${file:blanks}");
    expect(found.ok && found.value.reveal()).toBe(" a\n");
  });
});

describe("a secret in a variable", () => {
  it("is taken as it is", () => {
    const found = look("${env:NAME}", { NAME: canary });
    expect(found.ok && found.value.reveal()).toBe(canary);
  });
});

describe("anything but a reference", () => {
  it.each(["", canary, "$NAME", "${NAME}", "${env:}", "${env:A B}", "x${env:NAME}", "${file:}"])(
    "%j is refused without being quoted",
    (text) => {
      expect(look(text, { NAME: "x" })).toEqual({
        ok: false,
        message: "a secret does not stand in this file: write it as ${env:NAME} or ${file:path}",
      });
    },
  );
});

describe("a shared secret file in a configuration", () => {
  it("is a problem at its line", () => {
    write("shared", canary, 0o644);
    const start = "digest_key: ${file:shared}\nenvironments: { a: { tier: dev, owner: ada } }\n";
    write("envaudit.yaml", start, 0o644);
    const path = join(folder, "envaudit.yaml");
    expect(complaints(() => loadConfig(onDisk(path)))).toEqual([
      `${path}:1:13: digest_key: secret file \`shared\` is open to every account of this machine: ` +
        "chmod o= it",
    ]);
  });
});
