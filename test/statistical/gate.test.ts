import { describe, expect, it } from 'vitest';
import { thresholdFor, zScore } from '../../src/calibration/gate.js';
import { chanceMean } from '../../src/calibration/gate-values.js';
import { normalCdf } from '../../src/statistics/distributions.js';
import { chance } from './chance.js';

const DRAWS = 16;
const [BLESSED, FRESH] = [24, 8];
const QUANTITIES = 6;
const TABLES = 300;

/** Greatest |z| of tables of overdispersed counts, whose means differ from draw to draw far more than by chance. */
function greatest(factor: number, tables: number): number[] {
  const { gamma, poisson, uniform } = chance(20230801);
  const levels = Array.from({ length: QUANTITIES }, () =>
    Array.from({ length: DRAWS }, () => 2 + 40 * uniform()),
  );
  const count = (mean: number): number => poisson((mean * gamma(4)) / 4);
  const counts = (level: readonly number[], each: number, by: number): number[] =>
    level.flatMap((mean) => Array.from({ length: each }, () => count(by * mean)));
  return Array.from({ length: tables }, () =>
    Math.max(
      ...levels.map((level) => {
        const blessed = chanceMean(counts(level, BLESSED, 1), null, BLESSED);
        const fresh = chanceMean(counts(level, FRESH, factor), null, FRESH);
        const [before, after] = [blessed, fresh].map(({ value, se }) => ({ value: value!, se: se! }));
        return Math.abs(zScore(before!, after!, FRESH / BLESSED));
      }),
    ),
  );
}

describe('the statistical tier', () => {
  const threshold = thresholdFor(QUANTITIES);
  const refused = (tables: readonly number[]): number => tables.filter((z) => z > threshold).length;

  it('refuses about one table in a hundred in which nothing changed', () => {
    // 300 tables, 3 expected; more than 11 has probability 7e-5 if the rate is 0.01 (Poisson).
    expect(refused(greatest(1, TABLES))).toBeLessThanOrEqual(11);
  });

  it('refuses nearly all tables in which everything rose by so much that one mean would do', () => {
    // A mean of 22 with variance 22 + 22²/4 within draws, 128 fresh and 384 blessed: se 1.19 together. Half as much
    // again is 9 standard errors (11 ÷ 1.19), beyond the threshold with probability above 0.9999 for each mean.
    const se = Math.sqrt((22 + 22 ** 2 / 4) * (1 / (DRAWS * FRESH) + 1 / (DRAWS * BLESSED)));
    expect(normalCdf(11 / (1.5 * se) - threshold)).toBeGreaterThan(0.9);
    expect(refused(greatest(1.5, 30))).toBe(30);
  });
});
