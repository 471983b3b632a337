import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gammaCdf,
  gammaQuantile,
  negativeBinomialCdf,
  negativeBinomialLogMass,
  poissonCdf,
} from '../../src/statistics/distributions.js';
import { crpsEnsemble, intervalScore, weightedIntervalScore } from '../../src/statistics/scores.js';

const SEED = { seed: 20230701, numRuns: 300 };
const whole = fc.integer({ min: -100, max: 100 });
const members = fc.array(whole, { minLength: 1, maxLength: 20 });
const close = (a: number, b: number): void => expect(Math.abs(a - b)).toBeLessThan(1e-9);

describe('CRPS of an ensemble', () => {
  const byPairs = (xs: readonly number[], y: number, pairs: number): number => {
    const n = xs.length;
    const distance = xs.reduce((sum, x) => sum + Math.abs(x - y), 0) / n;
    return (
      distance - xs.reduce((sum, a) => sum + xs.reduce((s, b) => s + Math.abs(a - b), 0), 0) / (2 * pairs)
    );
  };

  it('is what the definition by pairs says, plain and fair', () => {
    fc.assert(
      fc.property(members, whole, (xs, y) => {
        const n = xs.length;
        close(crpsEnsemble(xs, y), byPairs(xs, y, n * n));
        if (n > 1) close(crpsEnsemble(xs, y, { fair: true }), byPairs(xs, y, n * (n - 1)));
      }),
      SEED,
    );
  });

  it('takes a weight of k for k members, does not see order or place, and scales with the unit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ x: whole, k: fc.integer({ min: 0, max: 4 }) }), { minLength: 1, maxLength: 12 }),
        whole,
        whole,
        (list, y, shift) => {
          const repeated = list.flatMap(({ x, k }) => new Array<number>(k).fill(x));
          fc.pre(repeated.length > 0);
          const plain = crpsEnsemble(repeated, y);
          const weights = list.map(({ k }) => k / 7);
          close(
            crpsEnsemble(
              list.map(({ x }) => x),
              y,
              { weights },
            ),
            plain,
          );
          close(crpsEnsemble(repeated.toReversed(), y), plain);
          close(
            crpsEnsemble(
              repeated.map((x) => -3 * x + shift),
              -3 * y + shift,
            ),
            3 * plain,
          );
          expect(plain).toBeGreaterThanOrEqual(-1e-12);
        },
      ),
      SEED,
    );
  });

  // A forecast that is the truth itself scores best, by the whole expectation over the outcome.
  it('is proper: no ensemble scores better on average over outcomes than the outcomes themselves', () => {
    fc.assert(
      fc.property(members, members, (truth, other) => {
        const mean = (forecast: readonly number[]): number =>
          truth.reduce((sum, y) => sum + crpsEnsemble(forecast, y), 0) / truth.length;
        expect(mean(truth)).toBeLessThanOrEqual(mean(other) + 1e-9);
      }),
      SEED,
    );
  });
});

describe('weighted interval score', () => {
  const LEVELS = [25, 100, 250, 500, 750, 900, 975];
  const quantiles = fc
    .array(whole, { minLength: 7, maxLength: 7 })
    .map((list) => new Map(list.toSorted((a, b) => a - b).map((q, i) => [LEVELS[i]!, q])));

  it('is twice the mean pinball loss, the sum of its parts and the weighted mean of interval scores', () => {
    fc.assert(
      fc.property(quantiles, whole, (map, y) => {
        const { score, dispersion, overprediction, underprediction } = weightedIntervalScore(map, y);
        const pinball = [...map].reduce(
          (sum, [level, q]) => sum + (y >= q ? (level / 1000) * (y - q) : (1 - level / 1000) * (q - y)),
          0,
        );
        close(score, (2 * pinball) / 7);
        close(score, dispersion + overprediction + underprediction);
        const intervals = [25, 100, 250].reduce((sum, level) => {
          const ends = { lower: map.get(level)!, upper: map.get(1000 - level)!, level: 1 - level / 500 };
          return sum + (level / 1000) * intervalScore(ends, y);
        }, 0);
        close(score, (Math.abs(y - map.get(500)!) / 2 + intervals) / 3.5);
      }),
      SEED,
    );
  });

  it('calls a forecast that is too high overprediction: the mirror image exchanges the two', () => {
    fc.assert(
      fc.property(quantiles, whole, (map, y) => {
        const here = weightedIntervalScore(map, y);
        const mirror = weightedIntervalScore(new Map([...map].map(([level, q]) => [1000 - level, -q])), -y);
        close(mirror.overprediction, here.underprediction);
        close(mirror.underprediction, here.overprediction);
        close(mirror.dispersion, here.dispersion);
        if (y < map.get(25)!) expect(here.underprediction).toBe(0);
        if (y < map.get(25)!) expect(here.overprediction).toBeGreaterThan(0);
      }),
      SEED,
    );
  });
});

const positive = fc.double({ min: 0.05, max: 400, noNaN: true });

describe('distributions', () => {
  it('of counts are the sums of their masses, by recursion', () => {
    fc.assert(
      fc.property(positive, positive, (size, mean) => {
        const share = mean / (size + mean);
        let [mass, sum] = [Math.exp(-size * Math.log1p(mean / size)), 0];
        let [poisson, poissonSum] = [Math.exp(-mean), 0];
        let worst = 0;
        for (let k = 0; k < 60; k++) {
          sum += mass;
          poissonSum += poisson;
          const logGap = mass > 1e-290 ? negativeBinomialLogMass(k, size, mean) - Math.log(mass) : 0;
          worst = Math.max(worst, Math.abs(negativeBinomialCdf(k, size, mean) - sum), Math.abs(logGap));
          worst = Math.max(worst, Math.abs(poissonCdf(k, mean) - poissonSum));
          mass *= (share * (k + size)) / (k + 1);
          poisson *= mean / (k + 1);
        }
        expect(worst).toBeLessThan(1e-10);
      }),
      { ...SEED, numRuns: 100 },
    );
  });

  it('of gamma variables and their quantiles undo each other', () => {
    fc.assert(
      fc.property(
        positive,
        positive,
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (shape, rate, p) => {
          expect(Math.abs(gammaCdf(gammaQuantile(p, shape, rate), shape, rate) - p)).toBeLessThan(1e-9);
        },
      ),
      SEED,
    );
  });
});
