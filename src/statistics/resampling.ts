/** From weighted points to equally weighted ones: which points are taken, by index. */
import { Draws } from '../random/draws.js';
import type { Key } from '../random/threefry.js';
import { totalWeight } from './weighted.js';

/** Running sums of the weights, scaled to end at 1 (but for rounding), up to the last point with weight. */
function cumulative(weights: ArrayLike<number>): Float64Array {
  const total = totalWeight(weights);
  const sums = new Float64Array(weights.length);
  let sum = 0;
  let length = 0;
  for (let i = 0; i < weights.length; i++) {
    sums[i] = (sum += weights[i]!) / total;
    if (weights[i]! > 0) length = i + 1;
  }
  return sums.subarray(0, length);
}

/** The first index whose running sum exceeds u, else the last: never a point without weight. */
function indexAt(sums: Float64Array, u: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! > u) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Systematic resampling (Kitagawa, J. Comput. Graph. Stat. 5:1, 1996): `count` indices in ascending order, point i
 * taken ⌊count·p⌋ or ⌈count·p⌉ times, p its share of the weight, and count·p times on average over `offset`.
 *
 * @param offset uniform on [0, 1), the only chance in it
 * @throws RangeError for weights as in `totalWeight`, for an offset outside [0, 1), for a count that is not whole
 */
export function systematicIndices(weights: ArrayLike<number>, count: number, offset: number): Int32Array {
  if (!(offset >= 0 && offset < 1)) throw new RangeError(`an offset lies in [0, 1), got ${offset}`);
  if (!(Number.isInteger(count) && count >= 0)) throw new RangeError(`${count} is not a number of draws`);
  const sums = cumulative(weights);
  return Int32Array.from({ length: count }, (_, k) => indexAt(sums, (k + offset) / count));
}

/** Van der Corput's sequence: the binary digits of k mirrored at the point, in [0, 1). @param k below 2^32 */
export function radicalInverse(k: number): number {
  let x = k >>> 0;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  x = (x >>> 16) | (x << 16);
  return (x >>> 0) / 2 ** 32;
}

const PURPOSE = 0x73687066;

/**
 * Draws from weighted points of which every beginning is well spread: draw k inverts the distribution at van der
 * Corput's number k, shifted on the circle by one uniform of the key (Cranley & Patterson 1976). Each draw by
 * itself takes point i with probability p, its share of the weight; among the first n draws, whatever n, point i
 * is taken n·p ± (log₂ n / 3 + 1) times (Béjian & Faure 1977), and the same holds for any run of neighbouring
 * points, so that sorted points are spread better still.
 *
 * @returns the index of the point that draw k = 0, 1, … takes: of (weights, key, k) alone, not of how many draws
 *   are made
 * @throws RangeError for weights as in `totalWeight`; the returned function for a k that is not whole
 */
export function spreadDraws(weights: ArrayLike<number>, key: Key): (k: number) => number {
  const sums = cumulative(weights);
  const shift = new Draws(key).uniform(0, 0, PURPOSE, 0);
  return (k) => {
    if (!(Number.isInteger(k) && k >= 0 && k < 2 ** 32))
      throw new RangeError(`${k} is not the number of a draw`);
    const u = radicalInverse(k) + shift;
    return indexAt(sums, u < 1 ? u : u - 1);
  };
}
