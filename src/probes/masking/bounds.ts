/**
 * Logarithm of the gamma function for x > 0 by Stirling's series (Abramowitz and Stegun 6.1.41), after the
 * recurrence has lifted x to where five terms are exact to 1e-12.
 */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  while (at < 10) {
    shift += Math.log(at);
    at += 1;
  }
  const inverse = 1 / (at * at);
  const series =
    (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) /
    at;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

// Each step of the fraction gains digits; a thousand are enough for counts of many millions.
const mostSteps = 10_000;
const tiny = 1e-300;

/** The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by Lentz's method. */
function fraction(x: number, a: number, b: number): number {
  let d = 1 / guarded(1 - ((a + b) * x) / (a + 1));
  let c = 1;
  let result = d;
  for (let m = 1; m <= mostSteps; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 / guarded(1 + term * d);
      c = guarded(1 + term / c);
      change = c * d;
      result *= change;
    }
    if (Math.abs(change - 1) < 1e-14) break;
  }
  return result;
}

const guarded = (value: number): number => (Math.abs(value) < tiny ? tiny : value);

/** The regularized incomplete beta function I_x(a, b), for 0 <= x <= 1 and a, b > 0. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  // The fraction converges fast on this side of the mean alone.
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(x, a, b)) / a
    : 1 - (front * fraction(1 - x, b, a)) / b;
}

/**
 * The one-sided upper bound of Clopper and Pearson (1934): the largest rate at which `hits` or fewer of `rows`
 * would still be seen with a probability of at least 1 - `confidence`. 1 when nothing was looked at.
 */
export function upperBound(hits: number, rows: number, confidence: number): number {
  if (rows === 0 || hits >= rows) return 1;
  let low = hits / rows;
  let high = 1;
  // Halving sixty times is as exact as the number itself.
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, hits + 1, rows - hits) < confidence) low = middle;
    else high = middle;
  }
  return high;
}

/** Rows to look at so that a rate of `leakRate` shows itself at least once with this confidence. */
export function rowsNeeded(leakRate: number, confidence: number): number {
  return Math.ceil(Math.log1p(-confidence) / Math.log1p(-leakRate));
}

/** The probability of `hits` or more where `expected` come by chance (Poisson). */
export function atLeastByChance(hits: number, expected: number): number {
  if (hits <= 0) return 1;
  if (expected <= 0) return 0;
  let term = -expected;
  let below = Math.exp(term);
  for (let k = 1; k < hits; k++) {
    term += Math.log(expected) - Math.log(k);
    below += Math.exp(term);
  }
  return Math.max(0, 1 - below);
}
