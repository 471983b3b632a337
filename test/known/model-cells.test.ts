/** One day of recruitment, movement and attacks on a state that is set by hand: what it reads, what it changes. */
import { describe, expect, it } from 'vitest';
import { DAYS_PER_MONTH, LAST_DATE, dayOf } from '../../src/model/calendar.js';
import { ABROAD, ZONES } from '../../src/model/geography.js';
import { MERGER, TAKEOVER } from '../../src/model/history.js';
import { commanderOf } from '../../src/model/commanders.js';
import { setInflow } from '../../src/model/grievance.js';
import { foundCell } from '../../src/model/posture.js';
import type { State } from '../../src/model/state.js';
import { attacks } from '../../src/model/submodels/attacks.js';
import { vacate } from '../../src/model/submodels/command.js';
import { movement } from '../../src/model/submodels/movement.js';
import { recruitment } from '../../src/model/submodels/recruitment.js';
import { COUNTER } from '../../src/model/tallies.js';
import type { World } from '../../src/model/world.js';
import {
  AFGHAN,
  FIRST,
  REGIONS,
  geography,
  pressed,
  quiet,
  regionOf,
  runOnce,
  scene,
  total,
} from '../model-fixture.js';

const KABUL = regionOf('AF-KAB');
const NANGARHAR = regionOf('AF-NAN');
const KP = geography.kp;
const DAYS = dayOf('2024-01-01');

describe('recruitment', () => {
  it('frees prisoners at the takeover, in the strongholds, and joins networks in KP at the merger', () => {
    const { world, state } = scene({ 'cells-afghanistan': 300, releases: 1, 'cells-kp': 100, merger: 1 }, 0);
    recruitment(state, world, MERGER - 1);
    expect(state.cells.count).toBe(0);
    recruitment(state, world, MERGER);
    // Poisson with mean 100, then 300: within 6 standard deviations.
    expect(Math.abs(state.cells.count - 100)).toBeLessThan(60);
    expect(state.cells.present[KP]).toBe(state.cells.count);
    const before = state.cells.count;
    recruitment(state, world, TAKEOVER);
    expect(Math.abs(state.cells.count - before - 300)).toBeLessThan(104);
    expect(state.cells.present[KP]).toBe(before);
    for (const region of REGIONS)
      if (region !== KP && world.strongholds[region] === 0) expect(state.cells.present[region]).toBe(0);
    const settled = state.cells.count;
    recruitment(state, world, TAKEOVER + 1);
    expect(state.cells.count).toBe(settled);
  });

  it('brings in more with more reach and more grievance, and places it by origin and emphasis', () => {
    const recruits = (change: (state: State, world: World) => void): State => {
      const { world, state } = scene({ inflow: 400, 'recruitment-spread': 0 }, 0);
      change(state, world);
      for (let day = 0; day < 30; day++) recruitment(state, world, day);
      return state;
    };
    const base = recruits(() => undefined).cells;
    // Means 394, and 788: more than 10 standard deviations apart.
    expect(recruits((state) => (state.reach = 2)).cells.count).toBeGreaterThan(1.6 * base.count);
    const grieved = (state: State, world: World): void => {
      state.grievance.fill(2);
      for (const region of REGIONS) setInflow(state, world, region);
    };
    expect(recruits(grieved).cells.count).toBeGreaterThan(1.6 * base.count);
    const drawn = recruits((state) => (state.emphasis[ZONES.indexOf('kabul')] = 10)).cells;
    expect(drawn.present[KABUL]).toBeGreaterThan(2 * base.present[KABUL]!);
    expect(Math.abs(drawn.count - base.count)).toBeLessThan(6 * Math.sqrt(394));
  });

  it('goes on to the last date of any scenario at the ends of the priors', () => {
    // Hazards of the north are 16 a day here, of which each province takes its small share: 30 recruits a month in all.
    const given = { inflow: 15, 'north-emphasis': 12, 'support-north': 2, 'recruitment-spread': 0.1 };
    const parameters = quiet({ ...given, 'media-growth': 1, 'attrition-afghanistan': 3, 'attrition-kp': 3 });
    const { cells } = runOnce(parameters, { days: dayOf(LAST_DATE) + 1 });
    expect(cells.created).toBeGreaterThan(2000);
  });

  it('lets a foreign group join an active cell, and none when there is none', () => {
    const given = { 'foreign-recruits': 50, 'foreign-group': 7, 'foreign-skill': 0.25 };
    const { world, state } = scene(given, 2);
    state.cells.dormantUntil[FIRST + 1] = DAYS;
    let day = TAKEOVER - 1;
    recruitment(state, world, day);
    expect(state.foreignGroups.ordinal[0]).toBe(0);
    while (state.foreignGroups.ordinal[0] === 0 && day < TAKEOVER + 60) recruitment(state, world, ++day);
    const groups = state.foreignGroups.ordinal[0]!;
    expect([state.cells.fighters[FIRST], state.cells.fighters[FIRST + 1]]).toEqual([20 + 7 * groups, 20]);
    expect(state.cells.skill[FIRST]).toBeCloseTo(1 + 0.25 * groups, 12);
    expect(state.cells.attackRate[NANGARHAR]! - 1).toBeCloseTo(
      ((20 + 7 * groups) / 20) * (1 + 0.25 * groups),
      5,
    );
    const nobody = scene(given, 0);
    for (let later = TAKEOVER; later < TAKEOVER + 30; later++) recruitment(nobody.state, nobody.world, later);
    expect(nobody.state.foreignGroups.ordinal[0]).toBeGreaterThan(10);
    expect(nobody.state.cells.count).toBe(0);
  });

  it('stops growth where it is crowded', () => {
    const { world, state } = scene({ growth: 2, crowding: 40 }, 30);
    for (let day = 0; day < 600; day++) recruitment(state, world, day);
    expect(state.cells.count).toBeGreaterThanOrEqual(40);
    // Each day's hazard is frozen before its births, so the last day may pass the line by a few.
    expect(state.cells.count).toBeLessThan(44);
  });
});

describe('movement', () => {
  it('sends threatened cells to KP by the border and home again when pressure is gone', () => {
    const given = { 'relocation-threat': 5, crossing: 1, return: 5 };
    const { world, state } = scene(given, 40, pressed(DAYS, 1));
    state.pressure.fill(1);
    state.afghanPressure = 1;
    for (let day = 0; day < 60; day++) movement(state, world, day);
    // Away within a month of 0.16 a day: e^-9.9 of 40 cells is left.
    expect(state.cells.present[KP]).toBe(40);
    state.afghanPressure = 0;
    state.pressure.fill(0);
    for (let day = 60; day < 130; day++) movement(state, world, day);
    expect(state.cells.present[NANGARHAR]).toBe(40);
    const [into, back] = [[KP], AFGHAN].map((places) => total(state.tallies, COUNTER.crossings, places));
    expect(into).toBe(back);
    expect(into).toBeGreaterThanOrEqual(40);
  });

  it('brings nobody back from KP while pressure in Afghanistan is 1', () => {
    // The hazard of return is 0. A cell whose clock fires twice on the day of its crossing must not turn round.
    const { world, state } = scene({ 'relocation-threat': 5, crossing: 1, return: 5 }, 400, pressed(DAYS, 1));
    state.pressure.fill(1);
    state.afghanPressure = 1;
    for (let day = 0; day < 60; day++) movement(state, world, day);
    expect(total(state.tallies, COUNTER.crossings, [KP])).toBeGreaterThan(380);
    expect(total(state.tallies, COUNTER.crossings, AFGHAN)).toBe(0);
  });

  it('leads to KP step by step from provinces that do not border it', () => {
    const { reachesKp, towardsKp } = scene({}).world.borders;
    for (const region of AFGHAN) {
      let [at, steps] = [region, 0];
      while (!reachesKp[at] && steps < 20) {
        const next = towardsKp[at]!;
        expect(geography.neighbours[at]!.map((neighbour) => neighbour.region)).toContain(next);
        [at, steps] = [next, steps + 1];
      }
      expect(steps).toBeLessThan(10);
    }
    expect(AFGHAN.filter((region) => reachesKp[region]).map((region) => geography.codes[region])).toEqual([
      'AF-BDS',
      'AF-KHO',
      'AF-KNR',
      'AF-NAN',
      'AF-NUR',
      'AF-PIA',
      'AF-PKA',
    ]);
  });
});

describe('attacks', () => {
  it('expose the cell, count where they land, and expect what the hazard says', () => {
    const given = { tempo: 10, 'exposure-days': 10, exposure: 3, 'claim-probability': 0.5 };
    const { world, state } = scene(given, 5);
    let day = 0;
    attacks(state, world, day);
    while (state.attacksSince[NANGARHAR] === 0 && day < 25) attacks(state, world, ++day);
    const launched = state.attacksSince[NANGARHAR]!;
    expect(state.cells.exposed[NANGARHAR]).toBe(launched);
    const until = [...state.cells.exposedUntil].filter((last) => last > 0);
    expect(until).toEqual(new Array<number>(launched).fill(day + 10));
    expect(state.cells.raidWeight[NANGARHAR]).toBe(5 + 2 * launched);
    expect(total(state.tallies, COUNTER.actual, [NANGARHAR])).toBe(launched);
  });

  it('are expected as the hazard says, written down at the end of the month', () => {
    const { world, state } = scene({ tempo: 0.5, 'claim-probability': 0.5, 'command-loss': 0.25 }, 8);
    for (let day = 0; day < 31; day++) {
      expect(total(state.tallies, COUNTER.expected)).toBe(0);
      // After day 9 one of the four posts falls vacant: two of the eight cells go on at three quarters.
      if (day === 10) vacate(state, world, day, commanderOf(0, 0));
      attacks(state, world, day);
    }
    const perDay = (0.5 * 0.5 * state.campaign[0]!) / DAYS_PER_MONTH;
    expect(total(state.tallies, COUNTER.expected)).toBeCloseTo(perDay * (10 * 8 + 21 * 7.5), 6);
    for (let day = 31; day < 59; day++) attacks(state, world, day);
    expect(total(state.tallies, COUNTER.expected, undefined, 1)).toBe(0);
    // 29 days of February at the campaign of February.
    attacks(state, world, 59);
    const later = (0.5 * 0.5 * state.campaign[0]!) / DAYS_PER_MONTH;
    expect(total(state.tallies, COUNTER.expected, undefined, 1)).toBeCloseTo(later * 29 * 7.5, 6);
  });

  it('are multiplied by the opening, the campaign in Nangarhar, the resurgence and camps, less restraint', () => {
    const expected = (
      given: Readonly<Record<string, number>>,
      day: number,
      change?: (state: State) => void,
    ): number => {
      const { world, state } = scene({ tempo: 1, ...given }, 5);
      change?.(state);
      attacks(state, world, 0);
      const before = state.hazardSpent[0]!;
      attacks(state, world, day);
      return state.hazardSpent[0]! - before;
    };
    // The campaign factor of January 2020 holds until a day that begins a month: both days share it.
    const base = expected({}, TAKEOVER);
    expect(expected({ opening: 0.7 }, TAKEOVER) / base).toBeCloseTo(1.7, 6);
    expect(expected({ 'nangarhar-campaign': 2 }, TAKEOVER) / base).toBeCloseTo(3, 6);
    expect(expected({ opening: 0.7, 'opening-decay': 2 }, TAKEOVER + 61) / base).toBeCloseTo(
      1 + 0.7 * Math.exp(-61 / (2 * DAYS_PER_MONTH)),
      6,
    );
    expect(expected({ opening: 0.7, 'opening-lead': 4 }, TAKEOVER - 61) / base).toBeCloseTo(
      1 + 0.7 * (1 - 61 / (4 * DAYS_PER_MONTH)),
      6,
    );
    expect(
      expected({ resurgence: 3, 'resurgence-start': 100, 'resurgence-length': 6 }, 190) / base,
    ).toBeCloseTo(1 + (2 * 90) / (6 * DAYS_PER_MONTH), 6);
    expect(expected({}, TAKEOVER, (state) => (state.restraint = 0.75)) / base).toBeCloseTo(0.25, 6);
    expect(expected({ 'camp-skill': 0.5 }, TAKEOVER, (state) => (state.camps = 0.4)) / base).toBeCloseTo(
      1.2,
      6,
    );
    const faded = { 'fade-rate': 0.1, 'fade-claiming': 0, 'fade-floor': 0.5 };
    expect(expected(faded, TAKEOVER + 61) / base).toBeCloseTo(Math.exp(-6.1 / DAYS_PER_MONTH), 6);
    expect(expected(faded, TAKEOVER + 800) / base).toBeCloseTo(0.5, 6);
    expect(expected({ ...faded, 'fade-claiming': 1 }, TAKEOVER + 800) / base).toBeCloseTo(0.5, 6);
  });

  it('that cross the border land in KP or abroad, by what their province borders', () => {
    const landed = (code: string): readonly number[] => {
      const { world, state } = scene({ tempo: 10, 'cross-border': 1 }, 0);
      for (let i = 0; i < 30; i++) foundCell(state, world, 5, i, regionOf(code));
      for (let day = 0; day < 60; day++) attacks(state, world, day);
      const here = total(state.tallies, COUNTER.kind + 5, [regionOf(code)]);
      return [
        here,
        total(state.tallies, COUNTER.kind + 5, [KP]),
        total(state.tallies, COUNTER.kind + 5, [ABROAD]),
      ];
    };
    const [nangarhar, balkh, badakhshan, kabul] = ['AF-NAN', 'AF-BAL', 'AF-BDS', 'AF-KAB'].map(landed);
    expect([nangarhar![0], nangarhar![2], balkh![0], balkh![1], badakhshan![0]]).toEqual([0, 0, 0, 0, 0]);
    expect(nangarhar![1]).toBeGreaterThan(100);
    expect(balkh![2]).toBeGreaterThan(100);
    // Either is as likely: of about 590, within 6 standard deviations.
    expect(Math.abs(badakhshan![1]! - badakhshan![2]!)).toBeLessThan(6 * Math.sqrt(590));
    expect(kabul).toEqual([0, 0, 0]);
  });

  it('have the kinds and characters that their parameters say', () => {
    const tally = (highImpact: number, counter: number): number => {
      const given = { tempo: 10, 'suicide-low': 0, 'suicide-high': 1, 'foreign-low': 0, 'foreign-high': 1 };
      const kinds = { 'kind-assassination-low': 0, 'kind-sectarian-low': 0, 'kind-humanitarian': 0 };
      // Log-odds of 20 either way: of 400 attacks one is of the other sort with a probability of 1e-6.
      const logit = highImpact > 0 ? 10 : -10;
      const { world, state } = scene(
        { ...given, ...kinds, 'high-impact-base': logit, 'high-impact-losses': logit },
        20,
      );
      state.lostCapacity = 1;
      for (let day = 0; day < 60; day++) attacks(state, world, day);
      return total(state.tallies, counter);
    };
    for (const counter of [COUNTER.suicide, COUNTER.foreign, COUNTER.kind + 3, COUNTER.kind + 4]) {
      expect(tally(0, counter)).toBe(0);
      expect(tally(1, counter)).toBeGreaterThan(20);
    }
    expect(tally(1, COUNTER.suicide)).toBe(tally(1, COUNTER.claimed));
    expect(tally(0, COUNTER.kind + 2)).toBe(0);
    expect(tally(0, COUNTER.kind + 1)).toBeGreaterThan(10);
    expect(tally(1, COUNTER.killed)).toBeGreaterThan(1.5 * tally(0, COUNTER.killed));
  });
});
