import { describe, expect, it, vi } from 'vitest';
import { Draws, deriveKey, replicateKey, unitOf, waitOf } from '../../src/random/draws.js';
import { exp, ln, power } from '../../src/random/elementary.js';
import { mix } from '../../src/random/mix.js';
import { masterKey } from '../../src/random/seed.js';
import * as generator from '../../src/random/threefry.js';
import type { Key } from '../../src/random/threefry.js';

const ZERO: Key = { k0: 0, k1: 0, k2: 0, k3: 0 };
const hex = (words: Uint32Array): string =>
  [...words].map((word) => word.toString(16).padStart(8, '0')).join(' ');

describe('Threefry-4x32-20', () => {
  // Known-answer tests published with Random123 (kat_vectors, lines "threefry4x32 20").
  it.each([
    ['zeros', [0, 0, 0, 0], [0, 0, 0, 0], '9c6ca96a e17eae66 fc10ecd4 5256a7d8'],
    [
      'ones',
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      '2a881696 57012287 f6c7446e a16a6732',
    ],
    [
      'digits of pi',
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89],
      '59cd1dbb b8879579 86b5d00c ac8b6d84',
    ],
  ])('of %s', (_, counter, key, words) => {
    const out = new Uint32Array(4);
    const [k0, k1, k2, k3] = key as [number, number, number, number];
    const [c0, c1, c2, c3] = counter as [number, number, number, number];
    generator.threefry({ k0, k1, k2, k3 }, c0, c1, c2, c3, out);
    expect(hex(out)).toBe(words);
  });

  it('reads a key word alike as a signed and as an unsigned number', () => {
    const [a, b] = [new Uint32Array(4), new Uint32Array(4)];
    generator.threefry({ ...ZERO, k1: 0x80000001 }, 7, 0xfffffffe, 1, 2, a);
    generator.threefry({ ...ZERO, k1: 0x80000001 | 0 }, 7, -2, 1, 2, b);
    expect(hex(a)).toBe(hex(b));
  });
});

describe('addressed draws', () => {
  const draws = new Draws(masterKey('draws'));

  it('turn two words into 53 bits between 0 and 1', () => {
    const words = new Uint32Array(4);
    const key = masterKey('draws');
    generator.threefry(key, 1, 2, 3, 4, words);
    expect(draws.uniform(1, 2, 3, 4)).toBeCloseTo((words[0]! + words[1]! / 2 ** 32) / 2 ** 32, 15);
    const pair = new Float64Array(2);
    draws.uniforms(1, 2, 3, 4, pair);
    expect(pair[0]).toBe(draws.uniform(1, 2, 3, 4));
    expect(pair[1]).toBeCloseTo((words[2]! + words[3]! / 2 ** 32) / 2 ** 32, 15);
  });

  it('give four words, each a uniform and a wait of 32 bits', () => {
    const [words, got] = [new Uint32Array(4), new Uint32Array(4)];
    generator.threefry(masterKey('draws'), 1, 2, 3, 4, words);
    draws.words(1, 2, 3, 4, got);
    expect(hex(got)).toBe(hex(words));
    expect(draws.wait(1, 2, 3, 4)).toBe(waitOf(words[0]!));
    expect(waitOf(words[0]!)).toBe(-ln(unitOf(words[0]!)));
    // Half a step from either end: u = 2^-33 and 1 − 2^-33, whose logarithms are −33 ln 2 and −2^-33.
    expect([unitOf(0), unitOf(0xffffffff)]).toEqual([2 ** -33, 1 - 2 ** -33]);
    expect(waitOf(0)).toBeCloseTo(33 * Math.LN2, 13);
    expect(waitOf(0xffffffff) * 2 ** 33).toBeCloseTo(1, 9);
    expect(unitOf(0x7fffffff)).toBe(0.5 - 2 ** -33);
  });

  it('stay strictly between 0 and 1 for the smallest and the largest words', () => {
    const words = vi.spyOn(generator, 'threefry');
    try {
      for (const word of [0, 0xffffffff]) {
        words.mockImplementation((_key, _a, _b, _c, _d, out) => void out.fill(word));
        const u = draws.uniform(0, 0, 0, 0);
        expect(u).toBeGreaterThan(0);
        expect(u).toBeLessThan(1);
      }
    } finally {
      words.mockRestore();
    }
  });

  it('remember nothing: any order of questions gets the same answers', () => {
    const questions = Array.from({ length: 50 }, (_, i) => [i * 7919, i % 3, i % 5, i] as const);
    const forwards = questions.map((q) => draws.uniform(...q));
    const backwards = [...questions].reverse().map((q) => draws.uniform(...q));
    expect(backwards.reverse()).toEqual(forwards);
    expect(new Set(forwards).size).toBe(50);
  });

  it('change with each word of the address and of the key', () => {
    const base = draws.uniform(1, 2, 3, 4);
    for (const [high, low, purpose, ordinal] of [
      [9, 2, 3, 4],
      [1, 9, 3, 4],
      [1, 2, 9, 4],
      [1, 2, 3, 9],
      [2, 1, 3, 4],
    ] as const)
      expect(draws.uniform(high, low, purpose, ordinal)).not.toBe(base);
    const key = masterKey('draws');
    for (const word of ['k0', 'k1', 'k2', 'k3'] as const)
      expect(new Draws({ ...key, [word]: key[word] ^ 1 }).uniform(1, 2, 3, 4)).not.toBe(base);
  });
});

describe('the finaliser of MurmurHash3', () => {
  // Independent of the source: 64-bit integers, and the published constants (Appleby 2011, fmix32).
  const published = (word: number): number => {
    const mask = 0xffffffffn;
    let h = BigInt(word) & mask;
    h ^= h >> 16n;
    h = (h * 0x85ebca6bn) & mask;
    h ^= h >> 13n;
    h = (h * 0xc2b2ae35n) & mask;
    return Number(h ^ (h >> 16n));
  };

  it('is the published one, 0 staying 0', () => {
    expect(mix(0)).toBe(0);
    // SMHasher: fmix32(1).
    expect(mix(1)).toBe(0x514e28b7);
    for (let i = 0; i < 2000; i++) {
      const word = (i * 2654435761) >>> 0;
      expect(mix(word)).toBe(published(word));
    }
  });

  it('reads a signed and an unsigned word alike', () => {
    expect(mix(-1)).toBe(mix(0xffffffff));
    expect(mix(0x80000000 | 0)).toBe(mix(0x80000000));
  });
});

describe('keys', () => {
  const master = masterKey('keys');

  it('of replicates differ by explanation, by draw and by replicate, and by master key', () => {
    const text = (key: Key): string => Object.values(key).join(' ');
    const seen = new Set<string>();
    for (const explanation of [0, 1, 4])
      for (const draw of [0, 1, 999])
        for (const replicate of [0, 1, 9]) {
          seen.add(text(replicateKey(master, explanation, draw, replicate)));
        }
    seen.add(text(replicateKey(masterKey('other'), 0, 0, 0)));
    expect(seen.size).toBe(28);
  });

  it('are the encryption of their coordinates', () => {
    const out = new Uint32Array(4);
    generator.threefry(master, 5, 6, 7, 8, out);
    expect(Object.values(deriveKey(master, 5, 6, 7, 8))).toEqual([...out]);
  });

  it('come from any non-empty string, the same string giving the same key', () => {
    expect(masterKey('ISK 2023')).toEqual(masterKey('ISK 2023'));
    const seeds = [
      '1',
      '01',
      '1 ',
      'a',
      'A',
      'ä',
      '0',
      'undefined',
      'null',
      'x'.repeat(300),
      'š',
      'а',
      '٠',
      'aŢ',
      'ab',
      '\ud800',
      '\ufffd',
    ];
    expect(new Set(seeds.map((seed) => JSON.stringify(masterKey(seed)))).size).toBe(seeds.length);
  });

  it.each([
    ['nothing', ''],
    ['a number', 1],
    ['undefined', undefined],
    ['null', null],
  ])('refuse %s', (_, seed) => {
    expect(() => masterKey(seed as string)).toThrow(
      new TypeError('a seed is a string of at least one character'),
    );
  });
});

/** Distance in units in the last place of the expected value. */
function ulps(got: number, want: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(want));
  const exponent = Math.max(1, view.getUint32(0) >>> 20);
  return Math.abs(got - want) / 2 ** (exponent - 1075);
}

// Math is itself allowed an error of about 1 ulp, so 2 is what agreement can mean; the project's own error is below 1.
describe('elementary functions', () => {
  it('ln agrees with Math.log over all normal numbers', () => {
    let worst = 0;
    for (let e = -1022; e <= 1023; e += 1)
      for (const m of [1, 1.0000000000000002, 1.2, Math.SQRT2, 1.5, 1.9999999999999998]) {
        const x = m * 2 ** e;
        if (x !== 1) worst = Math.max(worst, ulps(ln(x), Math.log(x)));
      }
    for (let i = 1; i < 40_000; i++) worst = Math.max(worst, ulps(ln(i / 40_001), Math.log(i / 40_001)));
    expect(worst).toBeLessThanOrEqual(2);
    expect(ln(1)).toBe(0);
    expect(ln(Number.MAX_VALUE)).toBe(709.782712893384);
    expect(ln(2 ** -1022)).toBe(-708.3964185322641);
  });

  it('ln has its limits', () => {
    expect(ln(0)).toBe(-Infinity);
    expect(ln(Infinity)).toBe(Infinity);
    expect(ln(-1)).toBeNaN();
    expect(ln(NaN)).toBeNaN();
  });

  it('exp agrees with Math.exp wherever the result is normal', () => {
    let worst = 0;
    for (let i = -70_800; i <= 70_978; i += 7) worst = Math.max(worst, ulps(exp(i / 100), Math.exp(i / 100)));
    for (let i = -1000; i <= 1000; i++) worst = Math.max(worst, ulps(exp(i * 1e-9), Math.exp(i * 1e-9)));
    expect(worst).toBeLessThanOrEqual(2);
    expect(exp(0)).toBe(1);
    expect(ulps(exp(1), Math.E)).toBeLessThanOrEqual(1);
  });

  it('exp goes through the subnormal numbers to 0, and to Infinity', () => {
    // A subnormal has fewer bits: one unit of 2^-1074 either way, and the factor e^-60 adds one of its own.
    for (let x = -745; x <= -708; x += 0.25)
      expect(ulps(exp(x), Math.exp(x)), String(x)).toBeLessThanOrEqual(3);
    expect(exp(-745.13)).toBe(5e-324);
    expect(exp(-745.2)).toBe(0);
    expect(exp(-1e6)).toBe(0);
    expect(exp(-Infinity)).toBe(0);
    expect(exp(709.78)).toBeCloseTo(Math.exp(709.78), -295);
    expect(exp(709.8)).toBe(Infinity);
    expect(exp(Infinity)).toBe(Infinity);
    expect(exp(NaN)).toBeNaN();
  });

  it('power is exp of y ln x, and 0 at 0', () => {
    expect(power(0, 0.5)).toBe(0);
    expect(power(7, 0)).toBe(1);
    for (const [x, y] of [
      [2, 10],
      [0.3, -1.5],
      [1e-5, 0.7],
    ] as const)
      expect(power(x, y) / x ** y).toBeCloseTo(1, 13);
  });
});
