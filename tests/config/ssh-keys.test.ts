import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";
import { hostKeyProblem, privateKeyProblem, withoutComment } from "../../src/config/ssh-keys.ts";

const locked = { passphrase: "canary-7f3a", cipher: "aes256-ctr", rounds: 1 } as const;

describe("privateKeyProblem", () => {
  it("takes a key in OpenSSH's form", () => {
    const key = ssh2.utils.generateKeyPairSync("ed25519").private;
    expect(privateKeyProblem(key)).toBeUndefined();
  });

  it("refuses one with a passphrase, since nobody is there to type it", () => {
    const key = ssh2.utils.generateKeyPairSync("ed25519", locked).private;
    expect(privateKeyProblem(key)).toBe(
      "the private key has a passphrase, and nobody is there to type it: use one without",
    );
  });

  it("refuses the public half", () => {
    const key = ssh2.utils.generateKeyPairSync("ed25519").public;
    expect(privateKeyProblem(key)).toMatch(/^not a private key/);
  });
});

describe("hostKeyProblem", () => {
  it.each([
    ["ed25519", {}],
    ["rsa", { bits: 2048 }],
    ["ecdsa", { bits: 384 }],
  ] as const)("takes a whole %s key, with or without a comment", (type, options) => {
    const key = ssh2.utils.generateKeyPairSync(type, { bits: 256, ...options }).public;
    expect(hostKeyProblem(key)).toBeUndefined();
    expect(hostKeyProblem(`${withoutComment(key)} root@host`)).toBeUndefined();
  });
});
