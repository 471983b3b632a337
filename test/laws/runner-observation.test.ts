/** What is planned once and read in one pass is what `observe` reads target by target. */
import { describe, expect, it } from 'vitest';
import { locationsOf } from '../../src/model/locations.js';
import { MonthlyObserver } from '../../src/model/monthly-observer.js';
import { observe } from '../../src/model/observe.js';
import { SparseTallies } from '../../src/model/sparse-tallies.js';
import { Tallies } from '../../src/model/tallies.js';
import { TARGETS } from '../../src/model/targets.js';
import { geography } from '../model-fixture.js';

const MONTHS = 14;
const series = TARGETS.flatMap((target) => locationsOf(geography).map((location) => ({ target, location })));

/** Tallies of which most are 0, as those of replicates. */
function tallies(seed: number): Tallies {
  const made = new Tallies(MONTHS);
  for (let index = 0; index < made.values.length; index++) {
    const wave = Math.sin(seed + 12.9898 * index) * 43758.5453;
    const unit = wave - Math.floor(wave);
    if (unit < 0.1) made.values[index] = Math.floor(unit * 400);
  }
  return made;
}

describe('monthly values', () => {
  const observer = new MonthlyObserver(geography, MONTHS, series);
  const sparse = new SparseTallies(new Tallies(MONTHS).values.length);

  it.each([1, 2])(
    'and windows are those of every target at every location, reading after reading (%i)',
    (seed) => {
      const made = tallies(seed);
      sparse.read(made);
      observer.read(made, sparse);
      for (const [index, { target, location }] of series.entries()) {
        for (let month = 0; month < MONTHS; month++) {
          expect(observer.values[index * MONTHS + month]).toBe(
            observe(made, geography, target, location, month, month + 1),
          );
        }
        for (const [from, to] of [
          [0, 14],
          [3, 9],
        ] as const)
          expect(observer.over(index, from, to)).toBeCloseTo(
            observe(made, geography, target, location, from, to),
            10,
          );
      }
    },
  );

  it('know what is not finite, and refuse tallies of another size', () => {
    const made = tallies(3);
    sparse.read(made);
    expect([sparse.finite, sparse.count]).toEqual([true, made.values.filter((value) => value !== 0).length]);
    for (const odd of [NaN, Infinity]) {
      made.values[77] = odd;
      sparse.read(made);
      expect(sparse.finite).toBe(false);
    }
    expect(() => sparse.read(new Tallies(2))).toThrow('room for');
  });
});
