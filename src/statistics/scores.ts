/**
 * Proper scores of probabilistic forecasts (Gneiting & Raftery, JASA 102:359, 2007): lower is better, and the
 * expected score is least for a forecast that is true. In the unit of the outcome, except where said.
 */
import { negativeBinomialLogMass } from './distributions.js';
import { checkLevel } from './interval.js';
import type { Interval } from './interval.js';
import { clopperPearson } from './proportion.js';
import { totalWeight } from './weighted.js';

export interface EnsembleOptions {
  /** One weight for each member, ≥ 0, in any scale; equal weights when left out. */
  readonly weights?: readonly number[];
  /**
   * Scores the distribution that the members were drawn from, not the members: for independent members unbiased
   * for any number of them (Ferro 2014). The spread is divided by 1 − Σp² (1 − 1/n for equal weights).
   */
  readonly fair?: boolean;
}

/**
 * Continuous ranked probability score of an ensemble, E|X − y| − ½E|X − X′| (Gneiting & Raftery 2007, eq. 21).
 *
 * @param members of the ensemble, in any order, at least one; two of positive weight when fair
 * @throws RangeError for an empty ensemble, for NaN, for weights that do not fit or a fair score of one member
 */
export function crpsEnsemble(
  members: readonly number[],
  outcome: number,
  { weights, fair = false }: EnsembleOptions = {},
): number {
  const given = weights ?? members.map(() => 1);
  if (given.length !== members.length)
    throw new RangeError(`${members.length} members but ${given.length} weights`);
  if (!Number.isFinite(outcome) || !members.every(Number.isFinite))
    throw new RangeError('a score needs finite numbers');
  const total = totalWeight(given);
  const sorted = members.map((x, i) => ({ x, p: given[i]! / total })).sort((a, b) => a.x - b.x);
  let distance = 0;
  // ½E|X − X′| = ∫ F(1 − F), gap by gap: no sum of products to cancel.
  let spread = 0;
  let below = 0;
  let distinct = 0;
  sorted.forEach(({ x, p }, i) => {
    distance += p * Math.abs(x - outcome);
    distinct += p * (1 - p);
    below += p;
    const next = sorted[i + 1];
    if (next) spread += (next.x - x) * below * (1 - below);
  });
  if (!fair) return distance - spread;
  if (!(distinct > 0)) throw new RangeError('a fair score needs two members of positive weight');
  return distance - spread / distinct;
}

/**
 * Interval score of a central interval of nominal coverage `level`: its width, and 2/(1 − level) times the distance
 * by which it misses (Gneiting & Raftery 2007, eq. 43).
 *
 * @throws RangeError unless 0 < level < 1 and lower ≤ upper
 */
export function intervalScore(
  { lower, upper, level }: Pick<Interval, 'lower' | 'upper' | 'level'>,
  outcome: number,
): number {
  checkLevel(level);
  if (!(lower <= upper)) throw new RangeError(`an interval from ${lower} to ${upper} is none`);
  const missed = Math.max(0, lower - outcome) + Math.max(0, outcome - upper);
  return upper - lower + (2 / (1 - level)) * missed;
}

/** A weighted interval score and what it is made of: the three parts sum to `score`. */
export interface WeightedIntervalScore {
  readonly score: number;
  /** Widths of the intervals. */
  readonly dispersion: number;
  /** For outcomes below what was forecast. */
  readonly overprediction: number;
  /** For outcomes above what was forecast. */
  readonly underprediction: number;
}

/**
 * Weighted interval score of quantiles (Bracher, Ray, Gneiting & Reich, PLoS Comput. Biol. 17:e1008618, 2021):
 * (½|y − median| + Σ (α/2)·interval score at 1 − α) / (K + ½) over K central intervals, the median counted once.
 * It is twice the mean pinball loss, and tends to the CRPS as levels are added. An outcome below an interval counts
 * as overprediction: the forecast was too high.
 *
 * @param quantiles by level in thousandths (25 for 2.5 %): whole numbers, since fractions do not compare
 * @throws RangeError unless levels are whole, between 0 and 1000, in pairs about 500, with 500 itself, and
 *   quantiles rise with them
 */
export function weightedIntervalScore(
  quantiles: ReadonlyMap<number, number>,
  outcome: number,
): WeightedIntervalScore {
  const levels = [...quantiles.keys()].sort((a, b) => a - b);
  const at = (level: number): number => quantiles.get(level)!;
  levels.forEach((level, i) => {
    if (!(Number.isInteger(level) && level > 0 && level < 1000))
      throw new RangeError(`level ${level} is not a whole number of thousandths between 0 and 1000`);
    if (!quantiles.has(1000 - level)) throw new RangeError(`level ${level} has no partner ${1000 - level}`);
    if (i > 0 && !(at(levels[i - 1]!) <= at(level)))
      throw new RangeError(`the quantile at level ${level} is below that at ${levels[i - 1]}`);
  });
  if (!quantiles.has(500)) throw new RangeError('a weighted interval score needs the median, level 500');
  const median = at(500);
  let dispersion = 0;
  let overprediction = Math.max(0, median - outcome) / 2;
  let underprediction = Math.max(0, outcome - median) / 2;
  for (const level of levels.filter((each) => each < 500)) {
    const [lower, upper] = [at(level), at(1000 - level)];
    // α/2 is the level of the lower end; α/2 · 2/α = 1.
    dispersion += (level / 1000) * (upper - lower);
    overprediction += Math.max(0, lower - outcome);
    underprediction += Math.max(0, outcome - upper);
  }
  const scale = levels.length / 2;
  return {
    score: (dispersion + overprediction + underprediction) / scale,
    dispersion: dispersion / scale,
    overprediction: overprediction / scale,
    underprediction: underprediction / scale,
  };
}

/** How often intervals held their outcome. */
export interface Coverage {
  readonly covered: number;
  readonly n: number;
  /** covered / n. */
  readonly share: number;
  /** Clopper–Pearson interval of the share, taking outcomes as independent. */
  readonly interval: Interval;
}

/**
 * Share of intervals, ends included, that hold their outcome.
 *
 * @param level of the interval of the share itself
 * @throws RangeError when there are none, when numbers of intervals and outcomes differ, unless 0 < level < 1
 */
export function coverage(
  intervals: readonly Pick<Interval, 'lower' | 'upper'>[],
  outcomes: readonly number[],
  level: number,
): Coverage {
  if (intervals.length !== outcomes.length)
    throw new RangeError(`${intervals.length} intervals but ${outcomes.length} outcomes`);
  const n = intervals.length;
  const covered = intervals.filter(
    ({ lower, upper }, i) => lower <= outcomes[i]! && outcomes[i]! <= upper,
  ).length;
  return { covered, n, share: covered / n, interval: clopperPearson(covered, n, level) };
}

/**
 * Logarithmic score of a negative binomial forecast, −ln P(X = y), in nats; Infinity where y is no count.
 *
 * @throws RangeError unless size > 0 and mean ≥ 0
 */
export function logScoreNegativeBinomial(outcome: number, size: number, mean: number): number {
  return -negativeBinomialLogMass(outcome, size, mean);
}
