/**
 * The regularised incomplete beta function and its inverse, from which Student's t and exact binomial intervals
 * follow. Relative accuracy about 1e-12 for shapes up to 1e5.
 */

const LN_SQRT_2PI = 0.9189385332046727;
/** Coefficients B₂ₖ / (2k(2k − 1)) of Stirling's series (Abramowitz & Stegun 6.1.40). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

/** lnΓ(x) − ((x − ½)·ln x − x + ½·ln 2π), for x ≥ 10. */
function stirlingRest(x: number): number {
  const inverseSquare = 1 / (x * x);
  return STIRLING.reduceRight((sum, coefficient) => sum * inverseSquare + coefficient, 0) / x;
}

/** ln Γ(x) for x > 0. @throws RangeError otherwise. */
export function lnGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`lnGamma needs x > 0, got ${x}`);
  let shifted = x;
  let product = 1;
  while (shifted < 10) {
    product *= shifted;
    shifted += 1;
  }
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + LN_SQRT_2PI + stirlingRest(shifted) - Math.log(product)
  );
}

/** ln B(a, b) without the cancellation of three large lnΓ (Didonato & Morris, ACM TOMS 708, 1992). */
function lnBeta(a: number, b: number): number {
  const p = Math.min(a, b);
  const q = Math.max(a, b);
  const lnComplement = Math.log1p(-p / (p + q));
  if (p >= 10) {
    const rest = stirlingRest(p) + stirlingRest(q) - stirlingRest(p + q);
    return -0.5 * Math.log(q) + LN_SQRT_2PI + rest + (p - 0.5) * Math.log(p / (p + q)) + q * lnComplement;
  }
  if (q >= 10)
    return (
      lnGamma(p) + stirlingRest(q) - stirlingRest(p + q) + p - p * Math.log(p + q) + (q - 0.5) * lnComplement
    );
  return lnGamma(p) + lnGamma(q) - lnGamma(p + q);
}

/** The continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method. */
function continuedFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  const keep = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / keep(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  const limit = 1000 + 20 * Math.sqrt(Math.max(a, b));
  for (let m = 1; m < limit; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / keep(1 + even * d);
    c = keep(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / keep(1 + odd * d);
    c = keep(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) return fraction;
  }
  throw new RangeError(`the incomplete beta function did not converge for a=${a}, b=${b}, x=${x}`);
}

interface BetaTails {
  /** I_x(a, b). */
  readonly lower: number;
  /** 1 − I_x(a, b), without cancellation. */
  readonly upper: number;
  /** xᵃ(1 − x)ᵇ / B(a, b): the slope of I in the logit of x. */
  readonly slope: number;
}

function betaTails(a: number, b: number, x: number, complement: number): BetaTails {
  if (x <= 0) return { lower: 0, upper: 1, slope: 0 };
  if (complement <= 0) return { lower: 1, upper: 0, slope: 0 };
  const slope = Math.exp(a * Math.log(x) + b * Math.log(complement) - lnBeta(a, b));
  if (x < (a + 1) / (a + b + 2)) {
    const lower = (slope * continuedFraction(a, b, x)) / a;
    return { lower, upper: 1 - lower, slope };
  }
  const upper = (slope * continuedFraction(b, a, complement)) / b;
  return { lower: 1 - upper, upper, slope };
}

function checkShapes(a: number, b: number): void {
  if (!(a > 0 && b > 0 && Number.isFinite(a + b)))
    throw new RangeError(`a beta needs positive finite shapes, got ${a} and ${b}`);
}

/**
 * Regularised incomplete beta function I_x(a, b): the probability that a Beta(a, b) variable is at most x.
 *
 * @throws RangeError unless a, b > 0 and 0 ≤ x ≤ 1
 */
export function betaCdf(a: number, b: number, x: number): number {
  checkShapes(a, b);
  if (!(x >= 0 && x <= 1)) throw new RangeError(`betaCdf needs x from 0 to 1, got ${x}`);
  return betaTails(a, b, x, 1 - x).lower;
}

/**
 * Logit of the quantile of Beta(a, b). Both tail probabilities are arguments so that neither loses digits near
 * 1; they must sum to 1. ±Infinity at the ends.
 *
 * @throws RangeError unless a, b > 0 and both tails are from 0 to 1
 */
export function betaQuantileLogit(a: number, b: number, lowerTail: number, upperTail: number): number {
  checkShapes(a, b);
  if (!(lowerTail >= 0 && upperTail >= 0 && Math.abs(lowerTail + upperTail - 1) < 1e-9)) {
    throw new RangeError(`a beta quantile needs a probability from 0 to 1, got ${lowerTail}`);
  }
  if (lowerTail === 0) return -Infinity;
  if (upperTail === 0) return Infinity;
  const byLower = lowerTail <= upperTail;
  // The logarithm of the smaller tail, signed to increase with u = logit x: relative accuracy at both ends.
  const gap = (u: number): { value: number; slope: number } => {
    const tails = betaTails(a, b, 1 / (1 + Math.exp(-u)), 1 / (1 + Math.exp(u)));
    return byLower
      ? { value: Math.log(tails.lower / lowerTail), slope: tails.slope / tails.lower }
      : { value: -Math.log(tails.upper / upperTail), slope: tails.slope / tails.upper };
  };
  return increasingRoot(gap, Math.log(a / b));
}

/** Quantile of Beta(a, b). @throws RangeError unless a, b > 0 and 0 ≤ p ≤ 1. */
export function betaQuantile(a: number, b: number, p: number): number {
  return 1 / (1 + Math.exp(-betaQuantileLogit(a, b, p, 1 - p)));
}

/** Newton's method kept inside a shrinking bracket. */
function increasingRoot(gap: (u: number) => { value: number; slope: number }, start: number): number {
  let low = start;
  let high = start;
  for (let step = 1; !(gap(low).value <= 0); step *= 2) low -= step;
  for (let step = 1; !(gap(high).value >= 0); step *= 2) high += step;
  let u = start;
  for (let i = 0; i < 200 && low < high; i += 1) {
    const { value, slope } = gap(u);
    if (value === 0) return u;
    if (value > 0) high = u;
    else low = u;
    const newton = u - value / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    const moved = Math.abs(next - u);
    u = next;
    if (moved <= 4e-16 * Math.max(1, Math.abs(u))) return u;
  }
  return u;
}
