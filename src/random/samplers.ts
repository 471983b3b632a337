/** Samplers without hidden state: uniforms in, a variate out. Rejection takes further ordinals of one address. */
import type { Draws } from './draws.js';
import { exp, ln, power } from './elementary.js';

/**
 * Standard normal quantile by Wichura's AS 241 (PPND16), about 1e-15 relative. `u` in (0, 1). Inversion keeps
 * two worlds paired where a rejection method or a kept second value would not.
 */
export function normalQuantile(u: number): number {
  const q = u - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (
      (q *
        (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r +
          45921.953931549871457) *
          r +
          13731.693765509461125) *
          r +
          1971.5909503065514427) *
          r +
          133.14166789178437745) *
          r +
          3.387132872796366608)) /
      (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r +
        21213.794301586595867) *
        r +
        5394.1960214247511077) *
        r +
        687.1870074920579083) *
        r +
        42.313330701600911252) *
        r +
        1)
    );
  }
  const tail = Math.sqrt(-ln(q < 0 ? u : 1 - u));
  let value: number;
  if (tail <= 5) {
    const r = tail - 1.6;
    value =
      (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r +
        1.27045825245236838258) *
        r +
        3.64784832476320460504) *
        r +
        5.7694972214606914055) *
        r +
        4.6303378461565452959) *
        r +
        1.42343711074968357734) /
      (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r +
        0.14810397642748007459) *
        r +
        0.68976733498510000455) *
        r +
        1.6763848301838038494) *
        r +
        2.05319162663775882187) *
        r +
        1);
  } else {
    const r = tail - 5;
    value =
      (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r +
        0.026532189526576123093) *
        r +
        0.29656057182850489123) *
        r +
        1.7848265399172913358) *
        r +
        5.4637849111641143699) *
        r +
        6.6579046435011037772) /
      (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r +
        7.868691311456132591e-4) *
        r +
        0.0148753612908506148525) *
        r +
        0.13692988092273580531) *
        r +
        0.59983220655588793769) *
        r +
        1);
  }
  return q < 0 ? -value : value;
}

/** Log-normal with the given median and standard deviation of the logarithm. */
export function logNormal(u: number, median: number, sdLog: number): number {
  return median * exp(sdLog * normalQuantile(u));
}

/**
 * Whole number with a heavy tail: the floor of a Lomax variate, P(X ≥ x) = (1 + x/scale)^(1 − exponent), so that
 * the density falls as x^−exponent (Clauset, Young & Gleditsch 2007). Cut at `most`.
 */
export function heavyTailedCount(u: number, exponent: number, scale: number, most: number): number {
  return Math.min(most, Math.floor(scale * (power(u, -1 / (exponent - 1)) - 1)));
}

/** Scale at which the Lomax variate before flooring has mean `mean` (exponent > 2). */
export function lomaxScale(mean: number, exponent: number): number {
  return mean * (exponent - 2);
}

const pair = new Float64Array(2);

/**
 * Gamma with mean 1 and shape `shape` (variance 1/shape), by Marsaglia & Tsang (2000), with the boost
 * U^(1/shape) below shape 1. Tries use ordinals from `ordinal · 64` on: one variate per (entity, purpose, ordinal).
 */
export function gammaMeanOne(
  draws: Draws,
  high: number,
  low: number,
  purpose: number,
  ordinal: number,
  shape: number,
): number {
  const boosted = shape < 1 ? shape + 1 : shape;
  const d = boosted - 1 / 3;
  const c = 1 / (3 * Math.sqrt(d));
  const first = ordinal * 64;
  // Acceptance is above 0.95: 62 tries fail with probability below 1e-80.
  for (let attempt = 0; attempt < 62; attempt++) {
    draws.uniforms(high, low, purpose, first + attempt, pair);
    const z = normalQuantile(pair[0]!);
    const root = 1 + c * z;
    if (root <= 0) continue;
    const v = root * root * root;
    if (ln(pair[1]!) < 0.5 * z * z + d - d * v + d * ln(v)) {
      const boost = shape < 1 ? power(draws.uniform(high, low, purpose, first + 63), 1 / shape) : 1;
      return (d * v * boost) / shape;
    }
  }
  throw new Error('gamma sampler: no acceptance in 62 tries');
}
