import { describe, expect, it } from "vitest";
import { formatRange, inRange, isKnown, parseOdooVersion } from "../../src/model/versions.ts";

describe("a version of Odoo", () => {
  it.each([
    ["14.0", 14, "14.0", true],
    ["14.0-20210101", 14, "14.0", true],
    ["17.0.1.3", 17, "17.0", true],
    ["19.0+e", 19, "19.0", true],
    ["20.0", 20, "20.0", false],
    ["13.0", 13, "13.0", false],
    ["saas~18.3", 18, "saas~18.3", false],
    ["saas-18.3+e", 18, "saas~18.3", false],
    ["17.2", 17, "17.2", false],
  ])("is read from %s", (text, major, serie, known) => {
    const version = parseOdooVersion(text);
    expect(version).toEqual({ major, serie });
    expect(version !== undefined && isKnown(version)).toBe(known);
  });

  it.each(["", "17", "seventeen", "v17.0", "117.0", "17.100"])("is none in %j", (text) => {
    expect(parseOdooVersion(text)).toBeUndefined();
  });
});

describe("a range of versions", () => {
  const version = (major: number) => ({ major, serie: `${major}.0` });

  it("includes both ends", () => {
    const majors = [14, 15, 16, 17, 18];
    const within = (range: { from?: number; to?: number }) =>
      majors.filter((major) => inRange(version(major), range));
    expect(within({ from: 16 })).toEqual([16, 17, 18]);
    expect(within({ to: 15 })).toEqual([14, 15]);
    expect(within({ from: 15, to: 16 })).toEqual([15, 16]);
    expect(within({})).toEqual(majors);
  });

  it("is said in words", () => {
    expect(formatRange({ from: 16 })).toBe("16 and later");
    expect(formatRange({ to: 15 })).toBe("14 to 15");
    expect(formatRange({ from: 17, to: 17 })).toBe("17");
  });
});
