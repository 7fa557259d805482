import fc from "fast-check";
import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { odooConfPath, type SimHost } from "../../src/simulator/spec.ts";
import { newKeyPair } from "../../src/simulator/ssh/keys.ts";
import { shellWords } from "../../src/simulator/ssh/words.ts";
import { exec, running, runningStaging, type Output } from "./support.ts";

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
const line = (...words: readonly string[]): string => words.map(quoted).join(" ");

async function on(host: Partial<SimHost>, command: string): Promise<Output> {
  const spec = seed(17, "staging");
  await using environment = await running({ ...spec, host: { ...spec.host, ...host } });
  return await exec(environment, command);
}

const file = {
  content: "[options]\nlist_db = False\n",
  mode: "640",
  owner: "odoo",
  group: "odoo",
  readable: false,
};
const hidden = { files: { [odooConfPath]: file } };
const cat = ["env", "LC_ALL=C", "cat", "--", odooConfPath] as const;
const stat = ["env", "LC_ALL=C", "stat", "-L", "-c", "%a %U %G", "--", odooConfPath] as const;

describe("commands over SSH", () => {
  it("id -un", async () => {
    expect(await on({}, line("env", "LC_ALL=C", "id", "-un"))).toEqual({
      stdout: "envaudit\n",
      stderr: "",
      code: 0,
    });
  });

  it("cat of a file that may be read", async () => {
    const files = { [odooConfPath]: { ...file, readable: true } };
    expect(await on({ files }, line(...cat))).toEqual({
      stdout: file.content,
      stderr: "",
      code: 0,
    });
  });

  it("cat of a file that may not", async () => {
    expect(await on(hidden, line(...cat))).toEqual({
      stdout: "",
      stderr: "cat: /etc/odoo/odoo.conf: Permission denied\n",
      code: 1,
    });
  });

  it("cat of a file that is not there", async () => {
    expect(await on({ files: {} }, line(...cat))).toMatchObject({
      stderr: "cat: /etc/odoo/odoo.conf: No such file or directory\n",
      code: 1,
    });
  });

  it("stat, also of a file that may not be read", async () => {
    expect(await on(hidden, line(...stat))).toEqual({
      stdout: "640 odoo odoo\n",
      stderr: "",
      code: 0,
    });
  });

  it("stat of a file that is not there", async () => {
    expect(await on({ files: {} }, line(...stat))).toMatchObject({
      stderr: "stat: cannot statx '/etc/odoo/odoo.conf': No such file or directory\n",
      code: 1,
    });
  });

  it("sudo reads what the account may not, where it is granted", async () => {
    const words = ["env", "LC_ALL=C", "sudo", "-n", "cat", "--", odooConfPath];
    expect(await on({ ...hidden, sudo: true }, line(...words))).toMatchObject({
      stdout: file.content,
      code: 0,
    });
    expect(await on(hidden, line(...words))).toMatchObject({
      stderr: "sudo: a password is required\n",
      code: 1,
    });
  });

  it("a wrapper, and nothing without it", async () => {
    const wrapper = ["docker", "exec", "-i", "odoo"];
    expect(await on({ wrapper }, line(...wrapper, "env", "LC_ALL=C", "id", "-un"))).toMatchObject({
      stdout: "envaudit\n",
      code: 0,
    });
    expect(await on({ wrapper }, line("id", "-un"))).toMatchObject({ code: 127 });
  });

  for (const words of [
    ["psql", "-X", "-d", "staging"],
    ["rm", "-rf", "/"],
    ["cat", odooConfPath],
  ]) {
    it(`${words.join(" ")} is not found`, async () => {
      expect(await on({}, line("env", "LC_ALL=C", ...words))).toEqual({
        stdout: "",
        stderr: `sh: 1: ${words[0]}: not found\n`,
        code: 127,
      });
    });
  }

  it("standard input is taken and thrown away, however long", async () => {
    await using environment = await runningStaging(17);
    const { ssh } = environment;
    const client = new ssh2.Client();
    const code = await new Promise((resolve, reject) => {
      client.on("error", reject);
      client.on("ready", () => {
        client.exec("psql", (error, channel) => {
          if (error) return reject(error);
          channel
            .on("exit", resolve)
            .on("error", () => undefined)
            .resume();
          channel.stderr.resume();
          channel.end("select 1;".repeat(300_000));
        });
      });
      const { host, port, user, privateKey } = ssh;
      client.connect({ host, port, username: user, privateKey });
    });
    client.end();
    expect(code).toBe(127);
  });

  it("are written down", async () => {
    await using environment = await runningStaging(17);
    await exec(environment, line("id", "-un"));
    expect(environment.commands).toEqual(["'id' '-un'"]);
  });
});

describe("who may log in", () => {
  it("not another key", async () => {
    await using environment = await runningStaging(17);
    const { privateKey } = newKeyPair();
    await expect(exec(environment, "id -un", { privateKey })).rejects.toThrow(
      "All configured authentication methods failed",
    );
  });

  it("not another user", async () => {
    await using environment = await runningStaging(17);
    await expect(exec(environment, "id -un", { user: "root" })).rejects.toThrow(
      "All configured authentication methods failed",
    );
  });

  it("every environment has keys of its own", async () => {
    await using one = await runningStaging(17);
    await using other = await runningStaging(17);
    expect(one.ssh.hostKey).toMatch(/^ssh-ed25519 [A-Za-z0-9+/=]+$/);
    expect(one.ssh.hostKey).not.toBe(other.ssh.hostKey);
    expect(one.ssh.privateKey).not.toBe(other.ssh.privateKey);
  });

  it("keys can always be read again", () => {
    for (let count = 0; count < 1000; count++) {
      const { privateKey, publicKey } = newKeyPair();
      for (const key of [privateKey, publicKey]) {
        expect(ssh2.utils.parseKey(key)).not.toBeInstanceOf(Error);
      }
    }
  });
});

describe("words of a command line", () => {
  it("come back as they were quoted", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (words) => {
        expect(shellWords(line(...words))).toEqual(words);
      }),
    );
  });

  it("double quotes and backslashes", () => {
    expect(shellWords(`a\\ b "c d"'e' "" "\\"\\$"`)).toEqual(["a b", "c de", "", '"$']);
    expect(shellWords("  cat   --  /etc/odoo/odoo.conf ")).toEqual(["cat", "--", odooConfPath]);
  });

  for (const text of [
    "a; b",
    "a | b",
    "a && b",
    "$(a)",
    "`a`",
    '"$HOME"',
    "a > b",
    "*",
    "'open",
    '"open',
    "\\",
  ]) {
    it(`${text} is more than words`, () => {
      expect(shellWords(text)).toBeUndefined();
    });
  }
});
