import { ClusterMean, checkCluster } from './cluster.js';
import { ClusterSums } from './cluster-sums.js';

/**
 * Many clustered means at once, column by column the same as {@link ClusterMean}: typed arrays instead of objects,
 * because a run adds thousands of values per replicate. Clusters come in ascending order for all columns together.
 */
export class ClusterMeans {
  private cluster = -1;
  private readonly n: Uint32Array;
  private readonly mean: Float64Array;
  private readonly squares: Float64Array;
  private readonly missing: Uint32Array;
  private readonly closed: readonly ClusterSums[];

  /** @param size columns */
  constructor(readonly size: number) {
    this.n = new Uint32Array(size);
    this.mean = new Float64Array(size);
    this.squares = new Float64Array(size);
    this.missing = new Uint32Array(size);
    this.closed = Array.from({ length: size }, () => new ClusterSums());
  }

  /**
   * Adds one replicate: a value for each column, NaN = missing in that column.
   *
   * @param cluster a whole number of at least 0 and not below that of an earlier replicate
   * @throws RangeError for another cluster number and for ±Infinity
   */
  add(cluster: number, values: ArrayLike<number>): void {
    this.open(cluster);
    const { n, mean, squares } = this;
    for (let column = 0; column < this.size; column++) {
      const value = values[column]!;
      // NaN and infinities are the only numbers that this is not 0 for.
      if (value - value !== 0) {
        this.miss(column, value);
        continue;
      }
      const delta = value - mean[column]!;
      const updated = mean[column]! + delta / ++n[column]!;
      mean[column] = updated;
      squares[column]! += delta * (value - updated);
    }
  }

  /** The mean of one column, with all its statistics; a copy. */
  of(column: number): ClusterMean {
    const open = { cluster: this.cluster, ...this.openOf(column) };
    return ClusterMean.from(this.closed[column]!.copy(), open, this.missing[column]!);
  }

  private open(cluster: number): void {
    checkCluster(cluster, this.cluster);
    if (cluster === this.cluster) return;
    this.cluster = cluster;
    for (let column = 0; column < this.size; column++) {
      this.closed[column]!.add(this.n[column]!, this.mean[column]!, this.squares[column]!);
    }
    for (const values of [this.n, this.mean, this.squares]) values.fill(0);
  }

  private miss(column: number, value: number): void {
    if (!Number.isNaN(value)) throw new RangeError(`a cluster mean needs finite values, got ${value}`);
    this.missing[column]!++;
  }

  private openOf(column: number): { n: number; mean: number; squares: number } {
    return { n: this.n[column]!, mean: this.mean[column]!, squares: this.squares[column]! };
  }
}
