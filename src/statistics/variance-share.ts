import { betaQuantileLogit } from './beta.js';
import type { Interval } from './interval.js';
import { checkLevel } from './interval.js';

/** One-way analysis of variance of replicates in draws. */
export interface MeanSquares {
  /** Σ n_c (x_c − mean)² / (G − 1). */
  readonly between: number;
  /** Σ (x − x_c)² / (n − G). */
  readonly within: number;
  /** Replicates of a draw; where draws differ in size, (n − Σ n_c² / n) / (G − 1). */
  readonly size: number;
  readonly draws: number;
  readonly n: number;
}

/** Quantile of the F distribution. @throws RangeError unless 0 < p < 1 and both degrees of freedom are positive */
export function fQuantile(p: number, over: number, under: number): number {
  // F = (under / over) · B / (1 − B) with B ~ Beta(over / 2, under / 2).
  return (under / over) * Math.exp(betaQuantileLogit(over / 2, under / 2, p, 1 - p));
}

/**
 * The share of the variance of one replicate that lies between draws (the intraclass correlation), by random-effects
 * analysis of variance; 0 where it came out negative. Its interval is that of the F distribution (Searle, Casella &
 * McCulloch, Variance Components, 1992, §3.6), exact for normal values and draws of one size; measured coverage for
 * other values stands in docs/intervals.md. Null where nothing varies; without an interval where replicates of a draw
 * never differ.
 *
 * @throws RangeError unless 0 < level < 1
 */
export function varianceShare(
  { between, within, size, draws, n }: MeanSquares,
  level: number,
): { readonly estimate: number; readonly interval: Interval | null } | null {
  checkLevel(level);
  if (!(between > 0 || within > 0)) return null;
  const shareOf = (ratio: number): number => Math.max(0, (ratio - 1) / (ratio - 1 + size));
  if (within === 0) return { estimate: 1, interval: null };
  const ratio = between / within;
  const quantile = (p: number): number => fQuantile(p, draws - 1, n - draws);
  return {
    estimate: shareOf(ratio),
    interval: {
      lower: shareOf(ratio / quantile((1 + level) / 2)),
      upper: shareOf(ratio / quantile((1 - level) / 2)),
      level,
      degenerate: false,
    },
  };
}
