import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { InternalError } from "../../../src/model/errors.ts";
import { quoteWord, quoteWords } from "../../../src/transports/ssh/quote.ts";

const words = fc.array(
  fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.string({
      unit: fc.constantFrom(...Array.from("'\"\\$`!;&|<>(){}[]*?~#= \t-%a")),
      maxLength: 20,
    }),
  ),
  { minLength: 1, maxLength: 20 },
);

test("a real shell sees exactly the words that were quoted", () => {
  fc.assert(
    fc.property(words, (random) => {
      // lone surrogates are no text that UTF-8 could carry
      const given = random.map((word) => word.toWellFormed().replace(/[\0\r\n]/g, " "));
      const line = `printf '%s\\0' ${quoteWords(given)}`;
      const printed = execFileSync("/bin/sh", ["-c", line]).toString("utf8");
      expect(printed.split("\0").slice(0, -1)).toEqual(given);
    }),
    { numRuns: 100 },
  );
});

test("an empty word stays a word", () => {
  expect(quoteWords(["a", "", "b"])).toBe("'a' '' 'b'");
});

test.each([
  ["a NUL", "a\0b"],
  ["a newline", "a\nb"],
  ["a carriage return", "a\rb"],
])("a word with %s is refused", (_what, word) => {
  expect(() => quoteWord(word)).toThrow(
    new InternalError("a word of a host command has a line break or a NUL"),
  );
});
