/**
 * Special cases of the whole model whose law is known: everything else is switched off through parameters, never
 * through the code. Every bound has a false-alarm rate of 1e-6 under a new seed.
 */
import { describe, expect, it, vi } from 'vitest';
import { DAYS_PER_MONTH, firstDayOf } from '../../src/model/calendar.js';
import { REGION_COUNT } from '../../src/model/geography.js';
import { movement } from '../../src/model/submodels/movement.js';
import { COUNTER } from '../../src/model/tallies.js';
import { prepare } from '../../src/model/world.js';
import { Z, meanError, misfit, poissonMisfit, summary } from '../goodness-of-fit.js';
import {
  AFGHAN,
  QUIET,
  asCalibrated,
  geography,
  pressed,
  quiet,
  regionOf,
  runMany,
  scene,
  total,
} from '../model-fixture.js';
import { parameterValues } from '../../src/model/parameters.js';

describe('the rate of movement', () => {
  it('is the hazard, second moves of a day included', () => {
    // 200 cells for 700 days at 0.12 a day: two moves of a cell on one day are 6 % of all, and none may be lost.
    const perDay = 0.12;
    const DAYS = 700;
    const { state, world } = scene({ relocation: perDay * DAYS_PER_MONTH }, 200, asCalibrated(DAYS));
    const move = vi.spyOn(state.cells, 'move');
    for (let day = 0; day < DAYS; day++) movement(state, world, day);
    const expected = 200 * DAYS * perDay;
    expect(Math.abs(move.mock.calls.length - expected)).toBeLessThan(Z * Math.sqrt(expected));
  });
});

describe('movement alone', () => {
  const parameters = quiet({
    'cells-afghanistan': 400,
    relocation: 4,
    'kabul-emphasis': 2,
    'hub-attraction': 0.3,
  });
  const DAYS = 728; // until the north's weight would begin to change, were it not 1
  const world = prepare(geography, parameters, asCalibrated(DAYS));
  const kabul = regionOf('AF-KAB');
  // One step of the walk: neighbours and hubs by weight × emphasis.
  const step = (law: readonly number[]): number[] => {
    const next = new Array<number>(REGION_COUNT).fill(0);
    for (const region of AFGHAN) {
      const pulls = world.borders.destinations[region]!.map(({ region: to, border, isHub }) => ({
        to,
        pull: (border + (isHub ? 0.3 : 0)) * (to === kabul ? 2 : 1),
      }));
      const all = pulls.reduce((sum, { pull }) => sum + pull, 0);
      for (const { to, pull } of pulls) next[to]! += (law[region]! * pull) / all;
    }
    return next;
  };
  // Every province is left at the same rate, so the walk in time and the chain of its steps share one stationary law;
  // half steps keep the power iteration from alternating.
  let stationary = AFGHAN.map(() => 1 / AFGHAN.length);
  for (let i = 0; i < 6000; i++) {
    const next = step(stationary);
    stationary = stationary.map((p, region) => (p + next[region]!) / 2);
  }

  it('gives the stationary distribution of the walk', () => {
    const after = step(stationary);
    for (const region of AFGHAN) expect(after[region]).toBeCloseTo(stationary[region]!, 12);
    const where = new Array<number>(REGION_COUNT).fill(0);
    runMany(parameters, asCalibrated(DAYS), 'walk', 10, ({ cells }) =>
      cells.present.forEach((count, region) => (where[region]! += count)),
    );
    expect(where[geography.kp]).toBe(0);
    expect(misfit(where.slice(0, AFGHAN.length), stationary)).toBeLessThan(1);
  });

  it('starts from the strongholds', () => {
    const where = new Array<number>(REGION_COUNT).fill(0);
    runMany(quiet({ 'cells-afghanistan': 400 }), asCalibrated(1), 'first', 20, ({ cells }) =>
      cells.present.forEach((count, region) => (where[region]! += count)),
    );
    expect(misfit(where, [...world.strongholds])).toBeLessThan(1);
  });
});

describe('the border', () => {
  const moving = { 'relocation-threat': 1, crossing: 1, return: 1, 'attrition-afghanistan': 0.05 };

  it('lets no cell across when it is closed', () => {
    runMany(
      parameterValues({ ...moving, 'border-control': 1 }),
      asCalibrated(1461),
      'closed',
      5,
      ({ tallies }) => expect(total(tallies, COUNTER.crossings)).toBe(0),
    );
    runMany(
      parameterValues({ ...moving, 'border-control': 0 }),
      asCalibrated(1461),
      'open',
      5,
      ({ tallies }) => expect(total(tallies, COUNTER.crossings)).toBeGreaterThan(20),
    );
  });

  it('stops its share', () => {
    // From Nangarhar every threatened relocation heads for KP: 1 a month at pressure 1, none returns.
    const given = { ...QUIET, 'cells-afghanistan': 400, 'initial-share-nangarhar': 1 };
    const days = firstDayOf(2);
    const crossed: number[] = [];
    const parameters = { ...given, 'relocation-threat': 1, crossing: 1, 'border-control': 0.4 };
    runMany(parameterValues(parameters), pressed(days, 1), 'stopped', 40, ({ tallies }) =>
      crossed.push(total(tallies, COUNTER.crossings, [geography.kp])),
    );
    const share = 1 - Math.exp((-0.6 * days) / DAYS_PER_MONTH);
    expect(Math.abs(meanError(crossed, 400 * share, 400 * share * (1 - share)))).toBeLessThan(Z);
  });
});

describe('raids at constant pressure', () => {
  const FULL = { raids: 20, 'raid-effect': 0.6, 'raid-destroys': 0, 'intelligence-floor': 0.05 };
  const mean = (1.5 * 20 * 366) / DAYS_PER_MONTH;

  it.each([
    ['one hidden cell', { 'cells-afghanistan': 1 }],
    ['many cells that attack', { 'cells-afghanistan': 120, tempo: 1, concealment: 0.2 }],
    [
      'cells that come, move and go',
      { inflow: 20, growth: 0.2, 'attrition-afghanistan': 0.5, relocation: 1 },
    ],
  ])('are Poisson with their total whatever the cells: %s', (_, given) => {
    const sample: number[] = [];
    runMany(quiet({ ...FULL, ...given }), pressed(366, 1.5), 'raids', 100, ({ tallies }) =>
      sample.push(total(tallies, COUNTER.raids)),
    );
    expect(poissonMisfit(sample, mean)).toBeLessThan(1);
  });

  it('in KP follow KP’s capacity and pressure', () => {
    const sample: number[] = [];
    const given = { 'raids-kp': 8, 'pressure-kp': 0.5, 'cells-kp': 20, 'raid-destroys': 0 };
    runMany(quiet(given), asCalibrated(366), 'raids-kp', 150, ({ tallies }) =>
      sample.push(total(tallies, COUNTER.raids, [geography.kp])),
    );
    expect(poissonMisfit(sample, (0.5 * 8 * 366) / DAYS_PER_MONTH)).toBeLessThan(1);
  });

  it('find a cell as often as weight and concealment say', () => {
    // One cell of weight 1 in Nangarhar, nothing else known: its province has 1/34 of the raids, and with
    // concealment 1 half of them find it. Raids that find it disrupt it; `raid-effect` 0 leaves it as it is.
    const captures: number[] = [];
    const given = { raids: 60, 'raid-effect': 1, 'raid-destroys': 1, 'initial-share-nangarhar': 1 };
    runMany(quiet(given), pressed(120, 1), 'found', 800, ({ cells }) => captures.push(cells.destroyed));
    const hazard = (60 / 34 / 2 / DAYS_PER_MONTH) * 120;
    // With captures adding intelligence only after the single cell is gone, P(destroyed) = 1 − e^(−hazard).
    const share = 1 - Math.exp(-hazard);
    expect(Math.abs(meanError(captures, share, share * (1 - share)))).toBeLessThan(Z);
  });

  it('are no fewer at more pressure', () => {
    const means = [0, 0.5, 1, 1.5].map((level) => {
      const sample: number[] = [];
      runMany(parameterValues({}), pressed(550, level, 1), 'monotone', 8, ({ tallies }) =>
        sample.push(total(tallies, COUNTER.raids, AFGHAN)),
      );
      return summary(sample).mean;
    });
    expect(means[0]).toBe(0);
    // Steps of 0.5 are 56 raids each; chance moves a mean of 8 runs by about 4.
    for (let i = 1; i < means.length; i++) expect(means[i]! - means[i - 1]!).toBeGreaterThan(15);
  });
});
