import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import Deserializer from "xmlrpc/lib/deserializer.js";
import serializer from "xmlrpc/lib/serializer.js";
import { InternalError } from "../../../src/model/errors.ts";
import { Secret } from "../../../src/model/secret.ts";
import { decodeAnswer } from "../../../src/transports/odoo/xmlrpc-decode.ts";
import { encodeCall } from "../../../src/transports/odoo/xmlrpc-encode.ts";
import { faultXml, recording } from "../../support/http-hosts.ts";

const decode = (xml: string) => decodeAnswer(Buffer.from(xml));
const answer = (inside: string): string =>
  `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n${inside}\n</param>\n</params>\n</methodResponse>\n`;

/** Our call as the package's own server side reads it. */
function received(xml: string): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const stream = Readable.from(Buffer.from(xml), { objectMode: false });
    new Deserializer().deserializeMethodCall(stream, (error, _method, params) => {
      if (error === null || error === undefined) resolve(params);
      else reject(error);
    });
  });
}

const xmlChar = fc
  .oneof(
    fc.integer({ min: 0x20, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0xfffd }),
    fc.integer({ min: 0x10000, max: 0x10ffff }),
    fc.constantFrom(0x9, 0xa, 0xd, 0x3c, 0x3e, 0x26, 0x5d),
  )
  .map((code) => String.fromCodePoint(code));
const xmlText = fc.string({ unit: xmlChar, maxLength: 20 });
const { value: tree } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    xmlText,
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((n) => !Number.isInteger(n) && !Object.is(n, -0)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      xmlText.filter((key) => key !== "__proto__"),
      tie("value"),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
  ),
}));

describe("round trips", () => {
  test("what we encode is what the package's server side reads", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(tree, { maxLength: 4 }), async (params) => {
        expect(await received(encodeCall("m", params))).toEqual(params);
      }),
    );
  });

  test("texts that CDATA would change arrive as they are", async () => {
    const texts = ["a]]>b]]>c", "<\r\n&", "", " "];
    const xml = encodeCall("m", texts);
    expect(await received(xml)).toEqual(texts);
    // a strict parser would make a line feed of a bare carriage return
    expect(xml).not.toContain("\r");
  });

  test("what the package's server side writes is what we decode", async () => {
    // the package's CDATA breaks at the second `]]>`, and keys with a carriage return become `&#xD;`
    const plain = tree.filter((value) => !/\]\]>|\\r/.test(JSON.stringify(value)));
    await fc.assert(
      fc.asyncProperty(plain, async (value) => {
        const xml = serializer.serializeMethodResponse(value);
        expect(await decode(xml)).toEqual({ kind: "value", value });
      }),
    );
  });

  test("no cut of an answer decodes", async () => {
    const whole = recording("17.0", "search_read.delivery.carrier").toString();
    const end = whole.trimEnd().length;
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: end - 1 }), async (cut) => {
        await expect(decode(whole.slice(0, cut))).rejects.toMatchObject({
          reason: "malformed_response",
        });
      }),
    );
  });
});

describe("decoding", () => {
  test.each([
    ["<value><int>-7</int></value>", -7],
    ["<value><i4>7</i4></value>", 7],
    ["<value><boolean>0</boolean></value>", false],
    ["<value><double>-1.5e-07</double></value>", -1.5e-7],
    ["<value><nil/></value>", null],
    ["<value></value>", ""],
    ["<value/>", ""],
    ["<value> as is </value>", " as is "],
    ["<value><string></string></value>", ""],
    ["<value><string>a &lt;b&gt; &amp;amp; &#233; &quot;</string></value>", 'a <b> &amp; é "'],
    ["<value><string>x<![CDATA[<&]]>y</string></value>", "x<&y"],
    ["<value><string>2026-11-24 10:00:00</string></value>", "2026-11-24 10:00:00"],
    ["<value><array><data></data></array></value>", []],
    ["<value><struct></struct></value>", {}],
  ])("%s", async (inside, value) => {
    expect(await decode(answer(inside))).toEqual({ kind: "value", value });
  });

  test("keeps characters whole where a slice ends inside one", async () => {
    const text = "a" + "é€😀".repeat(100_000);
    expect(await decode(answer(`<value><string>${text}</string></value>`))).toEqual({
      kind: "value",
      value: text,
    });
  });

  test("a fault", async () => {
    expect(await decode(faultXml(2, "Object x doesn't exist"))).toEqual({
      kind: "fault",
      fault: { code: 2, message: "Object x doesn't exist" },
    });
  });

  const member = (name: string) =>
    `<value><struct><member><name>${name}</name><value><int>1</int></value></member></struct></value>`;
  test.each([
    ["an empty body", "", "empty"],
    ["blanks", "  \n", "empty"],
    ["no XML", "Bad Gateway", "text inside <document>"],
    ["HTML", "<!DOCTYPE html><html></html>", "markup that XML-RPC does not have, or cut short"],
    ["another root", "<html></html>", "<html> inside <document>"],
    ["a call", "<methodCall></methodCall>", "<methodCall> inside <document>"],
    [
      "a cut tag",
      answer("<value/>").trimEnd().slice(0, -1),
      "markup that XML-RPC does not have, or cut short",
    ],
    ["a missing end", "<methodResponse><params>", "cut short inside <params>"],
    ["text before it", `x${answer("<value/>")}`, "text inside <document>"],
    ["text after it", `${answer("<value/>")}x`, "text inside <document>"],
    [
      "a second answer",
      answer("<value/>") + "<methodResponse>",
      "<methodResponse> inside <document>",
    ],
    ["no param", "<methodResponse><params></params></methodResponse>", "<params> is not complete"],
    ["two params", answer("<value/></param><param><value/>"), "<param> inside <params>"],
    ["two values", answer("<value/><value/>"), "<value> inside <param>"],
    ["two types", answer("<value><int>1</int><int>2</int></value>"), "<int> inside <value>"],
    ["text and a type", answer("<value>1<int>2</int></value>"), "<int> inside <value>"],
    ["a type and text", answer("<value><int>2</int>1</value>"), "text inside <value>"],
    ["a wrong end", answer("<value><array><data></array></value>"), "</array> inside <data>"],
    [
      "a member without value",
      answer("<value><struct><member><name>a</name></member></struct></value>"),
      "<member> is not complete",
    ],
    [
      "a member without name",
      answer("<value><struct><member><value/></member></struct></value>"),
      "<value> inside <member>",
    ],
    ["an int that is none", answer("<value><int>12abc</int></value>"), "<int> is not complete"],
    [
      "an int beyond 2^53",
      answer("<value><int>9007199254740993</int></value>"),
      "<int> is not complete",
    ],
    [
      "a boolean that is none",
      answer("<value><boolean>2</boolean></value>"),
      "<boolean> is not complete",
    ],
    [
      "a double that is none",
      answer("<value><double>nan</double></value>"),
      "<double> is not complete",
    ],
    [
      "a double that overflows",
      answer("<value><double>1e999</double></value>"),
      "<double> is not complete",
    ],
    [
      "a type that Odoo never sends",
      answer("<value><base64>AA==</base64></value>"),
      "<base64> inside <value>",
    ],
    [
      "a date type",
      answer("<value><dateTime.iso8601>20260101T00:00:00</dateTime.iso8601></value>"),
      "<dateTime.iso8601> inside <value>",
    ],
    [
      "a tag named like a property",
      answer("<value><constructor/></value>"),
      "<constructor> inside <value>",
    ],
    ["an unknown entity", answer("<value><string>&foo;</string></value>"), "a broken reference"],
    [
      "a code point that is none",
      answer("<value><string>&#x1FFFFF;</string></value>"),
      "a broken reference",
    ],
    ["a prototype as a name", answer(member("__proto__")), "<name> is not complete"],
    ["a prototype in disguise", answer(member("_&#95;proto__")), "<name> is not complete"],
    [
      "a fault that is no struct",
      "<methodResponse><fault><value><nil/></value></fault></methodResponse>",
      "<nil> inside <value>",
    ],
    [
      "a fault without a code",
      "<methodResponse><fault><value><struct></struct></value></fault></methodResponse>",
      "the decoder refused it",
    ],
    ["a deep nest", answer("<value><array><data>".repeat(5000)), "nested too deeply"],
  ])("%s is malformed_response", async (_name, xml, problem) => {
    await expect(decode(xml)).rejects.toMatchObject({
      reason: "malformed_response",
      message: `the answer is not whole XML-RPC: ${problem}`,
    });
  });

  test("what is not UTF-8 is malformed_response", async () => {
    const latin1 = Buffer.from(answer("<value><string>\u00e9</string></value>"), "latin1");
    await expect(decodeAnswer(latin1)).rejects.toMatchObject({
      reason: "malformed_response",
      message: "the answer is not whole XML-RPC: not UTF-8",
    });
  });
});

describe("encoding refuses, without quoting it,", () => {
  test.each([
    ["a control character", "pass\u0000word"],
    ["half of a surrogate pair", "pass\ud800word"],
    ["a control character in a key", { "pass\u001bword": 1 }],
    ["undefined", { a: undefined }],
    ["an int beyond 32 bits", 2 ** 31],
    ["a number that is none", Number.NaN],
    ["infinity", Infinity],
    ["a secret that was not revealed", new Secret("password")],
    ["a date", new Date(0)],
    ["a function", () => 1],
  ])("%s", (_name, value) => {
    expect(() => encodeCall("m", [value])).toThrow(InternalError);
    expect(() => encodeCall("m", [value])).not.toThrow(/pass/);
  });
});
