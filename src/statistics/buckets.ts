/**
 * Buckets of a histogram from which quantiles are read: integers up to 1024 one by one; above, and for real numbers
 * from 2⁻²⁰ up, each octave [2ᵏ, 2ᵏ⁺¹) has 128 equal buckets. The layout is that of HdrHistogram (Tene) with 7 bits.
 */

/** Integers up to this size are kept one by one. */
export const EXACT = 1024;
/** Buckets per octave, as bits of the significand: a bucket is at most 1/128 of its lower edge wide. */
const BITS = 7;
const PER_OCTAVE = 2 ** BITS;
/** Exponent of the first octave of real numbers; anything smaller counts as 0. */
const FINEST = -20;
/** What IEEE 754 adds to an exponent of a double. */
const BIAS = 1023;

/** Numbers below are zeros: 1 among integers, 2⁻²⁰ among real numbers. */
export function smallest(integer: boolean): number {
  return integer ? 1 : 2 ** FINEST;
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
/** Exponent and first seven bits of the significand, of 2ᵏ. */
const codeOf = (exponent: number): number => (exponent + BIAS) * PER_OCTAVE;
const REAL = codeOf(FINEST);
const WHOLE = codeOf(10) - EXACT - 1;

/** @param size finite, at least `smallest`; a whole number where `integer` is true */
export function bucketOf(size: number, integer: boolean): number {
  if (integer && size <= EXACT) return size;
  number[0] = size;
  // The high word: sign, 11 bits of exponent, the first 20 of the significand. Platforms are little endian.
  return (words[1]! >>> (20 - BITS)) - (integer ? WHOLE : REAL);
}

/**
 * Slot of a real number of at least 0 by the high word of its double, as a signed integer: 0 for a zero, else its
 * bucket + 1; −1 for what is no such number: negative (−0 too), infinite or NaN.
 */
export function slotOfWord(high: number): number {
  if (high < 0 || high >= 0x7ff00000) return -1;
  const code = (high >> (20 - BITS)) - REAL;
  return code < 0 ? 0 : code + 1;
}

/** The number that stands for those of a bucket. */
export function midpoint(bucket: number, integer: boolean): number {
  if (integer && bucket <= EXACT) return bucket;
  const offset = bucket - (integer ? EXACT + 1 : 0);
  const octave = 2 ** ((integer ? 10 : FINEST) + Math.floor(offset / PER_OCTAVE));
  const width = octave / PER_OCTAVE;
  const low = octave + (offset % PER_OCTAVE) * width;
  // Of whole numbers a bucket holds low … low + width − 1.
  return integer ? low + (width - 1) / 2 : low + width / 2;
}

/** Counts by bucket, dense from the lowest to the highest bucket in use, with some room at the ends. */
export class BucketCounts {
  /** @param first bucket of counts[0] */
  constructor(
    public first = 0,
    public counts: Uint32Array = new Uint32Array(0),
  ) {}

  /** @throws RangeError where a bucket would hold more than 2³² − 1 */
  add(bucket: number, count: number): void {
    if (bucket < this.first || bucket >= this.first + this.counts.length) this.cover(bucket);
    const at = bucket - this.first;
    const sum = this.counts[at]! + count;
    if (sum > 0xffffffff) throw new RangeError('a bucket of a quantile sketch holds at most 2^32 - 1 values');
    this.counts[at] = sum;
  }

  private cover(bucket: number): void {
    const { first, end } = covering(this.first, this.counts.length, bucket);
    const grown = new Uint32Array(end - first);
    if (this.counts.length > 0) grown.set(this.counts, this.first - first);
    this.first = first;
    this.counts = grown;
  }
}

/** Buckets, `first` inclusive to `end` exclusive, that hold those in use and a new one, with room to grow. */
export function covering(first: number, length: number, bucket: number): { first: number; end: number } {
  if (length === 0) return { first: Math.max(0, bucket - 4), end: bucket + 12 };
  const room = 8 + (length >> 2);
  const end = first + length;
  return {
    first: bucket < first ? Math.max(0, bucket - room) : first,
    end: bucket >= end ? bucket + room + 1 : end,
  };
}
