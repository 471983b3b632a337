/**
 * Bounds of statistical tests at a false-alarm rate of 1e-6 each. Seeds are fixed, so no test is flaky; the rate
 * says how surprising a failure would be if the code were right and the seed new.
 */

/** Two-sided 1e-6 of a standard normal. */
export const Z = 4.892;

/** Upper 1e-6 point of chi-square by Wilson & Hilferty (1931): z = 4.753, error below 1 % for df ≥ 3. */
export function chiSquareBound(df: number): number {
  const h = 2 / (9 * df);
  return df * (1 - h + 4.753 * Math.sqrt(h)) ** 3;
}

/** Kolmogorov–Smirnov bound by Massart (1990): P(D > d) ≤ 2 exp(−2nd²), for any n. */
export const ksBound = (n: number): number => Math.sqrt(Math.log(2 / 1e-6) / (2 * n));

/** Largest distance between the empirical distribution and `cdf`. */
export function ksDistance(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  let distance = 0;
  sorted.forEach((x, i) => {
    const p = cdf(x);
    distance = Math.max(distance, (i + 1) / sorted.length - p, p - i / sorted.length);
  });
  return distance;
}

/**
 * Pearson's statistic over its bound (below 1 = fits). Neighbouring cells are merged until 10 are expected in
 * each; `probabilities` that fall short of 1 leave a last cell for everything beyond.
 */
export function misfit(observed: readonly number[], probabilities: readonly number[]): number {
  const n = observed.reduce((sum, count) => sum + count, 0);
  let [statistic, cells, expected, seen] = [0, 0, 0, 0];
  let [expectedSoFar, seenSoFar] = [0, 0];
  const close = (): void => {
    if (expected > 0) statistic += (seen - expected) ** 2 / expected;
    cells++;
    expectedSoFar += expected;
    seenSoFar += seen;
    expected = seen = 0;
  };
  probabilities.forEach((p, i) => {
    expected += n * p;
    seen += observed[i] ?? 0;
    const beyond = n - expectedSoFar - expected;
    if (expected >= 10 && (beyond >= 10 || i === probabilities.length - 1)) close();
  });
  expected = n - expectedSoFar;
  seen = n - seenSoFar;
  if (expected > 1e-6 * n || seen > 0) close();
  return statistic / chiSquareBound(cells - 1);
}

export interface Summary {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

export function summary(sample: readonly number[]): Summary {
  const n = sample.length;
  const mean = sample.reduce((sum, x) => sum + x, 0) / n;
  return { n, mean, variance: sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1) };
}

/** How many standard errors a sample's mean is off, the variance of one observation being known. */
export function meanError(sample: readonly number[], mean: number, variance: number): number {
  return (summary(sample).mean - mean) / Math.sqrt(variance / sample.length);
}

/** How many standard errors the variance of near-normal counts is off: se ≈ σ²·sqrt(2/(n−1) + kurtosis/n). */
export function varianceError(sample: readonly number[], variance: number, excessKurtosis = 0): number {
  const { n } = summary(sample);
  const relative = summary(sample).variance / variance - 1;
  return relative / Math.sqrt(2 / (n - 1) + excessKurtosis / n);
}

/** Poisson probabilities of 0 … most. */
export function poisson(mean: number, most: number): number[] {
  const out = [Math.exp(-mean)];
  for (let k = 1; k <= most; k++) out.push((out[k - 1]! * mean) / k);
  return out;
}

/** Negative binomial probabilities of 0 … most, variance mean + mean²/size. */
export function negativeBinomial(mean: number, size: number, most: number): number[] {
  const q = mean / (mean + size);
  const out = [(1 - q) ** size];
  for (let k = 1; k <= most; k++) out.push((out[k - 1]! * q * (k - 1 + size)) / k);
  return out;
}

/** How often each of 0 … most occurs in a sample of whole numbers; more than `most` counts as `most + 1`. */
export function histogram(sample: readonly number[], most: number): number[] {
  const counts = new Array<number>(most + 2).fill(0);
  for (const x of sample) counts[Math.min(x, most + 1)]!++;
  return counts;
}

/** Mean, variance and shape of counts that should be Poisson: all three errors over their bounds (below 1 = fits). */
export function poissonMisfit(sample: readonly number[], mean: number): number {
  const most = Math.ceil(mean + 12 * Math.sqrt(mean) + 12);
  return Math.max(
    Math.abs(meanError(sample, mean, mean)) / Z,
    Math.abs(varianceError(sample, mean, 1 / mean)) / Z,
    misfit(histogram(sample, most), poisson(mean, most)),
  );
}
