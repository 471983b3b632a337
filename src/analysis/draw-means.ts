/** Means of each parameter draw, kept only where draws differ: the posterior interval is read from them. */
import { weightedQuantile } from '../statistics/quantile.js';

export class DrawMeans {
  private readonly byDraw = new Map<number, { n: number; sum: number }>();

  /** Adds one replicate's value; NaN is missing and left out. */
  add(draw: number, value: number): void {
    if (Number.isNaN(value)) return;
    const held = this.byDraw.get(draw);
    if (held) {
      held.n += 1;
      held.sum += value;
    } else this.byDraw.set(draw, { n: 1, sum: value });
  }

  /** Mean of each draw, in the order of draws' numbers. */
  means(): number[] {
    return [...this.byDraw].sort(([a], [b]) => a - b).map(([, { n, sum }]) => sum / n);
  }
}

/**
 * The interval over parameter draws: quantiles of the draws' means, each explanation with the same total weight.
 * The chance that is left in a draw's mean widens it; more replicates a draw remove that.
 *
 * @param strata means of draws, one list for each explanation
 * @returns null where a list has fewer than two means: parameters do not vary between draws, or there is one draw
 */
export function posteriorInterval(
  strata: readonly (readonly number[])[],
  level: number,
): { readonly lower: number; readonly upper: number } | null {
  if (strata.length === 0 || strata.some((means) => means.length < 2)) return null;
  const values = strata.flat();
  const weights = strata.flatMap((means) => means.map(() => 1 / means.length));
  return {
    lower: weightedQuantile(values, weights, (1 - level) / 2),
    upper: weightedQuantile(values, weights, (1 + level) / 2),
  };
}
