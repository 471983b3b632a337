/** Means of each parameter draw: the posterior interval is read from them. */
import { weightedQuantile } from '../statistics/quantile.js';

/** One number for each draw: kept for headline measures only, and only where draws differ. */
export class DrawMeans {
  private readonly closed: number[] = [];
  private draw = -1;
  private n = 0;
  private sum = 0;

  /**
   * Adds one replicate's value; NaN is missing and left out.
   *
   * @param draw not below that of an earlier replicate
   * @throws RangeError for a draw that comes after a later one
   */
  add(draw: number, value: number): void {
    if (draw < this.draw)
      throw new RangeError(`draws come in ascending order, but ${draw} came after ${this.draw}`);
    if (Number.isNaN(value)) return;
    if (draw !== this.draw && this.n > 0) {
      this.closed.push(this.sum / this.n);
      this.n = 0;
      this.sum = 0;
    }
    this.draw = draw;
    this.n += 1;
    this.sum += value;
  }

  /** The draws of one explanation by itself. */
  stratum(): DrawStratum {
    return { means: this.means(), weight: 1 };
  }

  /** Mean of each draw that has a value, in the order of draws' numbers. */
  means(): number[] {
    return this.n > 0 ? [...this.closed, this.sum / this.n] : [...this.closed];
  }
}

/** Means of the draws of one explanation, and what the explanation weighs. */
export interface DrawStratum {
  readonly means: readonly number[];
  readonly weight: number;
}

/** Where means of draws are not kept. */
export const NO_DRAWS: DrawStratum = { means: [], weight: 1 };

/**
 * The interval over parameter draws: quantiles of the draws' means, each explanation with its weight.
 * The chance that is left in a draw's mean widens it; more replicates a draw remove that.
 *
 * @returns null where there are fewer than two means: parameters do not vary between draws, or there is one draw
 */
export function posteriorInterval(
  strata: readonly DrawStratum[],
  level: number,
): { readonly lower: number; readonly upper: number } | null {
  if (strata.length === 0 || strata.some(({ means }) => means.length < 2)) return null;
  const values = strata.flatMap(({ means }) => means);
  const weights = strata.flatMap(({ means, weight }) => means.map(() => weight / means.length));
  return {
    lower: weightedQuantile(values, weights, (1 - level) / 2),
    upper: weightedQuantile(values, weights, (1 + level) / 2),
  };
}
