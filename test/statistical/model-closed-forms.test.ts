/**
 * Special cases of the whole model whose law is known: everything else is switched off through parameters, never
 * through the code. Every bound has a false-alarm rate of 1e-6 under a new seed.
 */
import { describe, expect, it } from 'vitest';
import { DAYS_PER_MONTH, firstDayOf } from '../../src/model/calendar.js';
import { REGION_COUNT } from '../../src/model/geography.js';
import { TAKEOVER } from '../../src/model/history.js';
import { SCHEDULE } from '../../src/model/schedule.js';
import { State } from '../../src/model/state.js';
import { COUNTER } from '../../src/model/tallies.js';
import { prepare } from '../../src/model/world.js';
import {
  Z,
  histogram,
  meanError,
  misfit,
  negativeBinomial,
  poisson,
  summary,
  varianceError,
} from '../goodness-of-fit.js';
import {
  AFGHAN,
  QUIET,
  asCalibrated,
  drawsOf,
  geography,
  pressed,
  quiet,
  regionOf,
  runMany,
  total,
  watch,
} from '../model-fixture.js';
import { parameterValues } from '../../src/model/parameters.js';

const NANGARHAR = regionOf('AF-NAN');

function fitsPoisson(sample: readonly number[], mean: number): void {
  expect(Math.abs(meanError(sample, mean, mean))).toBeLessThan(Z);
  expect(Math.abs(varianceError(sample, mean, 1 / mean))).toBeLessThan(Z);
  const most = Math.ceil(mean + 12 * Math.sqrt(mean) + 12);
  expect(misfit(histogram(sample, most), poisson(mean, most))).toBeLessThan(1);
}

describe('inflow and constant loss alone', () => {
  const DAYS = 250;
  const perDay = 12 / DAYS_PER_MONTH;
  const loss = 1 / DAYS_PER_MONTH;
  // A recruit faces the loss from its first day on: after n days λ·Σ e^(−μk), k = 1 … n, and Bernoulli(e^(−μn)) for
  // the first cell. In the limit λ/(e^μ − 1): inflow ÷ loss, less half a day's inflow.
  const mean = (perDay * (1 - Math.exp(-loss * DAYS))) / (Math.exp(loss) - 1) + Math.exp(-loss * DAYS);
  const sample: number[] = [];
  const inKp: number[] = [];
  const parameters = quiet({ inflow: 12, 'inflow-kp': 0.25, 'attrition-afghanistan': 1, 'attrition-kp': 1 });
  runMany(parameters, asCalibrated(DAYS), 'inflow', 500, (state) => {
    sample.push(state.cells.count);
    inKp.push(state.cells.present[geography.kp]!);
  });

  it('give a Poisson number of cells with mean inflow ÷ loss', () => {
    expect(mean).toBeCloseTo(12 - perDay / 2, 2);
    fitsPoisson(sample, mean);
  });

  it('of which KP has its share', () => fitsPoisson(inKp, 0.25 * mean));
});

describe('tempo alone', () => {
  const inNangarhar = { 'initial-share-nangarhar': 1, 'cells-afghanistan': 20 };

  it('gives Poisson claims but for the campaign factor: negative binomial of size campaign-shape', () => {
    const claims: number[] = [];
    runMany(quiet({ ...inNangarhar, tempo: 0.4, 'claim-probability': 0.75 }), asCalibrated(31), 'tempo', 1500, (state) =>
      claims.push(state.tallies.at(0, COUNTER.claimed, NANGARHAR)),
    );
    const mean = (0.75 * 20 * 0.4 * 31) / DAYS_PER_MONTH;
    const variance = mean + mean ** 2 / 50;
    expect(Math.abs(meanError(claims, mean, variance))).toBeLessThan(Z);
    expect(Math.abs(varianceError(claims, variance, 1 / mean))).toBeLessThan(Z);
    expect(misfit(histogram(claims, 40), negativeBinomial(mean, 50, 40))).toBeLessThan(1);
  });

  it('is bursty with a small campaign shape: variance mean + mean²/shape', () => {
    const claims: number[] = [];
    const bursty = quiet({ ...inNangarhar, tempo: 0.4, 'campaign-shape': 2 });
    runMany(bursty, asCalibrated(31), 'bursty', 1500, (state) =>
      claims.push(state.tallies.at(0, COUNTER.claimed, NANGARHAR)),
    );
    const mean = (20 * 0.4 * 31) / DAYS_PER_MONTH;
    expect(Math.abs(meanError(claims, mean, mean + mean ** 2 / 2))).toBeLessThan(Z);
    expect(misfit(histogram(claims, 120), negativeBinomial(mean, 2, 120))).toBeLessThan(1);
  });

  it('draws the campaign of each month and zone afresh', () => {
    const months: number[][] = [[], []];
    const kp: number[] = [];
    const both = quiet({ ...inNangarhar, 'cells-kp': 20, tempo: 5, 'tempo-kp': 1, 'campaign-shape': 1 });
    runMany(both, asCalibrated(60), 'months', 800, ({ tallies }) => {
      months[0]!.push(tallies.at(0, COUNTER.claimed, NANGARHAR));
      months[1]!.push(tallies.at(1, COUNTER.claimed, NANGARHAR));
      kp.push(tallies.at(0, COUNTER.claimed, geography.kp));
    });
    const correlation = (a: readonly number[], b: readonly number[]): number => {
      const [x, y] = [summary(a), summary(b)];
      const products = a.map((value, i) => (value - x.mean) * (b[i]! - y.mean));
      return summary(products).mean / Math.sqrt(x.variance * y.variance);
    };
    for (const other of [months[1]!, kp])
      expect(Math.abs(correlation(months[0]!, other))).toBeLessThan(Z / Math.sqrt(800));
  });

  it('of zero means no attacks', () => {
    runMany(parameterValues({ tempo: 0 }), asCalibrated(1461), 'none', 5, ({ tallies }) => {
      for (const counter of [COUNTER.actual, COUNTER.claimed, COUNTER.expected, COUNTER.killed])
        expect(total(tallies, counter)).toBe(0);
      expect(total(tallies, COUNTER.raids)).toBeGreaterThan(0);
    });
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
      const pulls = world.neighbourhood[region]!.map(({ region: to, weight }) => ({
        to,
        pull: weight * (to === kabul ? 2 : 1),
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

describe('raids at constant pressure', () => {
  const FULL = { raids: 20, 'raid-effect': 0.6, 'raid-destroys': 0, 'intelligence-floor': 0.05 };
  const mean = (1.5 * 20 * 366) / DAYS_PER_MONTH;

  it.each([
    ['one hidden cell', { 'cells-afghanistan': 1 }],
    ['many cells that attack', { 'cells-afghanistan': 120, tempo: 1, concealment: 0.2 }],
    ['cells that come, move and go', { inflow: 20, growth: 0.2, 'attrition-afghanistan': 0.5, relocation: 1 }],
  ])('are Poisson with their total whatever the cells: %s', (_, given) => {
    const sample: number[] = [];
    runMany(quiet({ ...FULL, ...given }), pressed(366, 1.5), 'raids', 100, ({ tallies }) =>
      sample.push(total(tallies, COUNTER.raids)),
    );
    fitsPoisson(sample, mean);
  });

  it('in KP follow KP’s capacity and pressure', () => {
    const sample: number[] = [];
    const given = { 'raids-kp': 8, 'pressure-kp': 0.5, 'cells-kp': 20, 'raid-destroys': 0 };
    runMany(quiet(given), asCalibrated(366), 'raids-kp', 150, ({ tallies }) =>
      sample.push(total(tallies, COUNTER.raids, [geography.kp])),
    );
    fitsPoisson(sample, (0.5 * 8 * 366) / DAYS_PER_MONTH);
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

describe('extinction', () => {
  it('is absorbing without inflow', () => {
    const parameters = parameterValues({
      'cells-afghanistan': 3,
      'cells-kp': 1,
      inflow: 0,
      releases: 0,
      merger: 0,
      'foreign-recruits': 5,
      growth: 0.05,
      'attrition-afghanistan': 0.8,
      'attrition-kp': 0.8,
      tempo: 3,
    });
    const world = prepare(geography, parameters, asCalibrated(1461));
    const state = new State(drawsOf('extinct'), world.months);
    let extinct = 0;
    for (let replicate = 0; replicate < 20; replicate++) {
      let last = -1;
      let before = [0, 0];
      watch(state, world, drawsOf('extinct', replicate), {
        daily: ({ cells, tallies }, _, day) => {
          if (cells.count > 0) expect(last, `a cell on day ${day}, extinct on ${last}`).toBe(-1);
          else if (last < 0) {
            last = day;
            before = [cells.created, total(tallies, COUNTER.actual)];
          }
        },
      });
      if (last < 0) continue;
      extinct++;
      const { cells, tallies } = state;
      expect([cells.created, total(tallies, COUNTER.actual)]).toEqual(before);
      const after = world.monthOfDay[last]! + 1;
      for (const counter of [COUNTER.expected, COUNTER.claimed, COUNTER.cells, COUNTER.fighters, COUNTER.crossings])
        expect(total(tallies, counter, undefined, after)).toBe(0);
    }
    expect(extinct).toBeGreaterThan(15);
  });
});

describe('the first return', () => {
  const BINS = 60;

  /** Day of the first arrival after `from`, from no cell at all; bins of `width` days, the last for never. */
  function firstReturns(given: Record<string, number>, from: number, width: number): number[] {
    const world = prepare(geography, quiet(given), asCalibrated(from + BINS * width));
    const state = new State(drawsOf('return'), world.months);
    const bins = new Array<number>(BINS + 1).fill(0);
    for (let replicate = 0; replicate < 250; replicate++) {
      const draws = drawsOf('return', replicate);
      state.reset(draws);
      expect(state.cells.count).toBe(0);
      let day = from;
      while (day < world.days && state.cells.count === 0) {
        for (const submodel of SCHEDULE) submodel(state, world, day);
        day++;
      }
      bins[state.cells.count > 0 ? Math.floor((day - 1 - from) / width) : BINS]!++;
    }
    return bins;
  }

  it('waits exponentially under a steady inflow', () => {
    const hazard = 0.7 / DAYS_PER_MONTH;
    const law = Array.from({ length: BINS }, (_, i) => Math.exp(-hazard * 4 * i) - Math.exp(-hazard * 4 * (i + 1)));
    expect(misfit(firstReturns({ inflow: 0.7 }, 0, 4), law)).toBeLessThan(1);
  });

  it('may never come when the inflow was takeover shock: P(never) = exp(−λτ)', () => {
    const decay = 2 * DAYS_PER_MONTH;
    const perDay = 0.8 / DAYS_PER_MONTH;
    let spent = 0;
    const law: number[] = [];
    for (let bin = 0; bin < BINS; bin++) {
      const before = spent;
      for (let day = bin * 15; day < bin * 15 + 15; day++) spent += perDay * Math.exp(-day / decay);
      law.push(Math.exp(-before) - Math.exp(-spent));
    }
    const given = { inflow: 0.8, 'inflow-shock': 1, 'inflow-shock-decay': 2 };
    const bins = firstReturns(given, TAKEOVER, 15);
    expect(misfit(bins, law)).toBeLessThan(1);
    const never = Math.exp(-0.8 * 2);
    expect(Math.abs(bins[BINS]! / 250 - never)).toBeLessThan(Z * Math.sqrt((never * (1 - never)) / 250) + 0.01);
  });

  it('of shock does not come before the takeover', () => {
    runMany(quiet({ inflow: 10, 'inflow-shock': 1 }), asCalibrated(TAKEOVER), 'before', 5, ({ cells }) =>
      expect(cells.created).toBe(1),
    );
  });
});

describe('the border', () => {
  const moving = { 'relocation-threat': 1, crossing: 1, return: 1, 'attrition-afghanistan': 0.05 };

  it('lets no cell across when it is closed', () => {
    runMany(parameterValues({ ...moving, 'border-control': 1 }), asCalibrated(1461), 'closed', 5, ({ tallies }) =>
      expect(total(tallies, COUNTER.crossings)).toBe(0),
    );
    runMany(parameterValues({ ...moving, 'border-control': 0 }), asCalibrated(1461), 'open', 5, ({ tallies }) =>
      expect(total(tallies, COUNTER.crossings)).toBeGreaterThan(20),
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

it('expected claims are what claims average to, in every zone and abroad', () => {
  // Claims less expected claims is a martingale: mean 0 whatever else goes on in the run.
  const parameters = parameterValues({
    'cross-border': 0.3,
    crossing: 0.5,
    'relocation-threat': 0.4,
    restraint: 0.6,
    'fade-rate': 0.05,
    'fade-claiming': 0.5,
  });
  const groups: Record<string, number[]> = { abroad: [35] };
  geography.codes.forEach((_, region) => (groups[`zone ${geography.zone[region]}`] ??= []).push(region));
  const excess: Record<string, number[]> = {};
  runMany(parameters, asCalibrated(1461), 'expected', 80, ({ tallies }) => {
    for (const [name, places] of Object.entries(groups))
      (excess[name] ??= []).push(total(tallies, COUNTER.claimed, places) - total(tallies, COUNTER.expected, places));
  });
  expect(Object.keys(excess)).toHaveLength(6);
  for (const [name, sample] of Object.entries(excess)) {
    expect(Math.abs(meanError(sample, 0, summary(sample).variance)), name).toBeLessThan(Z);
    expect(summary(sample).variance, name).toBeGreaterThan(1);
  }
});
