import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, distance, nearest } from "../../src/documents/nearest.ts";

describe("distance", () => {
  it.each([
    ["", "", 0],
    ["tier", "tire", 1],
    ["owner", "ownr", 1],
    ["kitten", "sitting", 3],
    ["", "abc", 3],
  ])("%j to %j is %i", (from, to, expected) => expect(distance(from, to)).toBe(expected));

  it("is the same both ways, 0 only for equal words, and at most the longer word", () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const there = distance(a, b);
        expect(there).toBe(distance(b, a));
        expect(there === 0).toBe(a === b);
        expect(there).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe("nearest", () => {
  it("finds the nearest of several", () => {
    expect(nearest("stagin", ["string", "staging", "stage"])).toBe("staging");
  });

  it("finds a word in other letters", () => {
    expect(nearest("ID", ["id", "persona"])).toBe("id");
  });

  it("finds nothing when a third of the letters differ", () => {
    expect(nearest("port", ["host", "user"])).toBeUndefined();
    expect(nearest("a", ["b"])).toBeUndefined();
    expect(didYouMean("port", [])).toBe("");
  });
});
