/**
 * Distributions of the calibration, with R's algorithms (lib-r-math.js) and this project's names and errors.
 * Relative accuracy about 1e-9. The beta, normal and Student quantiles that every table needs are our own, in
 * beta.ts and student.ts: loading this library takes about a tenth of a second. Nothing is taken from it that
 * rests on its incomplete beta function (pbeta, pbinom, pnbinom, pt, pf and their quantiles), which is off by up
 * to 6e-4 for small shapes in version 2.0.3.
 */
import { dnbinom, pchisq, pgamma, pnorm, ppois, qgamma } from 'lib-r-math.js';
import { betaCdf } from './beta.js';

/** The library answers NaN where arguments make no sense. */
function defined(value: number, what: string): number {
  if (Number.isNaN(value)) throw new RangeError(`there is no ${what}`);
  return value;
}

/** P(Z ≤ z) of a standard normal. @throws RangeError for NaN */
export function normalCdf(z: number): number {
  return defined(pnorm(z), `normal distribution at ${z}`);
}

/** P(X > x) of a chi-square variable with df degrees of freedom. @throws RangeError unless df ≥ 0 */
export function chiSquareUpperTail(x: number, df: number): number {
  return defined(pchisq(x, df, undefined, false), `chi-square distribution with df = ${df} at ${x}`);
}

/** P(X ≤ x) of a gamma variable, mean shape / rate. @throws RangeError unless shape and rate are positive */
export function gammaCdf(x: number, shape: number, rate: number): number {
  return defined(pgamma(x, shape, rate), `gamma distribution of shape ${shape} and rate ${rate} at ${x}`);
}

/** Quantile of a gamma variable, mean shape / rate. @throws RangeError unless shape, rate > 0 and 0 ≤ p ≤ 1 */
export function gammaQuantile(p: number, shape: number, rate: number): number {
  return defined(qgamma(p, shape, rate), `quantile ${p} of a gamma of shape ${shape} and rate ${rate}`);
}

/** P(X ≤ x) of a Poisson count. @throws RangeError unless mean ≥ 0 */
export function poissonCdf(x: number, mean: number): number {
  return defined(ppois(x, mean), `Poisson distribution of mean ${mean} at ${x}`);
}

/**
 * P(X ≤ x) of a negative binomial count with the given mean and size, variance mean + mean²/size.
 *
 * @throws RangeError unless size and mean are positive and finite
 */
export function negativeBinomialCdf(x: number, size: number, mean: number): number {
  if (x < 0) return 0;
  const [k, total] = [Math.floor(x) + 1, size + mean];
  // The smaller of the two shares keeps its digits.
  return mean < size ? 1 - betaCdf(k, size, mean / total) : betaCdf(size, k, size / total);
}

/**
 * ln P(X = x) of a negative binomial count with the given mean and size, variance mean + mean²/size; −Infinity
 * where x is no count.
 *
 * @throws RangeError unless size > 0 and mean ≥ 0
 */
export function negativeBinomialLogMass(x: number, size: number, mean: number): number {
  return defined(
    dnbinom(x, size, undefined, mean, true),
    `negative binomial mass of size ${size} and mean ${mean} at ${x}`,
  );
}
