import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { masterKey } from '../../src/random/seed.js';
import { spreadDraws, systematicIndices } from '../../src/statistics/resampling.js';
import { effectiveSampleSize, weightedCovariance, weightedMean } from '../../src/statistics/weighted.js';
import { Z } from '../goodness-of-fit.js';

const SEED = { seed: 20230701, numRuns: 200 };
const weights = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 9, noNaN: true })), {
    minLength: 1,
    maxLength: 40,
  })
  .filter((list) => list.some((weight) => weight > 0));
const key = fc.string({ minLength: 1, maxLength: 8 }).map(masterKey);
const shares = (list: readonly number[]): number[] => {
  const total = list.reduce((sum, weight) => sum + weight, 0);
  return list.map((weight) => weight / total);
};
const counts = (indices: Iterable<number>, length: number): number[] => {
  const out = new Array<number>(length).fill(0);
  for (const i of indices) out[i]!++;
  return out;
};

describe('weighted moments', () => {
  const point = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }));
  const sample = fc.array(fc.record({ point, weight: fc.integer({ min: 1, max: 6 }) }), {
    minLength: 2,
    maxLength: 12,
  });

  it('do not change with the scale of the weights, nor with their order', () => {
    fc.assert(
      fc.property(sample, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (list, scale) => {
        const other = list.toReversed();
        const [a, b] = [list, other].map((points, side) => ({
          rows: points.map((p) => p.point),
          weights: points.map((p) => p.weight * (side ? scale : 1)),
        }));
        const told = (from: typeof a): number[] => [
          ...weightedMean(from!.rows, from!.weights),
          ...weightedCovariance(from!.rows, from!.weights).flat(),
          effectiveSampleSize(from!.weights),
        ];
        told(b).forEach((x, i) => expect(Math.abs(x - told(a)[i]!)).toBeLessThan(1e-8));
      }),
      SEED,
    );
  });

  it('have a covariance that is symmetric to the last bit', () => {
    const real = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(real, real), { minLength: 2, maxLength: 12 }), (rows) => {
        const [[, a], [b]] = weightedCovariance(
          rows,
          rows.map((_, i) => 1 / (i + 3)),
        ) as [[number, number], [number, number]];
        expect(a).toBe(b);
      }),
      SEED,
    );
  });

  it('are the plain ones for equal weights, and points of weight 0 do not count', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 2, maxLength: 12 }), point, (rows, ghost) => {
        const n = rows.length;
        const mean = rows.reduce((sum, [x]) => sum + x, 0) / n;
        const variance = rows.reduce((sum, [x]) => sum + (x - mean) ** 2, 0) / (n - 1);
        const equal = [...rows.map(() => 0.3), 0];
        const withGhost = [...rows, ghost];
        expect(weightedMean(withGhost, equal)[0]).toBeCloseTo(mean, 9);
        expect(weightedCovariance(withGhost, equal)[0]![0]).toBeCloseTo(variance, 7);
        expect(effectiveSampleSize(equal)).toBeCloseTo(n, 9);
      }),
      SEED,
    );
  });
});

describe('systematic resampling', () => {
  it('takes each point its share of the draws, rounded down or up, and none without weight', () => {
    fc.assert(
      fc.property(
        weights,
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (list, count, offset) => {
          const taken = counts(systematicIndices(list, count, offset), list.length);
          shares(list).forEach((p, i) => {
            expect(Math.abs(taken[i]! - count * p)).toBeLessThan(1 + 1e-9);
            if (p === 0) expect(taken[i]).toBe(0);
          });
        },
      ),
      SEED,
    );
  });
});

describe('spread draws', () => {
  it('do not depend on how many are made, nor on their order', () => {
    fc.assert(
      fc.property(weights, key, (list, k) => {
        const draw = spreadDraws(list, k);
        const forwards = Array.from({ length: 50 }, (_, i) => draw(i));
        const again = spreadDraws(list, k);
        expect(Array.from({ length: 50 }, (_, i) => again(49 - i)).reverse()).toEqual(forwards);
      }),
      SEED,
    );
  });

  it('take each run of neighbours n·p ± (log₂ n / 3 + 1) times among the first n, for every n', () => {
    fc.assert(
      fc.property(weights, key, fc.nat(39), fc.nat(39), (list, k, a, b) => {
        const draw = spreadDraws(list, k);
        const [from, to] = [Math.min(a, b) % list.length, Math.max(a, b)];
        const p = shares(list).reduce((sum, share, i) => (i >= from && i <= to ? sum + share : sum), 0);
        let taken = 0;
        let worst = 0;
        for (let n = 1; n <= 300; n++) {
          const index = draw(n - 1);
          if (index >= from && index <= to) taken++;
          worst = Math.max(worst, Math.abs(taken - n * p) - Math.log2(n) / 3 - 1, list[index] === 0 ? 9 : 0);
        }
        expect(worst).toBeLessThan(1e-9);
      }),
      SEED,
    );
  });

  // False alarm 1e-6 a bound: each draw by itself is distributed as the weights say, over keys.
  it('are each distributed as the weights', () => {
    const list = [0.1, 0.2, 0.3, 0.4];
    const keys = Array.from({ length: 4000 }, (_, i) => masterKey(`spread ${i}`));
    for (const k of [0, 1, 77]) {
      const taken = counts(
        keys.map((one) => spreadDraws(list, one)(k)),
        4,
      );
      taken.forEach((count, i) => {
        const p = list[i]!;
        expect(Math.abs(count - 4000 * p) / Math.sqrt(4000 * p * (1 - p))).toBeLessThan(Z);
      });
    }
  });
});
