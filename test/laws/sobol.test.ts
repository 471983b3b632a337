import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { masterKey } from '../../src/random/seed.js';
import { MOST_DIMENSIONS, sobolPoints } from '../../src/random/sobol.js';
import { ksBound, ksDistance, meanError, Z } from '../goodness-of-fit.js';

const SEED = { seed: 20230701, numRuns: 40 };
const key = fc.string({ minLength: 1, maxLength: 8 }).map(masterKey);

describe("scrambled Sobol' points", () => {
  it('fall once into each of N slices of each coordinate, as the plain ones do', () => {
    fc.assert(
      fc.property(key, fc.integer({ min: 0, max: 9 }), (k, m) => {
        const n = 2 ** m;
        const points = sobolPoints(n, MOST_DIMENSIONS, k);
        for (let j = 0; j < MOST_DIMENSIONS; j++)
          expect(new Set(points.map((row) => Math.floor(row[j]! * n))).size).toBe(n);
      }),
      SEED,
    );
  });

  // The first two coordinates are a (0, m, 2)-net: one point in each dyadic rectangle of area 1/N.
  it('keep one point in every dyadic rectangle of area 1/N of the first two coordinates', () => {
    fc.assert(
      fc.property(key, fc.integer({ min: 0, max: 8 }), fc.nat(8), (k, m, cut) => {
        const wide = 2 ** Math.min(cut, m);
        const high = 2 ** m / wide;
        const cells = sobolPoints(2 ** m, 2, k).map(
          ([x, y]) => Math.floor(x! * wide) * high + Math.floor(y! * high),
        );
        expect(new Set(cells).size).toBe(2 ** m);
      }),
      SEED,
    );
  });

  it('are a function of the key; more points or more coordinates change none of those before', () => {
    fc.assert(
      fc.property(key, (k) => {
        const wide = sobolPoints(64, 7, k);
        const narrow = sobolPoints(32, 3, k);
        expect(wide.slice(0, 32).map((row) => [...row.slice(0, 3)])).toEqual(narrow.map((row) => [...row]));
      }),
      SEED,
    );
    expect(sobolPoints(8, 2, masterKey('a'))).not.toEqual(sobolPoints(8, 2, masterKey('b')));
  });

  // One point of each of 4000 keys; false alarms 1e-6 a bound.
  it('are each uniform over keys; coordinates are uncorrelated, points of a pair as stratified', () => {
    const rows = Array.from({ length: 4000 }, (_, seed) => sobolPoints(2, 2, masterKey(`one ${seed}`)));
    for (const [n, j] of [
      [0, 0],
      [1, 1],
    ] as const)
      expect(
        ksDistance(
          rows.map((points) => points[n]![j]!),
          (u) => u,
        ),
      ).toBeLessThan(ksBound(4000));
    const products = rows.map((points) => (points[0]![0]! - 0.5) * (points[0]![1]! - 0.5));
    expect(Math.abs(meanError(products, 0, 1 / 144))).toBeLessThan(Z);
    // Two points of one coordinate lie in different halves, else independent: E(xy) = 1/4 · 3/4, so cov = −1/16.
    const pairs = rows.map((points) => (points[0]![0]! - 0.5) * (points[1]![0]! - 0.5) + 1 / 16);
    // (x − ½)(y − ½) = −ab, a and b independent uniforms on (0, ½): variance 1/144 − 1/256.
    expect(Math.abs(meanError(pairs, 0, 1 / 144 - 1 / 256))).toBeLessThan(Z);
  });
});
