/** From the user's seed, any string, to the 128-bit master key. seedrandom is used here and nowhere else. */
import seedrandom from 'seedrandom';
import type { Key } from './threefry.js';

/**
 * Master key of a seed.
 * @throws TypeError unless `seed` is a non-empty string: seedrandom would take `undefined` for one fixed or one
 *   arbitrary stream, and could not tell the number 1 from the string "1".
 */
export function masterKey(seed: string): Key {
  if (typeof seed !== 'string' || seed === '')
    throw new TypeError('a seed is a string of at least one character');
  // seedrandom looks at the low byte of each character: two bytes a character tell every text from every other.
  const bytes = Array.from({ length: seed.length }, (_, i) => seed.charCodeAt(i)).flatMap((unit) => [
    unit >> 8,
    unit & 0xff,
  ]);
  const stream = seedrandom(String.fromCharCode(...bytes));
  const word = (): number => stream.int32() >>> 0;
  return { k0: word(), k1: word(), k2: word(), k3: word() };
}
