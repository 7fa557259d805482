import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { findingUid } from "../../src/model/ids.ts";
import { failOrPass, type Finding } from "../../src/model/outcome.ts";
import { Secret } from "../../src/model/secret.ts";
import { plural, printable, shorten } from "../../src/model/text.ts";

describe("printable text", () => {
  it.each([
    ["plain", "plain"],
    ["Müller – 株式会社", "Müller – 株式会社"],
    ["a\nb\tc\rd", String.raw`a\u000ab\u0009c\u000dd`],
    ["\u001b[31m", String.raw`\u001b[31m`],
    ["\u0000\u007f\u009b", String.raw`\u0000\u007f\u009b`],
    ["\u202e\u2066\u2069\u200e\u200f\u061c", String.raw`\u202e\u2066\u2069\u200e\u200f\u061c`],
    ["\u2028\u2029\ufeff", String.raw`\u2028\u2029\ufeff`],
  ])("of %j is on one line and acts on nothing", (text, expected) => {
    expect(printable(text)).toBe(expected);
  });
});

describe("short text", () => {
  it("has an ellipsis where something was cut", () => {
    expect(shorten("abcd", 4)).toBe("abcd");
    expect(shorten("abcde", 4)).toBe("abc…");
  });

  it("counts in words", () => {
    expect([0, 1, 2].map((count) => plural(count, "record"))).toEqual([
      "0 records",
      "1 record",
      "2 records",
    ]);
  });
});

describe("a secret", () => {
  const secret = new Secret("hunter2");

  it("prints as [secret] wherever it is shown, and reveals itself only when asked", () => {
    const shown = [String(secret), JSON.stringify({ secret }), inspect(secret)];
    for (const text of [...shown, inspect({ secret }, { showHidden: true, depth: 9 })]) {
      expect(text).toContain("[secret]");
      expect(text).not.toContain("hunter2");
    }
    expect(Object.keys(secret)).toEqual([]);
    expect(secret.reveal()).toBe("hunter2");
  });

  it("is taken out of a text, everywhere", () => {
    expect(secret.scrub("hunter2 and hunter2")).toBe("[secret] and [secret]");
    expect(new Secret("").scrub("nothing to take out")).toBe("nothing to take out");
  });
});

describe("the uid of a finding", () => {
  it("depends on all three names, and on where each ends", () => {
    const uid = findingUid("staging", "mail.outgoing-servers", "ir.mail_server,1");
    expect(uid).toMatch(/^[0-9a-f]{16}$/);
    expect(findingUid("staging", "mail.outgoing-servers", "ir.mail_server,1")).toBe(uid);
    expect(findingUid("stagingm", "ail.outgoing-servers", "ir.mail_server,1")).not.toBe(uid);
    expect(findingUid("staging", "mail.outgoing-servers", "ir.mail_server,2")).not.toBe(uid);
  });
});

describe("the ending of a judge", () => {
  const finding = (subject: string): Finding => ({ subject, title: "t", remedy: "r" });

  it("is a failure with any finding, and else a pass with its proof", () => {
    expect(failOrPass([], "none")).toEqual({ outcome: "pass", proof: "none" });
    expect(failOrPass([finding("a"), finding("b")], "none")).toEqual({
      outcome: "fail",
      findings: [finding("a"), finding("b")],
    });
  });
});
