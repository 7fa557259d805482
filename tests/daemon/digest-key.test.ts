import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { controlSocketPath } from "../../src/daemon-lock.ts";
import { digestKey } from "../../src/digest-key.ts";
import { RecordError } from "../../src/model/errors.ts";
import { temporaryFolder } from "../cli/support.ts";

describe("the digest key", () => {
  test("is made once, for its owner alone, and is the same ever after", () => {
    const folder = temporaryFolder();
    const path = join(folder, "envaudit.db");
    const key = digestKey(path).reveal();
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(digestKey(path).reveal()).toBe(key);
    expect(statSync(`${path}.key`).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["envaudit.db.key"]); // no draft is left
  });

  test("is another one for another store", () => {
    const folder = temporaryFolder();
    const [a, b] = ["a.db", "b.db"].map((name) => digestKey(join(folder, name)).reveal());
    expect(a).not.toBe(b);
  });

  test("is refused when others may read it", () => {
    const path = join(temporaryFolder(), "envaudit.db");
    digestKey(path);
    chmodSync(`${path}.key`, 0o640);
    expect(() => digestKey(path)).toThrow(
      new RecordError(`${path}.key: others may read the digest key; chmod 600 it`),
    );
  });

  test("is refused, and left alone, when it is something else", () => {
    const path = join(temporaryFolder(), "envaudit.db");
    writeFileSync(`${path}.key`, "half a ke", { mode: 0o600 });
    expect(() => digestKey(path)).toThrow(new RecordError(`${path}.key: it is no digest key`));
    expect(readFileSync(`${path}.key`, "utf8")).toBe("half a ke");
  });

  test("says where it cannot be written", () => {
    const path = join(temporaryFolder(), "none", "envaudit.db");
    expect(() => digestKey(path)).toThrow(
      new RecordError(`${path}.key: the digest key cannot be written`),
    );
  });
});

describe("the control socket", () => {
  test("lies beside the store", () => {
    expect(controlSocketPath("/var/lib/envaudit.db")).toBe("/var/lib/envaudit.db.sock");
  });

  test("lies in the temporary folder where that path is too long, one for each store", () => {
    const long = `/${"folder/".repeat(20)}envaudit.db`;
    const path = controlSocketPath(long);
    expect(dirname(path)).toBe(tmpdir());
    expect(controlSocketPath(long)).toBe(path);
    expect(controlSocketPath(`${long}2`)).not.toBe(path);
  });
});
