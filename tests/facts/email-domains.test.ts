import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches } from "../../src/audit/matches.ts";
import { domainsIn, isRoutableDomain, safeEndings } from "../../src/facts/email-domains.ts";
import { odooContactEmails } from "../../src/facts/odoo-contact-emails.ts";
import type { ReadContext, Row, ScanRead } from "../../src/facts/read.ts";
import { declared, policy } from "../audit/support.ts";

const routable = (text: string, safe: readonly string[] = []): boolean =>
  domainsIn(text).some((domain) => isRoutableDomain(domain, safe));

describe("the domains of an address field", () => {
  it.each([
    ["ada@shop.com", ["shop.com"]],
    ["Ada <Ada@Shop.COM>", ["shop.com"]],
    ["ada@shop.com, bob@other.org;c@third.net", ["shop.com", "other.org", "third.net"]],
    ["ada@shop.com.", ["shop.com"]],
    ["ada@bücher.example", ["bücher.example"]],
    ["ada@[192.0.2.1]", ["192.0.2.1"]],
    ["no address", []],
    ["", []],
  ])("of %j are %j", (text, expected) => {
    expect(domainsIn(text)).toEqual(expected);
  });
});

describe("an address", () => {
  it.each([
    "ada@shop.com",
    "ada@example.com.shop.com",
    "ada@notexample.com",
    "ada@test.com",
    "ada@example.co",
    "masked@example.com, ada@shop.com",
    "masked@example.com <ada@shop.com>",
    "ada@192.0.2.1",
  ])("%s may reach somebody", (text) => {
    expect(routable(text)).toBe(true);
  });

  it.each([
    "ada@example.com",
    "ada@mail.example.org",
    "ADA@EXAMPLE.NET",
    "ada@shop.test",
    "ada@shop.invalid",
    "ada@a.example",
    "ada@host.localhost",
    "ada@printer.local",
    "ada@localhost",
    "ada",
    "",
  ])("%s reaches nobody", (text) => {
    expect(routable(text)).toBe(false);
  });

  it("reaches nobody in a domain that the operator calls safe, or below it", () => {
    expect(routable("ada@masked.shop.com", ["masked.shop.com"])).toBe(false);
    expect(routable("ada@x.masked.shop.com", ["masked.shop.com"])).toBe(false);
    expect(routable("ada@unmasked.shop.com", ["masked.shop.com"])).toBe(true);
    expect(routable("ada@shop.com", ["masked.shop.com"])).toBe(true);
  });

  it("that a mask made is never routable, and its ending is one that the search leaves out", () => {
    const safe = ["masked.shop.com"];
    const label = fc.stringMatching(/^[a-z0-9]{1,12}$/);
    const domain = fc.oneof(
      fc.constantFrom("example.com", "example.net", "example.org", ...safe),
      fc
        .tuple(label, fc.constantFrom("test", "invalid", "example", "localhost", "local"))
        .map(([name, top]) => `${name}.${top}`),
    );
    fc.assert(
      fc.property(label, domain, (local, one) => {
        const address = `${local}@${one}`;
        expect(routable(address, safe)).toBe(false);
        expect(safeEndings(safe).some((ending) => address.endsWith(ending))).toBe(true);
      }),
    );
  });
});

describe("the search for routable addresses", () => {
  const environment = declared({
    policy: {
      ...policy,
      masking: { safeEmailDomains: ["masked.shop.com"], safePhonePrefixes: [] },
    },
  });
  const context: ReadContext = { version: { major: 17, serie: "17.0" }, environment };
  const read = odooContactEmails.sources.rpc?.read(context) as ScanRead; // it is a scan in every version
  const isFound = (email: string | null): boolean => {
    const row: Row = { id: 1, email };
    return matches(row, read.where) && read.keep(row);
  };

  it("leaves out no row that has one, however many addresses the row holds", () => {
    const address = fc
      .tuple(
        fc.constantFrom("ada", "b.o-b", "c+d"),
        fc.constantFrom("shop.com", "example.com", "x.test", "masked.shop.com", "Other.ORG"),
      )
      .map((parts) => parts.join("@"));
    const separator = fc.constantFrom(", ", ",", ";", " ", "\n", "\t", "/", " | ", " <");
    const field = fc.tuple(address, fc.array(fc.tuple(separator, address), { maxLength: 3 }));
    fc.assert(
      fc.property(field, ([first, more]) => {
        const email = [first, ...more.flat()].join("");
        expect(isFound(email)).toBe(routable(email, ["masked.shop.com"]));
      }),
      { numRuns: 500 },
    );
  });

  it("takes no row without an address", () => {
    expect(isFound(null)).toBe(false);
  });
});
