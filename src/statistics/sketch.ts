import { BucketCounts, bucketOf, midpoint, smallest } from './buckets.js';
import { interpolateOrder } from './quantile.js';

/** What a sketch holds of the numbers of at least 0 that it was given. */
export interface Counted {
  readonly n: number;
  readonly missing: number;
  readonly lowest: number;
  readonly highest: number;
  readonly zeros: number;
  readonly above: BucketCounts;
}

/**
 * A mergeable histogram of numbers from which quantiles are read: the same for any order of insertion and any
 * way of splitting and merging, with memory that does not grow with the number of values.
 *
 * Resolution. A sketch of integers is exact for |x| ≤ 1024. Above, and everywhere in a sketch of real numbers,
 * each octave [2ᵏ, 2ᵏ⁺¹) has 128 equal buckets and a value is known as its bucket's midpoint: at most 1/256
 * (0.4 %) off. Real numbers with |x| < 2⁻²⁰ (about 1e-6) count as 0. Negative numbers have mirrored buckets. `min` and
 * `max` are exact, and no quantile lies outside them. At most 2³² − 1 values a bucket, 4 bytes a bucket in the
 * range used: 1 KB for counts up to 250, 16 KB for reals over nine orders of magnitude.
 *
 * The bucket layout is that of HdrHistogram (Tene) with 7 bits; see also DDSketch (Masson et al., VLDB 2019).
 */
export class QuantileSketch {
  /** Values held, missing ones not included. */
  n = 0;
  /** NaN added: the value was missing. */
  missing = 0;
  private lowest = Infinity;
  private highest = -Infinity;
  private zeros = 0;
  private above = new BucketCounts();
  private readonly below = new BucketCounts();

  /** @param integer all values are whole numbers (as `integer` of a target, for values that are not averages) */
  constructor(readonly integer: boolean) {}

  /** The sketch that has counted so much; it shares the counts. */
  static from(integer: boolean, counted: Counted): QuantileSketch {
    return Object.assign(new QuantileSketch(integer), counted);
  }

  /**
   * Adds `count` times a value; NaN means missing and is counted apart.
   *
   * @throws RangeError for ±Infinity, for a fraction in a sketch of integers, and for a count that is not a
   *   whole number ≥ 0
   */
  add(value: number, count = 1): void {
    if (!(Number.isInteger(count) && count >= 0))
      throw new RangeError(`a count must be a whole number, got ${count}`);
    if (count === 0) return;
    if (Number.isNaN(value)) {
      this.missing += count;
      return;
    }
    if (!Number.isFinite(value)) throw new RangeError(`a quantile sketch needs finite values, got ${value}`);
    if (this.integer && !Number.isInteger(value)) throw new RangeError(`a sketch of integers got ${value}`);
    const size = Math.abs(value);
    if (size < smallest(this.integer)) this.zeros += count;
    else (value > 0 ? this.above : this.below).add(bucketOf(size, this.integer), count);
    this.n += count;
    // "+ 0" turns −0 into 0.
    this.lowest = Math.min(this.lowest, value + 0);
    this.highest = Math.max(this.highest, value + 0);
  }

  /** Adds everything that `other` holds; `other` is not changed. @throws RangeError when one is of integers only. */
  merge(other: QuantileSketch): void {
    if (other.integer !== this.integer)
      throw new RangeError('a sketch of integers and one of real numbers do not merge');
    this.n += other.n;
    this.missing += other.missing;
    this.zeros += other.zeros;
    this.lowest = Math.min(this.lowest, other.lowest);
    this.highest = Math.max(this.highest, other.highest);
    for (const side of ['above', 'below'] as const) {
      const { first, counts } = other[side];
      counts.forEach((count, i) => {
        if (count > 0) this[side].add(first + i, count);
      });
    }
  }

  /** Smallest value, exact; NaN when empty. */
  get min(): number {
    return this.n === 0 ? NaN : this.lowest;
  }

  /** Largest value, exact; NaN when empty. */
  get max(): number {
    return this.n === 0 ? NaN : this.highest;
  }

  /**
   * Type-7 quantile between order statistics known at the sketch's resolution; NaN when empty.
   *
   * @throws RangeError when p is not from 0 to 1
   */
  quantile(p: number): number {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile needs a probability from 0 to 1, got ${p}`);
    return this.n === 0 ? NaN : interpolateOrder(this.n, p, (rank) => this.valueOfRank(rank));
  }

  /** The same for several probabilities, ascending: in one pass where no value is negative. */
  quantiles(probabilities: readonly number[]): number[] {
    if (this.n === 0 || this.below.counts.length > 0) return probabilities.map((p) => this.quantile(p));
    const { first, counts } = this.above;
    let [at, seen] = [-1, this.zeros];
    // The last two ranks asked for: the next probability may lie between the same two.
    const known = [
      { rank: -1, value: NaN },
      { rank: -1, value: NaN },
    ];
    const ordered = (rank: number): number => {
      const before = known.find((one) => one.rank === rank);
      if (before) return before.value;
      while (seen <= rank) seen += counts[++at]!;
      const value = this.within(at < 0 ? 0 : midpoint(first + at, this.integer));
      known.shift();
      known.push({ rank, value });
      return value;
    };
    return probabilities.map((p) => interpolateOrder(this.n, p, ordered));
  }

  /** Share of the values held that are ≥ x, each at the sketch's resolution; NaN when empty. */
  shareAtLeast(x: number): number {
    if (this.n === 0) return NaN;
    let reached = 0;
    for (const [value, count] of this.ascending()) if (value >= x) reached += count;
    return reached / this.n;
  }

  /** Bytes of counts in use. */
  get bytes(): number {
    return this.above.counts.byteLength + this.below.counts.byteLength;
  }

  private valueOfRank(rank: number): number {
    // Nearly every sketch holds numbers of at least 0 only; the generator would cost most of writing the tables.
    if (this.below.counts.length > 0) {
      let seen = 0;
      for (const [value, count] of this.ascending()) if ((seen += count) > rank) return value;
      return this.highest;
    }
    let seen = this.zeros;
    if (seen > rank) return this.within(0);
    const { first, counts } = this.above;
    for (let at = 0; at < counts.length; at++) {
      seen += counts[at]!;
      if (seen > rank) return this.within(midpoint(first + at, this.integer));
    }
    return this.highest;
  }

  private within(value: number): number {
    return Math.min(this.highest, Math.max(this.lowest, value));
  }

  /** Representatives, ascending and within [min, max], with their counts. */
  private *ascending(): Generator<[number, number]> {
    for (let i = this.below.counts.length - 1; i >= 0; i -= 1) {
      const count = this.below.counts[i]!;
      if (count > 0) yield [this.within(-midpoint(this.below.first + i, this.integer)), count];
    }
    if (this.zeros > 0) yield [this.within(0), this.zeros];
    for (let i = 0; i < this.above.counts.length; i += 1) {
      const count = this.above.counts[i]!;
      if (count > 0) yield [this.within(midpoint(this.above.first + i, this.integer)), count];
    }
  }
}
