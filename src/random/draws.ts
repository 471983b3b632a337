/**
 * Addressed draws. Every random number of a replicate is a pure function of (replicate key, entity, purpose,
 * ordinal): no stream, no order of execution, no scenario. Two worlds that ask the same question of the same
 * entity get the same answer, which is what pairs scenarios. One address gives four words.
 */
import { ln } from './elementary.js';
import { type Key, threefry } from './threefry.js';

const TWO_POW_MINUS_53 = 2 ** -53;
const TWO_POW_MINUS_32 = 2 ** -32;

/** Two words as a number strictly between 0 and 1, with 53 bits. */
function unitInterval(high: number, low: number): number {
  // From 2^52 up the half is lost to rounding, and the last value would be 1.
  return Math.min((high * 2097152 + (low >>> 11) + 0.5) * TWO_POW_MINUS_53, 1 - TWO_POW_MINUS_53);
}

/** One word as a number strictly between 0 and 1, with 32 bits: fine enough to choose and to wait. */
export function unitOf(word: number): number {
  return (word + 0.5) * TWO_POW_MINUS_32;
}

/** One word as a unit exponential, mean 1; between 1.2e-10 and 22.9. */
export function waitOf(word: number): number {
  return -ln((word + 0.5) * TWO_POW_MINUS_32);
}

/** Draws of one replicate. Its only state is scratch space: each result depends on its arguments alone. */
export class Draws {
  private readonly block = new Uint32Array(4);

  constructor(private readonly key: Key) {}

  /** Four independent words for an entity (two 32-bit words), a purpose and an ordinal: `out[0 … 3]`. */
  words(entityHigh: number, entityLow: number, purpose: number, ordinal: number, out: Uint32Array): void {
    threefry(this.key, entityHigh, entityLow, purpose, ordinal, out);
  }

  /** Uniform on (0, 1), 53 bits, of the first two words of an address. */
  uniform(entityHigh: number, entityLow: number, purpose: number, ordinal: number): number {
    threefry(this.key, entityHigh, entityLow, purpose, ordinal, this.block);
    return unitInterval(this.block[0]!, this.block[1]!);
  }

  /** Two independent uniforms on (0, 1), 53 bits, of one address: `out[0]`, `out[1]`. */
  uniforms(entityHigh: number, entityLow: number, purpose: number, ordinal: number, out: Float64Array): void {
    threefry(this.key, entityHigh, entityLow, purpose, ordinal, this.block);
    out[0] = unitInterval(this.block[0]!, this.block[1]!);
    out[1] = unitInterval(this.block[2]!, this.block[3]!);
  }

  /** Unit exponential, mean 1, of the first word of an address. */
  wait(entityHigh: number, entityLow: number, purpose: number, ordinal: number): number {
    threefry(this.key, entityHigh, entityLow, purpose, ordinal, this.block);
    return waitOf(this.block[0]!);
  }
}

/** Derives the key of a sub-space: the encryption of (a, b, c, d) under `key`. */
export function deriveKey(key: Key, a: number, b: number, c: number, d: number): Key {
  const out = new Uint32Array(4);
  threefry(key, a, b, c, d, out);
  return { k0: out[0]!, k1: out[1]!, k2: out[2]!, k3: out[3]! };
}

/** Key of one replicate: (master, explanation, parameter draw, replicate). The scenario is not part of it. */
export function replicateKey(master: Key, explanation: number, draw: number, replicate: number): Key {
  return deriveKey(master, 0x7265706c, explanation, draw, replicate);
}
