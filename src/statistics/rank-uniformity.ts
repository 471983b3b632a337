/**
 * Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari & Gelman 2018, arXiv 1804.06788): where truths
 * are drawn from the prior and data from the truths, the rank of a truth among independent draws from its exact
 * posterior is uniform on 0 … L. Tests of that uniformity: chi-square over bins, and a band for the whole
 * distribution function (Säilynoja, Bürkner & Vehtari, Stat. Comput. 32:32, 2022).
 */
import { lnGamma } from './beta.js';
import { chiSquareUpperTail } from './distributions.js';
import { checkLevel } from './interval.js';

/**
 * Rank of a truth among draws, 0 … draws.length: how many lie below it. Of t draws equal to it a random number,
 * uniform on 0 … t, counts as below, without which ranks of a discrete quantity are not uniform.
 *
 * @param u uniform on (0, 1), independent of the draws; read only where there are ties
 * @throws RangeError for NaN among draws or truth
 */
export function rankAmong(draws: ArrayLike<number>, truth: number, u: number): number {
  let below = 0;
  let equal = 0;
  for (let i = 0; i < draws.length; i++) {
    const draw = draws[i]!;
    if (draw < truth) below++;
    else if (draw === truth) equal++;
    else if (!(draw > truth)) throw new RangeError(`a rank needs numbers, got ${draw} and ${truth}`);
  }
  return below + Math.floor(u * (equal + 1));
}

/** How many ranks fall below (L + 1)·i/parts, for i = 1 … parts, L the number of draws. */
function cumulativeCounts(ranks: readonly number[], draws: number, parts: number): number[] {
  if (!(Number.isInteger(parts) && parts > 1 && (draws + 1) % parts === 0))
    throw new RangeError(`${draws} draws give ${draws + 1} ranks, which ${parts} does not divide`);
  const width = (draws + 1) / parts;
  const counts = new Array<number>(parts).fill(0);
  for (const rank of ranks) {
    if (!(Number.isInteger(rank) && rank >= 0 && rank <= draws))
      throw new RangeError(`${rank} is not a rank among ${draws} draws`);
    counts[Math.floor(rank / width)]!++;
  }
  let sum = 0;
  return counts.map((count) => (sum += count));
}

export interface RankTest {
  /** Ranks in each bin, from the lowest on. */
  readonly counts: readonly number[];
  /** Pearson's statistic against equal expected counts. */
  readonly statistic: number;
  readonly df: number;
  /** Probability of so large a statistic when ranks are uniform. */
  readonly pValue: number;
}

/** What Pearson's approximation needs in each bin. */
const LEAST_EXPECTED = 5;

/**
 * Chi-square test that ranks are uniform.
 *
 * @param ranks each 0 … draws, independent of each other
 * @param draws L, the draws that each rank was taken among; bins must divide L + 1
 * @throws RangeError unless bins divide the L + 1 ranks, each rank is one and five are expected in a bin
 */
export function chiSquareOfRanks(ranks: readonly number[], draws: number, bins: number): RankTest {
  const upTo = cumulativeCounts(ranks, draws, bins);
  const expected = ranks.length / bins;
  if (expected < LEAST_EXPECTED)
    throw new RangeError(
      `${ranks.length} ranks are too few for ${bins} bins: it takes ${LEAST_EXPECTED} each`,
    );
  const counts = upTo.map((sum, i) => sum - (upTo[i - 1] ?? 0));
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return { counts, statistic, df: bins - 1, pValue: chiSquareUpperTail(statistic, bins - 1) };
}

/** Limits, all of which the distribution function of uniform ranks keeps with probability `level`. */
export interface EcdfBand {
  /** Ranks. */
  readonly n: number;
  readonly level: number;
  /** Each limit alone is passed with probability at most gamma / 2. */
  readonly gamma: number;
  /** Least and most ranks in the lowest i/parts of all, at index i − 1, i = 1 … parts; both n at the end. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** ln k! for k = 0 … n. */
const logFactorials = (n: number): readonly number[] =>
  Array.from({ length: n + 1 }, (_, k) => lnGamma(k + 1));

/** P(X ≤ x), x = 0 … n, of a binomial count of n trials with probability p. */
function binomialCdf(n: number, p: number, lnFactorial: readonly number[]): number[] {
  let sum = 0;
  return lnFactorial.map((_, x) => {
    const ways = lnFactorial[n]! - lnFactorial[x]! - lnFactorial[n - x]!;
    return (sum += Math.exp(ways + x * Math.log(p) + (n - x) * Math.log1p(-p)));
  });
}

/**
 * Probability that all limits are kept. Counts of n uniform ranks in equal parts are independent Poisson counts of
 * mean n/parts, given that they sum to n: a walk through the parts, kept within the limits.
 */
function keptProbability(lower: readonly number[], upper: readonly number[], masses: Float64Array): number {
  const parts = lower.length;
  let at = Float64Array.of(1);
  let from = 0;
  for (let i = 0; i < parts; i++) {
    const next = new Float64Array(upper[i]! - lower[i]! + 1);
    for (let y = 0; y < next.length; y++) {
      let sum = 0;
      const count = lower[i]! + y - from;
      for (let x = Math.min(at.length - 1, count); x >= 0; x--) sum += at[x]! * masses[count - x]!;
      next[y] = sum;
    }
    at = next;
    from = lower[i]!;
  }
  return at[0]!;
}

/**
 * Simultaneous band for the distribution function of n uniform ranks at i/parts (Säilynoja et al. 2022, section
 * 2.2): pointwise binomial limits at gamma/2, gamma the largest (within 1e-4 of itself) that keeps all of them with
 * probability `level` or more.
 *
 * @throws RangeError unless n ≥ 1, parts ≥ 2 and 0 < level < 1
 */
export function ecdfBand(n: number, parts: number, level: number): EcdfBand {
  checkLevel(level);
  if (!(Number.isInteger(n) && n >= 1 && Number.isInteger(parts) && parts >= 2))
    throw new RangeError(`no band for ${n} ranks in ${parts} parts`);
  const lnFactorial = logFactorials(n);
  const rate = n / parts;
  const masses = Float64Array.from(lnFactorial, (ln, k) => Math.exp(k * Math.log(rate) - rate - ln));
  const lnTotal = n * Math.log(n) - n - lnFactorial[n]!;
  const cdfs = Array.from({ length: parts - 1 }, (_, i) => binomialCdf(n, (i + 1) / parts, lnFactorial));
  const limits = (gamma: number): { lower: number[]; upper: number[] } => {
    const inner = cdfs.map((cdf) => cdf.findIndex((p) => p >= gamma / 2));
    return { lower: [...inner, n], upper: [...inner.map((x) => n - x).reverse(), n] };
  };
  const kept = (gamma: number): number => {
    const { lower, upper } = limits(gamma);
    return keptProbability(lower, upper, masses) / Math.exp(lnTotal);
  };
  // The union bound always keeps the level; several limits at 1 − level each do not, unless they are one.
  let gamma = (1 - level) / parts;
  let high = 1 - level;
  while (high / gamma > 1 + 1e-4) {
    const middle = Math.sqrt(gamma * high);
    if (kept(middle) >= level) gamma = middle;
    else high = middle;
  }
  return { n, level, gamma, ...limits(gamma) };
}

/**
 * Where the distribution function of ranks leaves its band: the shares i/parts, empty when it does not.
 *
 * @param draws L, the draws that each rank was taken among; the band's parts must divide L + 1
 * @throws RangeError when the band is for another number of ranks, else as `chiSquareOfRanks`
 */
export function outsideBand(ranks: readonly number[], draws: number, band: EcdfBand): readonly number[] {
  if (ranks.length !== band.n) throw new RangeError(`${ranks.length} ranks, but a band for ${band.n}`);
  const parts = band.lower.length;
  return cumulativeCounts(ranks, draws, parts).flatMap((count, i) =>
    count < band.lower[i]! || count > band.upper[i]! ? [(i + 1) / parts] : [],
  );
}
