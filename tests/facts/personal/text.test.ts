import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerptLength } from "../../../src/facts/read.ts";
import { plainText, withPlainDigits } from "../../../src/facts/personal/text.ts";

describe("a stored value as plain text", () => {
  it.each([
    ["ada@shop.com", "ada@shop.com"],
    ["<p>Write to <b>ada</b></p><p>soon</p>", "Write to ada soon"],
    ["<p>ada@<b>shop</b>.com</p>", "ada@shop .com"],
    ["<span>ada</span>@shop.com", "ada@shop.com"],
    ["Ada <ada@shop.com>", "Ada <ada@shop.com>"],
    ["<p>Ada &lt;ada@shop.com&gt;</p>", "Ada <ada@shop.com>"],
    ["<p>ada&#64;<b>shop.com</b></p>", "ada@shop.com"],
    ["ada&#64;shop&#x2E;com", "ada@shop.com"],
    ["ada&commat;shop&period;com", "ada@shop.com"],
    ["ada&amp;#64;shop.com", "ada@shop.com"],
    ["+32&nbsp;470&nbsp;12&nbsp;34&nbsp;56", "+32 470 12 34 56"],
    ["ada\u200b@shop\u00ad.com", "ada@shop.com"],
    ["ａｄａ＠ｓｈｏｐ．ｃｏｍ", "ada@shop.com"],
    ["+٣٢ ٤٧٠", "+32 470"],
    ["۰۱۲ ०१२ ๐๑๒ 𝟎𝟏𝟐", "012 012 012 012"],
    ["<style>p { width: 470px }</style>short", "short"],
    ["5 < 7 and 8 > 6", "5 < 7 and 8 > 6"],
    ["&unknown; &#99999999; &#xD800;", "&unknown; &#99999999; &#xD800;"],
    ["", ""],
  ])("%j is %j", (value, text) => {
    expect(plainText(value).replaceAll(/\s+/g, " ").trim()).toBe(text);
  });

  it("holds where links lead, whatever stands between their tags", () => {
    expect(plainText('<a href="mailto:ada%40shop.com?subject=x">write</a>')).toContain(
      "ada@shop.com",
    );
    expect(plainText("<a href='tel:+32 470 123456'>call</a>")).toContain("tel +32 470 123456");
    expect(plainText("&lt;a href=&quot;mailto:ada@shop.com&quot;&gt;x&lt;/a&gt;")).toContain(
      "ada@shop.com",
    );
    expect(plainText('<a href="mailto:100%">x</a>')).toContain("100%");
  });

  it("is bounded, whatever was stored", () => {
    const text = plainText("<p>x</p>".repeat(1_000_000));
    expect(text.length).toBeLessThanOrEqual(excerptLength);
  });

  it("is made of any characters, broken ones too", () => {
    fc.assert(
      fc.property(
        fc.uint16Array({ maxLength: 300 }).map((codes) => String.fromCharCode(...codes)),
        (value) => {
          expect(typeof plainText(value)).toBe("string");
        },
      ),
    );
  });

  it("loses nothing of a text without tags and references", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9 @.+-]{0,80}$/), (value) => {
        expect(plainText(value)).toBe(value);
      }),
    );
  });
});

it("digits of every script are read in their order", () => {
  const digits: string[] = [];
  for (let code = 0; code < 0x1_ff_ff; code++) {
    const character = String.fromCodePoint(code);
    if (/\p{Nd}/u.test(character)) digits.push(character);
  }
  expect(digits.length).toBeGreaterThan(600);
  // Unicode lists them from 0 to 9, script after script.
  const told = digits.map((digit) => withPlainDigits(digit));
  expect(told).toEqual(digits.map((_, index) => String(index % 10)));
});
