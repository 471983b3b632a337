/** How much smaller pairing makes the variance of a difference, with a bootstrap interval over replicates. */
import { drawsOf } from '../worlds.js';

/** Results of one replicate in two worlds. */
export type Pair = readonly [reference: number, changed: number];

export interface Reduction {
  /** (Variance of one world + variance of the other) ÷ variance of the difference; 1 = independent seeds. */
  readonly factor: number;
  readonly low: number;
  readonly high: number;
}

function factorOf(pairs: readonly Pair[]): number {
  const variance = (values: readonly number[]): number => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  };
  const apart = variance(pairs.map(([a]) => a)) + variance(pairs.map(([, b]) => b));
  return apart / variance(pairs.map(([a, b]) => b - a));
}

const RESAMPLES = 999;
const BOOTSTRAP = 0x626f6f74;

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Geometric mean over groups, each with replicates of its own; 95 % percentile interval. */
export function reductionOf(groups: readonly (readonly Pair[])[]): Reduction {
  const draws = drawsOf(0, BOOTSTRAP);
  const resampled = Array.from({ length: RESAMPLES }, (_, b) =>
    geometricMean(
      groups.map((pairs, group) =>
        factorOf(pairs.map((_, i) => pairs[Math.floor(draws.uniform(group, b, 0, i) * pairs.length)]!)),
      ),
    ),
  ).sort((a, b) => a - b);
  const at = (share: number): number => resampled[Math.round(share * (RESAMPLES - 1))]!;
  return { factor: geometricMean(groups.map(factorOf)), low: at(0.025), high: at(0.975) };
}
