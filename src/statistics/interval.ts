import { studentQuantile } from './student.js';

/** A two-sided interval for an estimate, in the estimate's unit. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
  /** Nominal coverage, between 0 and 1. */
  readonly level: number;
  /** No variation was seen: lower = upper says "no variation in n", not certainty. */
  readonly degenerate: boolean;
}

/** @throws RangeError unless 0 < level < 1. */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1))
    throw new RangeError(`an interval needs a level between 0 and 1, got ${level}`);
}

/**
 * estimate ± t·standardError with Student's t on `df` degrees of freedom; null when the standard error is not
 * known (NaN), degenerate when it is 0.
 *
 * @throws RangeError unless 0 < level < 1
 */
export function studentInterval(
  estimate: number,
  standardError: number,
  df: number,
  level: number,
): Interval | null {
  checkLevel(level);
  if (Number.isNaN(standardError) || Number.isNaN(estimate)) return null;
  if (standardError === 0) return { lower: estimate, upper: estimate, level, degenerate: true };
  const half = studentQuantile((1 + level) / 2, df) * standardError;
  return { lower: estimate - half, upper: estimate + half, level, degenerate: false };
}
