/** One day of leadership, media, command and nexus on a state that is set by hand: what it reads, what it changes. */
import { describe, expect, it } from 'vitest';
import { DAYS_PER_MONTH, dayOf } from '../../src/model/calendar.js';
import { commanderOf } from '../../src/model/commanders.js';
import { ABROAD, ZONES } from '../../src/model/geography.js';
import { NORTH_COMPLETE, NORTH_START, TAKEOVER } from '../../src/model/history.js';
import { addGrievance } from '../../src/model/grievance.js';
import { removeCell, setRates } from '../../src/model/posture.js';
import { command, vacate } from '../../src/model/submodels/command.js';
import { highImpactShare, leadership } from '../../src/model/submodels/leadership.js';
import { media } from '../../src/model/submodels/media.js';
import { nexus } from '../../src/model/submodels/nexus.js';
import { COUNTER } from '../../src/model/tallies.js';
import { FIRST, asCalibrated, geography, lever, regionOf, scene, total } from '../model-fixture.js';

const KABUL = regionOf('AF-KAB');
const NANGARHAR = regionOf('AF-NAN');
const DAYS = dayOf('2024-01-01');

describe('leadership', () => {
  const slowdown = { restraint: 0.8, 'restraint-lag': 2, 'restraint-kp': 0.25, 'loss-memory': 0 };

  it('moves restraint towards its goal with its lag', () => {
    const { world, state } = scene(slowdown);
    state.afghanPressure = 0.5;
    for (let day = 0; day < 100; day++) leadership(state, world, day);
    const goal = 0.8 * 0.5;
    expect(state.restraint).toBeCloseTo(goal * (1 - (1 - 1 / (2 * DAYS_PER_MONTH)) ** 100), 12);
    expect(state.restraintKp).toBeCloseTo(0.25 * state.restraint, 12);
    state.afghanPressure = 0;
    for (let day = 100; day < 2000; day++) leadership(state, world, day);
    expect(state.restraint).toBeCloseTo(0, 6);
  });

  it('pivots of its own accord on the day of the pivot, whatever the pressure', () => {
    const { world, state } = scene({ ...slowdown, 'restraint-autonomy': 1, pivot: 900 });
    state.afghanPressure = 1;
    leadership(state, world, 899);
    expect(state.restraint).toBe(0);
    leadership(state, world, 900);
    expect(state.restraint).toBeCloseTo(0.8 / (2 * DAYS_PER_MONTH), 12);
  });

  it('counts remembered losses as a threat, and forgets them', () => {
    const { world, state } = scene({ ...slowdown, 'loss-memory': 1, 'loss-memory-decay': 1 }, 9);
    state.destroyedToday = 1;
    leadership(state, world, 0);
    // 1 of 10 cells a day is 3.04 times the group a month, a thirtieth of which is remembered at once: 0.1.
    expect(state.recentLosses).toBeCloseTo(0.1, 12);
    expect(state.restraint).toBeCloseTo((0.8 * 0.1) / (2 * DAYS_PER_MONTH), 12);
    expect(state.destroyedToday).toBe(0);
    leadership(state, world, 1);
    expect(state.recentLosses).toBeCloseTo(0.1 * (1 - 1 / DAYS_PER_MONTH), 12);
  });

  it('raises the share of high-impact attacks with restraint and with lost capacity', () => {
    const b = { 'high-impact-base': -2.2, 'high-impact-restraint': 2, 'high-impact-losses': 3 };
    const { world, state } = scene({ ...b, 'restraint-lag': 24, 'restraint-kp': 0.25 }, 4);
    const share = (logit: number): number => 1 / (1 + Math.exp(-logit));
    leadership(state, world, 0);
    expect(highImpactShare(state, world, KABUL)).toBeCloseTo(share(-2.2), 12);
    state.restraint = 0.5;
    removeCell(state, world, FIRST, true);
    leadership(state, world, 1);
    const now = highImpactShare(state, world, KABUL);
    expect(now).toBeCloseTo(share(-2.2 + 2 * state.restraint + 3 / 4), 12);
    expect(now).toBeGreaterThan(share(-2.2 + 3 / 4 + 0.9));
    const inKp = share(-2.2 + 2 * 0.25 * state.restraint + 3 / 4);
    expect(highImpactShare(state, world, geography.kp)).toBeCloseTo(inKp, 12);
  });

  it('weighs Kabul at once, the north and KP from 2022', () => {
    const { world, state } = scene({ 'kabul-emphasis': 1.5, 'north-emphasis': 3, 'kp-emphasis': 5 });
    const north = (day: number): number => {
      leadership(state, world, day);
      return state.emphasis[ZONES.indexOf('north')]!;
    };
    expect([0, NORTH_START, NORTH_COMPLETE, DAYS].map(north)).toEqual([1, 1, 3, 3]);
    expect(north((NORTH_START + NORTH_COMPLETE) / 2)).toBeCloseTo(2, 12);
    expect(ZONES.map((_, zone) => state.emphasis[zone])).toEqual([1, 1.5, 2, 1, 3]);
  });
});

describe('media', () => {
  it('grows reach over the year after the takeover and loses some to removals and counter-messaging', () => {
    const { world, state } = scene({
      'media-growth': 0.5,
      'counter-messaging': 0.2,
      'platform-removal': 0.1,
    });
    const reach = (day: number): number => {
      media(state, world, day);
      return state.reach;
    };
    expect(reach(0)).toBeCloseTo(0.9, 12);
    expect(reach(TAKEOVER)).toBeCloseTo(0.9, 12);
    expect(reach(TAKEOVER + 73.05)).toBeCloseTo(1.1 * 0.9, 12);
    expect(reach(TAKEOVER + 400)).toBeCloseTo(1.5 * 0.9, 12);
    expect(reach(dayOf('2022-12-31'))).toBeCloseTo(1.5 * 0.9, 12);
    expect(reach(dayOf('2023-01-01'))).toBeCloseTo(1.5 * 0.9 * 0.8, 12);
  });
});

describe('command', () => {
  it('costs the cells of a vacant post some coordination until it is filled', () => {
    const { world, state } = scene({ 'command-loss': 0.25, replacement: 1, 'replacement-spread': 0 }, 8);
    const post = commanderOf(0, state.cells.keyLow[FIRST]!);
    vacate(state, world, 10, post);
    // Two of eight cells report to each of four posts. One month is 30 days: filled on day 40.
    expect(state.cells.attackRate[NANGARHAR]).toBe(8 - 2 * 0.25);
    command(state, world, 39);
    expect(state.commanders.inPlace(post)).toBe(false);
    command(state, world, 40);
    expect(state.commanders.inPlace(post)).toBe(true);
    expect(state.cells.attackRate[NANGARHAR]).toBe(8);
    expect(state.commanders.vacancies[post]).toBe(1);
  });

  it('lets a disrupted cell resume with half of its losses made good', () => {
    const { world, state } = scene({}, 1);
    state.cells.disrupt(FIRST, 20);
    state.cells.fighters[FIRST] = 10;
    setRates(state, world, FIRST);
    expect(state.cells.attackRate[NANGARHAR]).toBe(0);
    command(state, world, 19);
    expect(state.cells.dormantUntil[FIRST]).toBe(20);
    command(state, world, 20);
    expect([state.cells.dormantUntil[FIRST], state.cells.fighters[FIRST]]).toEqual([0, 15]);
    expect(state.cells.attackRate[NANGARHAR]).toBe(0.75);
  });

  it('lets grievance fade at the end of each month, and the inflow with it', () => {
    const { world, state } = scene({ 'grievance-decay': 6 });
    const share = world.origins[KABUL]!;
    const inflow = (): number => state.inflow.rateOf(KABUL) / share;
    expect(inflow()).toBeCloseTo(1, 5);
    state.grievance[KABUL] = 1.45;
    addGrievance(state, world, KABUL);
    expect(state.grievance[KABUL]).toBeCloseTo(1.5, 12);
    expect(inflow()).toBeCloseTo(1.5, 5);
    for (let day = 0; day < 30; day++) command(state, world, day);
    expect(state.grievance[KABUL]).toBeCloseTo(1.5, 12);
    // The last days of January, February (of 2020) and March are days 30, 59 and 90.
    for (let day = 30; day < 91; day++) command(state, world, day);
    expect(state.grievance[KABUL]).toBeCloseTo(1 + 0.5 * Math.exp(-3 / 6), 12);
    expect(inflow()).toBeCloseTo(1 + 0.5 * Math.exp(-3 / 6), 5);
    expect(state.grievance[NANGARHAR]).toBe(1);
  });

  it('lets grievance rise to a level that a lever has set, from either side', () => {
    const levers = [lever({ id: 'grievance-relief', regions: [KABUL] })];
    const { world, state } = scene({ 'grievance-decay': 6, 'effect-relief': 0.6 }, 1, {
      ...asCalibrated(400),
      levers,
    });
    for (let day = 0; day < 366; day++) command(state, world, day);
    expect(state.grievance[KABUL]).toBeCloseTo(1 - 0.6 * (1 - Math.exp(-12 / 6)), 12);
    expect(state.grievance[NANGARHAR]).toBe(1);
  });
});

describe('nexus', () => {
  it('grows camps without pressure after the takeover, and not without cells', () => {
    const camps = (cells: number, day: number, afghanPressure: number): number => {
      const { world, state } = scene({ 'camp-growth': 0.06, 'camp-decay': 0.05 }, cells);
      state.afghanPressure = afghanPressure;
      nexus(state, world, day);
      nexus(state, world, day);
      return state.camps;
    };
    const step = (0.06 * 0.75) / DAYS_PER_MONTH;
    expect(camps(1, TAKEOVER, 0.25)).toBeCloseTo(step * (2 - 0.05 / DAYS_PER_MONTH), 14);
    expect([camps(1, TAKEOVER - 1, 0.25), camps(0, TAKEOVER, 0.25), camps(1, TAKEOVER, 1.5)]).toEqual([
      0, 0, 0,
    ]);
  });

  it('counts external plots abroad, more with camps', () => {
    const plots = (camps: number): number => {
      const { world, state } = scene({ plots: 50, 'plots-camps': 2, 'camp-decay': 0 });
      state.camps = camps;
      for (let day = 0; day < 365; day++) nexus(state, world, day);
      expect(total(state.tallies, COUNTER.plots)).toBe(total(state.tallies, COUNTER.plots, [ABROAD]));
      return total(state.tallies, COUNTER.plots);
    };
    // Poisson means 600 and 1,199.
    expect(Math.abs(plots(0) - 600)).toBeLessThan(6 * Math.sqrt(600));
    expect(Math.abs(plots(0.5) - 1199)).toBeLessThan(6 * Math.sqrt(1199));
  });
});
