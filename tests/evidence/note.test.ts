import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCheckpoint, signCheckpoint } from "../../src/evidence/checkpoint.ts";
import { emptyRoot } from "../../src/evidence/merkle.ts";
import {
  formatVerifierKey,
  noteKey,
  parseNote,
  parseVerifierKey,
  signNote,
  verifyNote,
  type NoteKey,
} from "../../src/evidence/note.ts";

const only = (key: NoteKey | undefined) => (name: string, id: string) =>
  key?.name === name && key.id === id ? key : undefined;

/** How the note stands with one known key; undefined when it is no note. */
function state(text: string, key: NoteKey | undefined): string | undefined {
  const note = parseNote(text);
  return note && verifyNote(note, only(key)).state;
}

// Published with golang.org/x/mod/sumdb/note.
const neumann = {
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  signature:
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
  verifier: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  secret: "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
};
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");
const privateKey = createPrivateKey({
  key: Buffer.concat([pkcs8, Buffer.from(neumann.secret, "base64").subarray(1)]),
  format: "der",
  type: "pkcs8",
});
const signed = `${neumann.text}\n— PeterNeumann ${neumann.signature}\n`;

describe("the published note", () => {
  const key = parseVerifierKey(neumann.verifier);

  test("is verified, and not with one byte changed", () => {
    expect(state(signed, key)).toBe("verified");
    expect(state(signed.replace("answer", "Answer"), key)).toBe("bad_signature");
    expect(state(signed, undefined)).toBe("unknown_key");
  });

  test("is what our signing makes, and its key reads and writes alike", () => {
    expect(signNote(neumann.text, "PeterNeumann", privateKey)).toBe(signed);
    expect(formatVerifierKey(noteKey("PeterNeumann", privateKey))).toBe(neumann.verifier);
    expect(key && formatVerifierKey(key)).toBe(neumann.verifier);
  });

  // From the specification of C2SP, with the key of its test data.
  test("of another implementation is verified too", () => {
    const note =
      "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    const verifier = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    expect(state(note, parseVerifierKey(verifier))).toBe("verified");
  });
});

describe("a note", () => {
  const key = noteKey("PeterNeumann", privateKey);

  test("with one bad signature of a known key is bad, whatever stands beside it", () => {
    const line = `— PeterNeumann ${neumann.signature}\n`;
    const bad = `— PeterNeumann ${Buffer.concat([Buffer.from(key.id, "hex"), Buffer.alloc(64)]).toString("base64")}\n`;
    expect(state(`${neumann.text}\n${line}${bad}`, key)).toBe("bad_signature");
    expect(state(`${neumann.text}\n${bad}${line}`, key)).toBe("bad_signature");
  });

  test("is verified beside signatures of keys that nobody knows", () => {
    const stranger = `— example.com/witness ${Buffer.alloc(80, 7).toString("base64")}\n`;
    expect(state(`${signed}${stranger}`, key)).toBe("verified");
    expect(state(`${signed}${stranger.repeat(16)}`, key)).toBeUndefined();
  });

  test.each([
    ["without signatures", neumann.text],
    ["without the blank line", signed.replace("\n\n", "\n")],
    ["without the newline at its end", signed.slice(0, -1)],
    ["with a carriage return", signed.replace("problem,\n", "problem,\r\n")],
    ["with a hyphen for the dash", signed.replace("—", "-")],
    ["with base64 that another text would give too", signed.replace("nAM=", "nAN=")],
    ["with a signature of no bytes", `${neumann.text}\n— a AAAAAA==\n`],
  ])("%s is none", (_name, text) => {
    expect(parseNote(text)).toBeUndefined();
  });

  test.each([
    ["another id", neumann.verifier.replace("c74f", "c74e")],
    ["another name", neumann.verifier.replace("Peter", "Pater")],
    ["another type of key", neumann.verifier.replace("+AR", "+AB")],
    ["a blank in its name", neumann.verifier.replace("Peter", "Peter ")],
    ["nothing", ""],
  ])("has no verifier key with %s", (_name, text) => {
    expect(parseVerifierKey(text)).toBeUndefined();
  });

  test("of any text is verified until a byte of it changes", () => {
    const line = fc.string({ minLength: 1 }).map((s) => s.replaceAll(/[\p{Cc}\n]/gu, "."));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.nat(), (lines, seed) => {
        const note = signNote(`${lines.join("\n")}\n`, "example.com/log", privateKey);
        const known = noteKey("example.com/log", privateKey);
        expect(state(note, known)).toBe("verified");
        const bytes = Buffer.from(note);
        const at = seed % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (seed % 7)), at);
        expect(state(bytes.toString(), known)).not.toBe("verified");
      }),
    );
  });
});

describe("a checkpoint", () => {
  const { privateKey: key } = generateKeyPairSync("ed25519");
  const note = signCheckpoint({ origin: "example.com/log", size: 42, root: emptyRoot }, key);

  test("is a note of three lines, signed under the name of the log", () => {
    expect(note.split("\n").slice(0, 4)).toEqual([
      "example.com/log",
      "42",
      "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
      "",
    ]);
    expect(state(note, noteKey("example.com/log", key))).toBe("verified");
    expect(parseCheckpoint(note)).toMatchObject({
      origin: "example.com/log",
      size: 42,
      root: emptyRoot,
    });
  });

  test.each([
    ["a size with a leading zero", note.replace("\n42\n", "\n042\n")],
    ["a size below zero", note.replace("\n42\n", "\n-42\n")],
    ["a size beyond whole numbers", note.replace("\n42\n", "\n99999999999999999\n")],
    ["a short root", note.replace("47DEQpj8", "")],
    ["a line more", note.replace("\n\n", "\nextension\n\n")],
    ["a line less", note.replace("example.com/log\n", "")],
    ["no origin", note.replace("example.com/log\n", "\n")],
  ])("has not %s", (_name, text) => {
    expect(parseCheckpoint(text)).toBeUndefined();
  });
});
