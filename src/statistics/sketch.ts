import { interpolateOrder } from './quantile.js';

/** Integers up to this size are kept one by one. */
const EXACT = 1024;
/** Buckets per octave: a bucket is at most 1/128 of its lower edge wide. */
const PER_OCTAVE = 128;
/** Exponent of the first octave of a sketch of real numbers; anything smaller counts as 0. */
const FINEST = -20;

/** Counts by bucket, dense from the lowest to the highest bucket in use, with some room at the ends. */
class BucketCounts {
  /** Bucket of counts[0]. */
  first = 0;
  counts = new Uint32Array(0);

  add(bucket: number, count: number): void {
    if (bucket < this.first || bucket >= this.first + this.counts.length) this.cover(bucket);
    const at = bucket - this.first;
    const sum = (this.counts[at] as number) + count;
    if (sum > 0xffffffff) throw new RangeError('a bucket of a quantile sketch holds at most 2^32 - 1 values');
    this.counts[at] = sum;
  }

  private cover(bucket: number): void {
    const room = 8 + (this.counts.length >> 2);
    const empty = this.counts.length === 0;
    const last = this.first + this.counts.length - 1;
    const first = empty || bucket < this.first ? Math.max(0, bucket - (empty ? 4 : room)) : this.first;
    const end = empty || bucket > last ? bucket + room : last;
    const grown = new Uint32Array(end - first + 1);
    if (!empty) grown.set(this.counts, this.first - first);
    this.first = first;
    this.counts = grown;
  }
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
  private readonly above = new BucketCounts();
  private readonly below = new BucketCounts();

  /** @param integer all values are whole numbers (as `integer` of a target, for values that are not averages) */
  constructor(readonly integer: boolean) {}

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
    if (size < (this.integer ? 1 : 2 ** FINEST)) this.zeros += count;
    else (value > 0 ? this.above : this.below).add(this.bucketOf(size), count);
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
    let seen = 0;
    for (const [value, count] of this.ascending()) {
      seen += count;
      if (seen > rank) return value;
    }
    return this.highest;
  }

  /** Representatives, ascending and within [min, max], with their counts. */
  private *ascending(): Generator<[number, number]> {
    const within = (value: number): number => Math.min(this.highest, Math.max(this.lowest, value));
    for (let i = this.below.counts.length - 1; i >= 0; i -= 1) {
      const count = this.below.counts[i] as number;
      if (count > 0) yield [within(-this.midpoint(this.below.first + i)), count];
    }
    if (this.zeros > 0) yield [within(0), this.zeros];
    for (let i = 0; i < this.above.counts.length; i += 1) {
      const count = this.above.counts[i] as number;
      if (count > 0) yield [within(this.midpoint(this.above.first + i)), count];
    }
  }

  /** Where log-linear buckets start: the first one's number and exponent. */
  private get start(): { bucket: number; exponent: number } {
    return this.integer ? { bucket: EXACT + 1, exponent: 10 } : { bucket: 0, exponent: FINEST };
  }

  private bucketOf(size: number): number {
    if (this.integer && size <= EXACT) return size;
    // Where log2 rounds to a neighbouring octave, `within` comes out as −1 or 128: the same bucket.
    const exponent = Math.floor(Math.log2(size));
    const within = Math.floor((size / 2 ** exponent - 1) * PER_OCTAVE);
    return this.start.bucket + (exponent - this.start.exponent) * PER_OCTAVE + within;
  }

  private midpoint(bucket: number): number {
    if (this.integer && bucket <= EXACT) return bucket;
    const offset = bucket - this.start.bucket;
    const octave = 2 ** (this.start.exponent + Math.floor(offset / PER_OCTAVE));
    const width = octave / PER_OCTAVE;
    const low = octave + (offset % PER_OCTAVE) * width;
    // Of whole numbers a bucket holds low … low + width − 1.
    return this.integer ? low + (width - 1) / 2 : low + width / 2;
  }
}
