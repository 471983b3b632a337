/**
 * Special cases of the whole model whose law is known: everything else is switched off through parameters, never
 * through the code. Every bound has a false-alarm rate of 1e-6 under a new seed.
 */
import { describe, expect, it } from 'vitest';
import { DAYS_PER_MONTH } from '../../src/model/calendar.js';
import { TAKEOVER } from '../../src/model/history.js';
import { beginPhases } from '../../src/model/phase-change.js';
import { SCHEDULE } from '../../src/model/schedule.js';
import { COUNTER } from '../../src/model/tallies.js';
import { prepare } from '../../src/model/world.js';
import { Z, misfit, poissonMisfit } from '../goodness-of-fit.js';
import { asCalibrated, drawsOf, geography, quiet, runMany, stateOf, total, watch } from '../model-fixture.js';
import { parameterValues } from '../../src/model/parameters.js';

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
    expect(poissonMisfit(sample, mean)).toBeLessThan(1);
  });

  it('of which KP has its share', () => expect(poissonMisfit(inKp, 0.25 * mean)).toBeLessThan(1));
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
    const state = stateOf(world);
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
      for (const counter of [
        COUNTER.expected,
        COUNTER.claimed,
        COUNTER.cells,
        COUNTER.fighters,
        COUNTER.crossings,
      ])
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
    const state = stateOf(world);
    const bins = new Array<number>(BINS + 1).fill(0);
    for (let replicate = 0; replicate < 250; replicate++) {
      const draws = drawsOf('return', replicate);
      state.reset(draws, world);
      beginPhases(state, world, 0);
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
    const law = Array.from(
      { length: BINS },
      (_, i) => Math.exp(-hazard * 4 * i) - Math.exp(-hazard * 4 * (i + 1)),
    );
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
    expect(Math.abs(bins[BINS]! / 250 - never)).toBeLessThan(
      Z * Math.sqrt((never * (1 - never)) / 250) + 0.01,
    );
  });

  it('of shock does not come before the takeover', () => {
    runMany(quiet({ inflow: 10, 'inflow-shock': 1 }), asCalibrated(TAKEOVER), 'before', 5, ({ cells }) =>
      expect(cells.created).toBe(1),
    );
  });
});
