/**
 * A 32-bit finaliser (MurmurHash3, Appleby 2011): every bit of the argument reaches every bit of the result. It
 * orders candidates whose keys are themselves random words, as in rendezvous hashing (Thaler & Ravishankar 1998);
 * it is no generator and draws nothing by itself.
 */
export function mix(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
