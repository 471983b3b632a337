import fc from 'fast-check';
import { sampleRankCorrelation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { choleskyFactor } from '../../src/statistics/matrix.js';
import { rankCorrelation } from '../../src/statistics/rank-correlation.js';
import { weightedCovariance } from '../../src/statistics/weighted.js';

const SEED = { seed: 20230701, numRuns: 300 };

describe('rank correlation', () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
    minLength: 4,
    maxLength: 30,
  });
  it('is symmetric, turns with the sign, does not see rising transformations or order, and lies in its interval', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const [xs, ys] = [list.map(([x]) => x), list.map(([, y]) => y)];
        const { estimate, interval } = rankCorrelation(xs, ys, 0.9);
        const other = [
          rankCorrelation(ys, xs, 0.9),
          rankCorrelation(xs.map(Math.exp), ys, 0.9),
          rankCorrelation(xs.toReversed(), ys.toReversed(), 0.9),
        ];
        for (const each of other) expect(each.estimate).toBe(estimate);
        fc.pre(estimate !== null && interval !== null);
        expect(
          rankCorrelation(
            xs.map((x) => -x),
            ys,
            0.9,
          ).estimate,
        ).toBeCloseTo(-estimate, 12);
        expect(interval.lower).toBeLessThanOrEqual(estimate);
        expect(interval.upper).toBeGreaterThanOrEqual(estimate);
      }),
      SEED,
    );
  });

  it('agrees with simple-statistics, which does not share ranks, where nothing is tied', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -999, max: 999 }), { minLength: 4, maxLength: 30 }),
        fc.infiniteStream(fc.nat(1e6)),
        (xs, stream) => {
          const ys: number[] = [];
          for (const y of stream) if (!ys.includes(y) && ys.push(y) === xs.length) break;
          expect(rankCorrelation(xs, ys, 0.9).estimate).toBeCloseTo(sampleRankCorrelation(xs, ys), 10);
        },
      ),
      SEED,
    );
  });
});

describe('Cholesky factor', () => {
  it('multiplies back to the covariance of any points, collinear ones with a ridge', () => {
    const row = fc.tuple(
      ...[1, 10, 100].map((scale) => fc.integer({ min: -50, max: 50 }).map((x) => x * scale)),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 9 }), (rows) => {
        const covariance = weightedCovariance(
          rows,
          rows.map((_, i) => 1 + i),
        );
        fc.pre(covariance.every((line, i) => line[i]! > 0));
        const factor = choleskyFactor(covariance, 1e-9);
        covariance.forEach((line, i) =>
          line.forEach((value, j) => {
            const product = factor[i]!.reduce((sum, x, k) => sum + x * factor[j]![k]!, 0);
            const scale = Math.sqrt(covariance[i]![i]! * covariance[j]![j]!);
            expect(Math.abs(product - value) / scale).toBeLessThan(2e-9);
            if (j > i) expect(factor[i]![j]).toBe(0);
          }),
        );
      }),
      SEED,
    );
  });
});
