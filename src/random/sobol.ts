/**
 * Sobol' points: sets that fill the unit cube more evenly than independent draws. Direction numbers of Joe & Kuo
 * (SIAM J. Sci. Comput. 30:2635, 2008), order of the Gray code (Antonov & Saleev 1979). With a key the points are
 * scrambled by Owen's nested uniform scrambling (1995): each point is then uniform, the set keeps its evenness,
 * and means of smooth functions err like N^−1.5.
 */
import { Draws, unitOf } from './draws.js';
import type { Key } from './threefry.js';

/** Primitive polynomial of degree s with inner coefficients a, and initial numbers m; dimensions 2 … 21. */
const DIRECTIONS: readonly { readonly s: number; readonly a: number; readonly m: readonly number[] }[] = [
  { s: 1, a: 0, m: [1] },
  { s: 2, a: 1, m: [1, 3] },
  { s: 3, a: 1, m: [1, 3, 1] },
  { s: 3, a: 2, m: [1, 1, 1] },
  { s: 4, a: 1, m: [1, 1, 3, 3] },
  { s: 4, a: 4, m: [1, 3, 5, 13] },
  { s: 5, a: 2, m: [1, 1, 5, 5, 17] },
  { s: 5, a: 4, m: [1, 1, 5, 5, 5] },
  { s: 5, a: 7, m: [1, 1, 7, 11, 19] },
  { s: 5, a: 11, m: [1, 1, 5, 1, 1] },
  { s: 5, a: 13, m: [1, 1, 1, 3, 11] },
  { s: 5, a: 14, m: [1, 3, 5, 5, 31] },
  { s: 6, a: 1, m: [1, 3, 3, 9, 7, 49] },
  { s: 6, a: 13, m: [1, 1, 1, 15, 21, 21] },
  { s: 6, a: 16, m: [1, 3, 1, 13, 27, 49] },
  { s: 6, a: 19, m: [1, 1, 1, 15, 7, 5] },
  { s: 6, a: 22, m: [1, 3, 1, 15, 13, 25] },
  { s: 6, a: 25, m: [1, 1, 5, 5, 19, 61] },
  { s: 7, a: 1, m: [1, 3, 7, 11, 23, 15, 103] },
  { s: 7, a: 4, m: [1, 3, 7, 13, 13, 15, 69] },
];

/** Most coordinates that the table has direction numbers for. */
export const MOST_DIMENSIONS = DIRECTIONS.length + 1;
const MOST_POINTS = 2 ** 24;

/** Direction numbers v_1 … v_32 of a dimension (from 0), as binary fractions of 32 bits. */
function directionsOf(dimension: number): Uint32Array {
  const v = new Uint32Array(32);
  if (dimension === 0) return v.map((_, k) => 1 << (31 - k));
  const { s, a, m } = DIRECTIONS[dimension - 1]!;
  for (let k = 0; k < 32; k++) {
    if (k < s) {
      v[k] = m[k]! << (31 - k);
      continue;
    }
    let next = v[k - s]! ^ (v[k - s]! >>> s);
    for (let i = 1; i < s; i++) if ((a >>> (s - 1 - i)) & 1) next ^= v[k - i]!;
    v[k] = next;
  }
  return v;
}

const PURPOSE = 0x6f77656e;
/** One block of 128 random bits holds the 127 nodes of seven levels of the binary tree. */
const LEVELS = 7;

/**
 * Nested uniform scrambling of one coordinate: bit k is flipped or not by a random bit that belongs to the
 * dimension and to the k bits before it.
 */
function scrambled(draws: Draws, dimension: number, x: number, block: Uint32Array): number {
  let out = 0;
  for (let top = 0; top < 32; top += LEVELS) {
    const before = top === 0 ? 0 : x >>> (32 - top);
    draws.words(dimension, before, PURPOSE, top, block);
    let node = 1;
    for (let k = top; k < Math.min(32, top + LEVELS); k++) {
      const bit = (x >>> (31 - k)) & 1;
      const flip = (block[node >>> 5]! >>> (node & 31)) & 1;
      out = (out << 1) | (bit ^ flip);
      node = (node << 1) | bit;
    }
  }
  return out >>> 0;
}

/**
 * The first `count` Sobol' points in `dimensions` coordinates, a row each.
 *
 * Without a key: the plain sequence, from the origin on, in [0, 1). With a key: scrambled, strictly between 0 and
 * 1, so that quantile functions may be applied; a function of the key alone, and the first N of 2N points are the
 * N points. Coordinate j does not depend on how many others there are.
 *
 * @throws RangeError unless `count` is a power of two up to 2^24 (fewer would lose the evenness) and
 *   1 ≤ dimensions ≤ 21
 */
export function sobolPoints(count: number, dimensions: number, key?: Key): readonly Float64Array[] {
  if (!(count >= 1 && count <= MOST_POINTS && Number.isInteger(Math.log2(count))))
    throw new RangeError(`Sobol' points come in powers of two up to 2^24, not ${count}`);
  if (!(Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= MOST_DIMENSIONS))
    throw new RangeError(`Sobol' points have 1 to ${MOST_DIMENSIONS} coordinates, not ${dimensions}`);
  const draws = key && new Draws(key);
  const block = new Uint32Array(4);
  const rows = Array.from({ length: count }, () => new Float64Array(dimensions));
  for (let j = 0; j < dimensions; j++) {
    const v = directionsOf(j);
    let x = 0;
    for (let n = 0; n < count; n++) {
      rows[n]![j] = draws ? unitOf(scrambled(draws, j, x, block)) : x / 2 ** 32;
      // The lowest zero bit of n is the lowest bit in which n and n + 1 both differ and the latter is 1.
      x = (x ^ v[31 - Math.clz32((n + 1) & ~n)]!) >>> 0;
    }
  }
  return rows;
}
