/** The tallies of a replicate without their zeros, which are nine of ten: read once, then hashed and observed. */
import type { Tallies } from './tallies.js';

export class SparseTallies {
  /** Entries that are not 0. */
  count = 0;
  /** No entry is NaN or infinite. */
  finite = true;
  /** Index of each entry in `Tallies.values`, ascending. */
  readonly at: Uint32Array;
  readonly values: Float64Array;

  /** @param size `Tallies.values.length` of the tallies that will be read */
  constructor(size: number) {
    this.at = new Uint32Array(size);
    this.values = new Float64Array(size);
  }

  /** Forgets what was read before. @throws RangeError for tallies of another size */
  read({ values }: Tallies): void {
    const { at, values: kept } = this;
    if (values.length !== kept.length)
      throw new RangeError(`tallies of ${values.length} entries, room for ${kept.length}`);
    let count = 0;
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!;
      // Written in any case and kept only if it is not 0: a branch would be mispredicted too often.
      at[count] = index;
      kept[count] = value;
      count += Number(value !== 0);
    }
    this.count = count;
    // NaN and infinities are the only numbers that this is not 0 for, and they are kept in a sum of it.
    let odd = 0;
    for (let entry = 0; entry < count; entry++) odd += kept[entry]! - kept[entry]!;
    this.finite = odd === 0;
  }
}
