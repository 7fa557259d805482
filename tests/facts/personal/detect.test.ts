import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detect } from "../../../src/facts/personal/detect.ts";
import { maskedForm } from "../../../src/facts/personal/masked.ts";
import { looksLikePerson } from "../../../src/facts/personal/names.ts";

const marker = "odoo_cyph_";
const safe = { domains: ["masked.shop.com"], prefixes: ["+3247000"] };
const kinds = (value: string, column: "email" | "phone" | "text" = "text") =>
  detect(value, column, marker, safe).kinds;

describe("a value", () => {
  it("gives away every identifier that it holds", () => {
    const body =
      "<p>Ada: <a href='mailto:ada@shop.com'>mail</a>, tel +32 470 12 34 56,<br/>" +
      "BE62 5100 0754 7061, card 4556 7375 8689 9855, VAT BE0428759497</p>";
    expect(kinds(body)).toEqual(["email", "phone", "iban", "card", "vat"]);
  });

  it("is looked at as its column is written", () => {
    expect(kinds("0470123456", "phone")).toEqual(["phone"]);
    expect(kinds("0470123456")).toEqual([]);
    expect(kinds("ada @ shop.com", "email")).toEqual(["email"]);
    expect(kinds("ada @ shop.com")).toEqual([]);
  });

  it("gives nothing away where it is masked", () => {
    const values = [
      "contact7@example.com",
      "ada@masked.shop.com",
      "+32 470 00 12 34",
      "+1 202-555-0123",
      "GB29 NWBK 6016 1331 9268 19",
      "4111 1111 1111 1111",
      "BE0477472701",
      "5f4dcc3b5aa765d61d8327deb882cf99",
      "**** **** **** 9855",
      "[REDACTED]",
      "odoo_cyph_\\xc30d04070302",
    ];
    for (const value of values) expect([value, kinds(value)]).toEqual([value, []]);
  });

  it("never throws, and tells the same twice", () => {
    fc.assert(
      fc.property(
        fc.uint16Array({ maxLength: 300 }).map((codes) => String.fromCharCode(...codes)),
        (value) => {
          expect(detect(value, "text", marker, safe)).toEqual(detect(value, "text", marker, safe));
        },
      ),
    );
  });

  it("of a megabyte takes no longer than one of its first characters", () => {
    const long = `${"1 2-3 +4 5@6. ".repeat(100_000)} ada@shop.com`;
    expect(kinds(long)).toEqual(kinds(long.slice(0, 20_000)));
  });
});

describe("the form of a masked value", () => {
  it.each([
    ["odoo_cyph_\\xc30d0407", "obfuscated"],
    ["5f4dcc3b5aa765d61d8327deb882cf99", "hash"],
    ["$2b$12$abcdefghijklmnopqrstuv", "hash"],
    ["sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b", "hash"],
    ["***", "redacted"],
    ["xxxx@xxxx.xxx", "redacted"],
    ["**** 9855", "redacted"],
    ["[Redacted]", "redacted"],
    ["anonymous 12", "redacted"],
    ["supprimé", "redacted"],
  ])("%s is %s", (value, form) => {
    expect(maskedForm(value, marker)).toBe(form);
  });

  it.each(["Ada Lovelace", "Xavier Fox", "deadbeef", "ada@shop.com", "", "x"])(
    "%j is none",
    (value) => {
      expect(maskedForm(value, marker)).toBeUndefined();
    },
  );
});

describe("what looks like a person", () => {
  it.each([
    "Maria Rossi",
    "Lovelace, Mary",
    "Herr Müller",
    "Mme Dupont",
    "Иван Петров",
    "Hauptstraße 12",
    "12 rue de la Paix",
    "Calle Mayor, 7",
    "742 Evergreen Street",
    "ул. Ленина 5",
  ])("%s does", (value) => {
    expect(looksLikePerson(value)).toBe(true);
  });

  it.each(["Office chair", "SO0042", "Delivery 12 boxes", "Marie", "", "x ".repeat(100)])(
    "%j does not",
    (value) => {
      expect(looksLikePerson(value)).toBe(false);
    },
  );
});
