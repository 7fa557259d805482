import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holdsEmail, isEmail } from "../../../src/facts/personal/emails.ts";

const holds = (text: string): boolean => holdsEmail(text, ["masked.shop.com"]);

describe("an e-mail address in a text", () => {
  it.each([
    "write to ada@shop.com.",
    "ADA.LOVELACE+TAG@SHOP.CO.UK",
    "(ada@shop.com)",
    "<ada@shop.com>",
    "mailto:ada@shop.com",
    "ada_b@sub-domain.shop.museum, thanks",
    "用户@例子.广告",
    "ada@bücher.de",
    "ada [at] shop [dot] com",
    "ada(at)shop.com",
    "masked@example.com and ada@shop.com",
    "ada@example.com.shop.org",
    "ada@test.com",
  ])("%s may reach somebody", (text) => {
    expect(holds(text)).toBe(true);
  });

  it.each([
    "ada@example.com",
    "ADA@MAIL.EXAMPLE.ORG",
    "ada@shop.test and bob@shop.invalid",
    "ada@masked.shop.com",
    "ada@x.masked.shop.com",
    "lodash@4.17.21",
    "logo@2x.png",
    "@ada wrote",
    "3 items @ 4.50",
    "root@localhost",
    "ada@host",
    "<1732.98765-openerp-12-res.partner@shop.com>",
    "<123.456.openerp-message-notify@mail.shop.com>",
    "no address",
    "",
  ])("%s reaches nobody", (text) => {
    expect(holds(text)).toBe(false);
  });

  it("is found wherever it stands between words", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(word, word, fc.array(word), fc.array(word), (local, name, left, right) => {
        const address = `${local}@${name}.org`;
        fc.pre(name !== "example");
        expect(holds([...left, address, ...right].join(" "))).toBe(true);
        expect(holds([...left, `${local}@${name}.example`, ...right].join(" "))).toBe(false);
      }),
    );
  });
});

it("a column for addresses is taken more generously than a text", () => {
  expect(isEmail("ada @ shop.com", [])).toBe(true);
  expect(isEmail("ada@192.0.2.1", [])).toBe(true);
  expect(isEmail(" Ada <ADA@SHOP.COM> ", [])).toBe(true);
  expect(isEmail("ada @ example.com", [])).toBe(false);
});
