import { BucketCounts, bucketOf, covering, EXACT, slotOfWord } from './buckets.js';
import { QuantileSketch } from './sketch.js';

/** Replicates whose real numbers wait. */
const BATCH = 128;

/**
 * Many quantile sketches of numbers of at least 0 at once, column by column the same as {@link QuantileSketch}. All
 * counts stand in one array, column after column, because a run adds thousands of values per replicate. Slot 0 of a
 * column counts zeros, slot b + 1 bucket b of real numbers, slot b bucket b of whole numbers (which start at 1).
 */
export class QuantileSketches {
  /** Replicates added, missing values included. */
  private added = 0;
  private pool = new Uint32Array(0);
  private used = 0;
  /** Of each column: its first place in the pool, the place after its last, and how far slots are from places. */
  private readonly start: Int32Array;
  private readonly end: Int32Array;
  private readonly shift: Int32Array;
  private readonly missing: Uint32Array;
  /** Over the values that are not counted one by one. */
  private readonly lowest: Float64Array;
  private readonly highest: Float64Array;
  private readonly wholes: Int32Array;
  private readonly reals: Int32Array;
  /**
   * Real numbers spread over so many places that each addition would wait for memory: they are counted a batch at a
   * time, column by column. `waiting[index · BATCH + number]`, and the same as words.
   */
  private readonly waiting: Float64Array;
  private readonly words: Int32Array;
  private waits = 0;

  /**
   * @param integer for each column, whether its values are whole numbers
   * @param like sketches of the same columns, whose room is taken over: what is added is likely to be in its range
   */
  constructor(
    private readonly integer: readonly boolean[],
    like?: QuantileSketches,
  ) {
    const size = integer.length;
    this.start = new Int32Array(size);
    this.end = new Int32Array(size);
    this.shift = new Int32Array(size);
    this.missing = new Uint32Array(size);
    this.lowest = new Float64Array(size).fill(Infinity);
    this.highest = new Float64Array(size).fill(-Infinity);
    const columns = Int32Array.from(integer.keys());
    this.wholes = columns.filter((column) => integer[column]!);
    this.reals = columns.filter((column) => !integer[column]!);
    this.waiting = new Float64Array(this.reals.length * BATCH);
    this.words = new Int32Array(this.waiting.buffer);
    if (!like) return;
    this.pool = new Uint32Array(like.pool.length);
    this.used = like.used;
    for (const name of ['start', 'end', 'shift'] as const) this[name].set(like[name]);
  }

  /**
   * Adds a value to each column; NaN means missing and is counted apart.
   *
   * @throws RangeError for a negative or infinite value, and for a fraction in a column of integers
   */
  add(values: ArrayLike<number>): void {
    const { wholes, reals, start, end, shift, waiting } = this;
    this.added++;
    for (let at = 0; at < wholes.length; at++) {
      const column = wholes[at]!;
      const value = values[column]!;
      const slot = value | 0;
      const place = slot + shift[column]!;
      // Also false where the value is no whole number of 32 bits, and for an empty column.
      if (slot === value && slot >= 0 && slot <= EXACT && place >= start[column]! && place < end[column]!)
        this.pool[place]!++;
      else this.addAnew(column, value);
    }
    // "+ 0" turns −0 into 0.
    for (let at = 0; at < reals.length; at++) waiting[at * BATCH + this.waits] = values[reals[at]!]! + 0;
    if (reals.length > 0 && ++this.waits === BATCH) this.count();
  }

  /**
   * Adds everything that `other` holds, so many times; `other` is not changed.
   *
   * @throws RangeError for columns of another kind
   */
  merge(other: QuantileSketches, times = 1): void {
    if (times === 0) return;
    this.count();
    other.count();
    this.added += times * other.added;
    for (let column = 0; column < this.integer.length; column++) {
      if (other.integer[column] !== this.integer[column])
        throw new RangeError('a sketch of integers and one of real numbers do not merge');
      this.missing[column]! += times * other.missing[column]!;
      this.lowest[column] = Math.min(this.lowest[column]!, other.lowest[column]!);
      this.highest[column] = Math.max(this.highest[column]!, other.highest[column]!);
      const [from, to] = [other.start[column]!, other.end[column]!];
      if (from === to) continue;
      this.placeOf(column, from - other.shift[column]!);
      this.placeOf(column, to - 1 - other.shift[column]!);
      const apart = this.shift[column]! - other.shift[column]!;
      for (let place = from; place < to; place++) this.pool[place + apart]! += times * other.pool[place]!;
    }
  }

  /** The sketch of one column: valid until something is added. */
  of(column: number): QuantileSketch {
    this.count();
    const integer = this.integer[column]!;
    const counts = this.pool.subarray(this.start[column]!, this.end[column]!);
    const first = this.start[column]! - this.shift[column]!;
    // Zeros are counted apart there. Without slot 0, both kinds of columns begin with their first bucket.
    const hasZeros = first === 0 && counts.length > 0;
    const zeros = hasZeros ? counts[0]! : 0;
    const above = new BucketCounts(
      (hasZeros ? 1 : first) - (integer ? 0 : 1),
      hasZeros ? counts.subarray(1) : counts,
    );
    let [lowest, highest] = [this.lowest[column]!, this.highest[column]!];
    if (integer) {
      const seen = (count: number): boolean => count > 0;
      const [least, most] = [first + counts.findIndex(seen), first + counts.findLastIndex(seen)];
      if (least <= EXACT) lowest = least;
      if (most <= EXACT) highest = most;
    }
    const missing = this.missing[column]!;
    return QuantileSketch.from(integer, { n: this.added - missing, missing, lowest, highest, zeros, above });
  }

  /** Bytes of counts, those in wait included. */
  get bytes(): number {
    return this.pool.byteLength;
  }

  /** A whole number of any size, or a missing one, with room made for it where there is none. */
  private addAnew(column: number, value: number): void {
    if (Number.isNaN(value)) {
      this.missing[column]!++;
      return;
    }
    if (!(value >= 0 && Number.isInteger(value))) refuse(value, true);
    if (value > EXACT) this.widen(column, value);
    // In two steps: making room may replace the pool.
    const place = this.placeOf(column, value === 0 ? 0 : bucketOf(value, true));
    this.pool[place]!++;
  }

  /** Counts the real numbers that wait. */
  private count(): void {
    const { reals, words, waiting, waits, start, end, shift } = this;
    for (let at = 0; at < reals.length; at++) {
      const column = reals[at]!;
      for (let next = at * BATCH; next < at * BATCH + waits; next++) {
        const value = waiting[next]!;
        const slot = slotOfWord(words[2 * next + 1]!);
        if (slot < 0) {
          if (!Number.isNaN(value)) refuse(value, false);
          this.missing[column]!++;
          continue;
        }
        this.widen(column, value);
        let place = slot + shift[column]!;
        if (place < start[column]! || place >= end[column]!) place = this.placeOf(column, slot);
        this.pool[place]!++;
      }
    }
    this.waits = 0;
  }

  private widen(column: number, value: number): void {
    if (value < this.lowest[column]!) this.lowest[column] = value;
    if (value > this.highest[column]!) this.highest[column] = value;
  }

  /** Where a slot stands, or stands from now on. */
  private placeOf(column: number, slot: number): number {
    const place = slot + this.shift[column]!;
    if (place >= this.start[column]! && place < this.end[column]!) return place;
    const [from, to] = [this.start[column]!, this.end[column]!];
    const { first, end } = covering(from - this.shift[column]!, to - from, slot);
    if (this.used + end - first > this.pool.length) {
      this.pack(end - first);
      return this.placeOf(column, slot);
    }
    // A new place at the end of the pool; the old one is lost until the pool is packed.
    const shift = this.used - first;
    for (let old = from; old < to; old++) this.pool[old - this.shift[column]! + shift] = this.pool[old]!;
    this.start[column] = this.used;
    this.used += end - first;
    this.end[column] = this.used;
    this.shift[column] = shift;
    return slot + shift;
  }

  /** Moves all columns close together into a pool with room for `more` and then some. */
  private pack(more: number): void {
    let inUse = 0;
    for (let column = 0; column < this.integer.length; column++)
      inUse += this.end[column]! - this.start[column]!;
    const packed = new Uint32Array(2 * inUse + more + 16 * this.integer.length);
    let used = 0;
    for (let column = 0; column < this.integer.length; column++) {
      const [from, to] = [this.start[column]!, this.end[column]!];
      for (let place = from; place < to; place++) packed[used + place - from] = this.pool[place]!;
      this.start[column] = used;
      this.shift[column]! += used - from;
      used += to - from;
      this.end[column] = used;
    }
    this.pool = packed;
    this.used = used;
  }
}

function refuse(value: number, whole: boolean): never {
  if (whole && Number.isFinite(value) && value >= 0)
    throw new RangeError(`a sketch of integers got ${value}`);
  throw new RangeError(`quantile sketches need finite values of at least 0, got ${value}`);
}
