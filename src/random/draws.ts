/**
 * Addressed draws. Every random number of a replicate is a pure function of (replicate key, entity, purpose,
 * ordinal): no stream, no order of execution, no scenario. Two worlds that ask the same question of the same
 * entity get the same answer, which is what pairs scenarios.
 */
import { ln } from './elementary.js';
import { type Key, threefry } from './threefry.js';

const TWO_POW_MINUS_53 = 2 ** -53;

/** Two words as a number strictly between 0 and 1, with 53 bits. */
function unitInterval(high: number, low: number): number {
  // From 2^52 up the half is lost to rounding, and the last value would be 1.
  return Math.min((high * 2097152 + (low >>> 11) + 0.5) * TWO_POW_MINUS_53, 1 - TWO_POW_MINUS_53);
}

/** Draws of one replicate. Its only state is scratch space: each result depends on its arguments alone. */
export class Draws {
  private readonly words = new Uint32Array(4);

  constructor(private readonly key: Key) {}

  /** Uniform on (0, 1) for an entity (two 32-bit words), a purpose and an ordinal. */
  uniform(entityHigh: number, entityLow: number, purpose: number, ordinal: number): number {
    threefry(this.key, entityHigh, entityLow, purpose, ordinal, this.words);
    return unitInterval(this.words[0]!, this.words[1]!);
  }

  /** Two independent uniforms on (0, 1) of one address: `out[0]`, `out[1]`. */
  uniforms(entityHigh: number, entityLow: number, purpose: number, ordinal: number, out: Float64Array): void {
    threefry(this.key, entityHigh, entityLow, purpose, ordinal, this.words);
    out[0] = unitInterval(this.words[0]!, this.words[1]!);
    out[1] = unitInterval(this.words[2]!, this.words[3]!);
  }

  /** Unit exponential, mean 1. */
  exponential(entityHigh: number, entityLow: number, purpose: number, ordinal: number): number {
    return -ln(this.uniform(entityHigh, entityLow, purpose, ordinal));
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
