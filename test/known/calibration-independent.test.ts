import { describe, expect, it } from 'vitest';
import { independentDraws, spreadOf } from '../../src/calibration/posterior.js';
import type { Population } from '../../src/calibration/population.js';
import { deriveKey, Draws } from '../../src/random/draws.js';
import { normalQuantile } from '../../src/random/samplers.js';
import { masterKey } from '../../src/random/seed.js';

const RUNS = 12;
const COORDINATES = 40;

/** Runs of 300 particles that are copies of so many independent normal draws each. */
function runsOf(ancestors: number): { runs: Population[] } {
  const draws = new Draws(deriveKey(masterKey('independent draws'), ancestors, 0, 0, 0));
  const runs = Array.from({ length: RUNS }, (_, run) => {
    const points = Array.from({ length: ancestors }, (_, n) =>
      Float64Array.from({ length: COORDINATES }, (_, at) => normalQuantile(draws.uniform(run, n, at, 0))),
    );
    const particles = Array.from({ length: 300 }, (_, n) => ({ point: points[n % ancestors]! }));
    return { particles, weights: new Float64Array(300).fill(1 / 300) } as unknown as Population;
  });
  return { runs };
}

describe('independent draws by the spread between runs', () => {
  // Of 40 coordinates with 11 degrees of freedom each: standard error 7 % of the value; bounds at 4 of them. The
  // variance within a run of n ancestors is (n − 1)/n of the whole.
  it.each([3, 10, 60])('counts ancestors and not their copies: %i in each run', (ancestors) => {
    const fit = runsOf(ancestors);
    const spreads = Array.from({ length: COORDINATES }, (_, at) => spreadOf(fit, at));
    const found = independentDraws(fit, spreads)!;
    const expected = RUNS * (ancestors - 1);
    expect(found / expected).toBeGreaterThan(0.72);
    expect(found / expected).toBeLessThan(1.28);
  });

  it('is no more than there are points, and nothing for a single run', () => {
    const { runs } = runsOf(10);
    const same = { runs: [runs[0]!, runs[0]!] };
    expect(independentDraws(same, [spreadOf(same, 0)])).toBe(20);
    const alone = { runs: [runs[0]!] };
    expect(independentDraws(alone, [spreadOf(alone, 0)])).toBeNull();
  });
});
