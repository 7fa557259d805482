import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  atLeastByChance,
  incompleteBeta,
  rowsNeeded,
  upperBound,
} from "../../../src/probes/masking/bounds.ts";

describe("the incomplete beta function", () => {
  test.each([
    // closed forms: I_x(1, b) = 1 - (1 - x)^b, I_x(a, 1) = x^a, I_x(2, 3) = 6x² - 8x³ + 3x⁴
    [0.3, 1, 5, 1 - 0.7 ** 5],
    [0.9, 4, 1, 0.9 ** 4],
    [0.4, 2, 3, 6 * 0.4 ** 2 - 8 * 0.4 ** 3 + 3 * 0.4 ** 4],
    [0.001, 1, 3000, 1 - 0.999 ** 3000],
  ])("I_%d(%d, %d) is %d", (x, a, b, expected) => {
    expect(incompleteBeta(x, a, b)).toBeCloseTo(expected, 12);
  });

  test("mirrors itself", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 5000 }),
        (x, a, b) => {
          expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});

describe("the upper bound of Clopper and Pearson", () => {
  // Two-sided 95% limits of published tables are one-sided ones at 97.5%.
  test.each([
    [0, 10, 0.975, 0.3085],
    [1, 10, 0.975, 0.445],
    [5, 10, 0.975, 0.8129],
    [0, 100, 0.975, 0.0362],
    [10, 100, 0.975, 0.1762],
    [0, 3000, 0.95, 0.000998],
    [1, 3000, 0.95, 0.00158],
  ])("of %d in %d at %d is %d", (hits, rows, confidence, expected) => {
    expect(upperBound(hits, rows, confidence)).toBeCloseTo(expected, 4);
  });

  test("knows nothing of nothing, and nothing better than all", () => {
    expect(upperBound(0, 0, 0.95)).toBe(1);
    expect(upperBound(7, 7, 0.95)).toBe(1);
  });

  test("is the rule of three where nothing was found", () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 1_000_000 }), (rows) => {
        expect(upperBound(0, rows, 0.95)).toBeCloseTo(1 - 0.05 ** (1 / rows), 10);
      }),
    );
  });
});

test("a leak of one in a thousand shows itself in 2995 rows at 95%", () => {
  expect(rowsNeeded(0.001, 0.95)).toBe(2995);
  expect(upperBound(0, 2995, 0.95)).toBeLessThanOrEqual(0.001);
  expect(upperBound(0, 2994, 0.95)).toBeGreaterThan(0.001);
});

test.each([
  [0, 0, 1],
  [1, 0, 0],
  [1, 1, 1 - Math.exp(-1)],
  [6, 1, 0.000594],
  [200, 150, 0.00005],
])("%d or more of %d expected has the probability %d", (hits, expected, probability) => {
  expect(atLeastByChance(hits, expected)).toBeCloseTo(probability, 4);
});
