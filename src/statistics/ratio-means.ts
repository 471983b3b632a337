import { checkCluster } from './cluster.js';
import { EMPTY, fold, RatioMean, type Totals } from './ratio.js';

/**
 * Many ratios of means at once, column by column the same as {@link RatioMean}. Clusters come in ascending order for
 * all columns together.
 */
export class RatioMeans {
  private cluster = -1;
  private readonly n: Uint32Array;
  private readonly over: Float64Array;
  private readonly under: Float64Array;
  private readonly overSquares: Float64Array;
  private readonly underSquares: Float64Array;
  private readonly products: Float64Array;
  private readonly missing: Uint32Array;
  private readonly closed: readonly Totals[];

  /** @param columns where the values of each ratio stand among those that are added */
  constructor(private readonly columns: readonly number[]) {
    const size = columns.length;
    this.n = new Uint32Array(size);
    this.over = new Float64Array(size);
    this.under = new Float64Array(size);
    this.overSquares = new Float64Array(size);
    this.underSquares = new Float64Array(size);
    this.products = new Float64Array(size);
    this.missing = new Uint32Array(size);
    this.closed = columns.map(() => ({ ...EMPTY }));
  }

  /**
   * Adds one pair of replicates; a ratio with a NaN on either side is missing.
   *
   * @param cluster a whole number of at least 0 and not below that of an earlier pair
   * @throws RangeError for another cluster number, and for a negative or infinite value
   */
  add(cluster: number, numerators: ArrayLike<number>, denominators: ArrayLike<number>): void {
    this.open(cluster);
    const { columns, n, over, under, overSquares, underSquares, products } = this;
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at]!;
      const numerator = numerators[column]!;
      const denominator = denominators[column]!;
      if (!(numerator >= 0 && denominator >= 0 && numerator + denominator < Infinity)) {
        this.miss(at, numerator, denominator);
        continue;
      }
      const before = n[at]!++;
      if (before > 0) {
        const overGap = numerator - over[at]! / before;
        const underGap = denominator - under[at]! / before;
        const weight = before / (before + 1);
        overSquares[at]! += overGap * overGap * weight;
        underSquares[at]! += underGap * underGap * weight;
        products[at]! += overGap * underGap * weight;
      }
      over[at]! += numerator;
      under[at]! += denominator;
    }
  }

  /** The ratio of one column, with all its statistics; a copy. */
  of(column: number): RatioMean {
    const open = { cluster: this.cluster, ...this.sumsOf(column) };
    return RatioMean.from({ ...this.closed[column]! }, open, this.missing[column]!);
  }

  private open(cluster: number): void {
    checkCluster(cluster, this.cluster);
    if (cluster === this.cluster) return;
    this.cluster = cluster;
    for (const [at, totals] of this.closed.entries()) if (this.n[at]! > 0) fold(totals, this.sumsOf(at));
    const { n, over, under, overSquares, underSquares, products } = this;
    for (const values of [n, over, under, overSquares, underSquares, products]) values.fill(0);
  }

  private sumsOf(at: number) {
    return {
      n: this.n[at]!,
      over: this.over[at]!,
      under: this.under[at]!,
      overSquares: this.overSquares[at]!,
      underSquares: this.underSquares[at]!,
      products: this.products[at]!,
    };
  }

  private miss(at: number, numerator: number, denominator: number): void {
    if (!Number.isNaN(numerator) && !Number.isNaN(denominator))
      throw new RangeError(
        `a ratio of means needs finite values of at least 0, got ${numerator} and ${denominator}`,
      );
    this.missing[at]!++;
  }
}
