/**
 * Two naive forecasts that a model has to beat, for windows that follow one another in one place: the rate of all
 * other windows, and the rate of the window before. Both are negative binomial; its size comes from how much the rates
 * of the other windows differ, so that a baseline is as wide as its own errors were.
 */
import { negativeBinomialCdf } from '../statistics/distributions.js';

/** Counts of consecutive windows of one place. */
export interface CountedWindow {
  readonly months: number;
  readonly count: number;
}

export interface CountForecast {
  readonly mean: number;
  /** Variance is mean + mean² ÷ size. */
  readonly size: number;
}

export const BASELINES = ['constant_rate', 'last_window'] as const;
export type Baseline = (typeof BASELINES)[number];

/** No forecast is sharper than this coefficient of variation of the rate (size 400), none wider than size 0.2. */
const [LEAST_SIZE, LARGEST_SIZE] = [0.2, 400];

/** Forecast of window `at` from the others; `null` where there is nothing to forecast from. */
export function baselineForecast(
  baseline: Baseline,
  windows: readonly CountedWindow[],
  at: number,
): CountForecast | null {
  const others = windows.filter((_, index) => index !== at);
  if (others.length < 2) return null;
  const months = others.reduce((sum, window) => sum + window.months, 0);
  const pooled = others.reduce((sum, window) => sum + window.count, 0) / months;
  const last = windows[at - 1];
  if (baseline === 'last_window' && !last) return null;
  const rate = baseline === 'constant_rate' ? pooled : last!.count / last!.months;
  const spread =
    others.reduce((sum, window) => sum + (window.count / window.months - pooled) ** 2, 0) /
    (others.length - 1);
  const size = Math.min(LARGEST_SIZE, Math.max(LEAST_SIZE, spread > 0 ? pooled ** 2 / spread : LARGEST_SIZE));
  // A window without a claim forecasts half a claim over its own length, or its forecast could not be scored.
  return { mean: Math.max(rate, 0.5 / months) * windows[at]!.months, size };
}

/** Smallest count with P(X ≤ count) ≥ p. */
export function countQuantile({ mean, size }: CountForecast, p: number): number {
  let [low, high] = [-1, 1];
  while (negativeBinomialCdf(high, size, mean) < p) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (negativeBinomialCdf(middle, size, mean) < p) low = middle;
    else high = middle;
  }
  return high;
}
