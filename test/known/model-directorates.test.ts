/** One day of pressure, intelligence and raids on a state that is set by hand: what it reads, what it changes. */
import { describe, expect, it } from 'vitest';
import { DAYS_PER_MONTH, dayOf } from '../../src/model/calendar.js';
import { PER_ZONE, SENIOR_PER_ZONE } from '../../src/model/commanders.js';
import type { Course } from '../../src/model/forcing.js';
import { TAKEOVER } from '../../src/model/history.js';
import { foundCell, setVisibility } from '../../src/model/posture.js';
import { intelligence } from '../../src/model/submodels/intelligence.js';
import { observation } from '../../src/model/submodels/observation.js';
import { pressure } from '../../src/model/submodels/pressure.js';
import { raids } from '../../src/model/submodels/raids.js';
import { COUNTER } from '../../src/model/tallies.js';
import {
  FIRST,
  asCalibrated,
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

describe('pressure', () => {
  const levels = { 'pressure-2020': 0.6, 'pressure-before-takeover': 0.3, 'pressure-first-year': 0.2 };
  const more = { 'pressure-onset': 1000, 'pressure-autumn-2022': 0.9, 'pressure-kp': 1.5 };

  /** Of Nangarhar and of KP. */
  function on(day: number, course?: Course, from = 1200): readonly number[] {
    const taliban = course ? { everywhere: { from, course }, byRegion: new Map() } : asCalibrated(1).taliban;
    const { world, state } = scene({ ...levels, ...more }, 1, { ...asCalibrated(DAYS), taliban });
    pressure(state, world, day);
    return [NANGARHAR, KP].map((region) => state.pressure[world.seriesOf[region]!]!);
  }

  /** Pressure is known in steps of 2^-14. */
  const exact = (level: number): number => Math.round(level * 2 ** 14) / 2 ** 14;

  it('follows history as calibrated', () => {
    const history = [0, 366, TAKEOVER - 1, TAKEOVER, 999, 1000, 1095, 1096, 1400].map((day) => on(day)[0]);
    expect(history).toEqual([0.6, 0.3, 0.3, 0.2, 0.2, 0.9, 0.9, 1, 1].map(exact));
    expect(on(0)[1]).toBe(1.5);
  });

  it.each<readonly [string, Course, readonly number[]]>([
    ['constant', { shape: 'constant', to: 0.4 }, [1, 0.4, 0.4, 0.4]],
    ['step to a calibrated level', { shape: 'step', to: { calibrated: 'first-year' } }, [1, 0.2, 0.2, 0.2]],
    ['ramp over 4 days', { shape: 'ramp', to: 0.2, days: 4 }, [1, 0.8, 0.6, 0.2]],
    ['pulse of 2 days', { shape: 'pulse', to: 0.2, days: 2 }, [1, 0.2, 0.2, 1]],
    ['on for 1, off for 2', { shape: 'on-off', to: 0.2, onDays: 1, offDays: 2 }, [1, 0.2, 1, 0.2]],
    ['reactive without attacks', { shape: 'reactive', to: 0.4, gain: 1, ceiling: 3 }, [1, 0.4, 0.4, 0.4]],
  ])('can be %s', (_, course, values) => {
    [1199, 1200, 1201, 1203].forEach((day, i) => expect(on(day, course)[0]).toBe(exact(values[i]!)));
  });

  it('answers attacks of the last 30 days where it is reactive, up to its ceiling', () => {
    const course: Course = { shape: 'reactive', to: 0.5, gain: 0.25, ceiling: 1 };
    const taliban = { everywhere: null, byRegion: new Map([[NANGARHAR, { from: 0, course }]]) };
    const { world, state } = scene({}, 1, { ...asCalibrated(DAYS), taliban });
    const seen: number[] = [];
    for (let day = 0; day < 45; day++) {
      pressure(state, world, day);
      seen.push(state.pressure[world.seriesOf[NANGARHAR]!]!);
      state.claimsToday.fill(0);
      state.claimsToday[NANGARHAR] = day === 5 ? 1 : day === 8 ? 9 : 0;
      state.claimsToday[KABUL] = 7;
      observation(state, world, day);
    }
    expect(seen.slice(0, 6)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(seen.slice(6, 9)).toEqual([0.75, 0.75, 0.75]);
    expect(seen[9]).toBe(1);
    expect(seen[44]).toBe(0.5);
    expect(state.pressure[world.seriesOf[KABUL]!]).toBe(exact(quiet()['pressure-2020']));
  });

  it('of a reactive directorate remembers an attack for thirty days, no fewer', () => {
    const course: Course = { shape: 'reactive', to: 0.5, gain: 0.25, ceiling: 1 };
    const taliban = { everywhere: null, byRegion: new Map([[NANGARHAR, { from: 0, course }]]) };
    const { world, state } = scene({}, 1, { ...asCalibrated(DAYS), taliban });
    const raised: number[] = [];
    for (let day = 0; day < 45; day++) {
      pressure(state, world, day);
      if (state.pressure[world.seriesOf[NANGARHAR]!]! > 0.5) raised.push(day);
      state.claimsToday[NANGARHAR] = day === 5 ? 1 : 0;
      observation(state, world, day);
    }
    expect(raised).toEqual(Array.from({ length: 30 }, (_, i) => 6 + i));
  });

  it('of a reactive directorate answers claimed attacks only', () => {
    const raids = (gain: number): number => {
      const course: Course = { shape: 'reactive', to: 0.5, gain, ceiling: 3 };
      const taliban = { everywhere: { from: 0, course }, byRegion: new Map() };
      const parameters = quiet({ 'cells-afghanistan': 30, tempo: 2, raids: 10, 'claim-probability': 0 });
      const { tallies } = runOnce(parameters, { forcing: { ...asCalibrated(366), taliban } });
      expect(total(tallies, COUNTER.actual)).toBeGreaterThan(300);
      return total(tallies, COUNTER.raids);
    };
    expect(raids(1)).toBe(raids(0));
  });

  it('of the leadership is the mean where Afghan cells are', () => {
    const byRegion = new Map([[KABUL, { from: 0, course: { shape: 'constant' as const, to: 2 } }]]);
    const forcing = { ...pressed(10, 0.5), taliban: { ...pressed(10, 0.5).taliban, byRegion } };
    const { world, state } = scene({}, 3, forcing);
    foundCell(state, world, 6, 0, KABUL);
    foundCell(state, world, 6, 1, KP);
    pressure(state, world, 0);
    expect(state.afghanPressure).toBeCloseTo((3 * 0.5 + 2) / 4, 12);
    const empty = scene({}, 0, forcing);
    pressure(empty.state, empty.world, 0);
    expect(empty.state.afghanPressure).toBeCloseTo((33 * 0.5 + 2) / 34, 12);
  });
});

describe('intelligence', () => {
  const given = { 'intelligence-attack': 1, 'intelligence-capture': 2, 'intelligence-exposure': 0.5 };

  it('takes stock once a week of attacks, captures and exposed cells, and ages by a week', () => {
    const { world, state } = scene({ ...given, 'intelligence-decay': 4 });
    state.cells.expose(FIRST, 50);
    for (let day = 0; day < 7; day++) {
      // Three attacks and two captures a day; day 0 is a review, which knows of that day alone.
      state.attacksSince[NANGARHAR]! += 3;
      state.captures[NANGARHAR]! += 2;
      intelligence(state, world, day);
    }
    const week = (0.5 * 7) / DAYS_PER_MONTH;
    const first = 3 + 2 * 2 + week;
    expect(state.intelligence[NANGARHAR]).toBeCloseTo(first, 12);
    expect([state.attacksSince[NANGARHAR], state.captures[NANGARHAR]]).toEqual([18, 12]);
    intelligence(state, world, 7);
    const kept = Math.exp(-7 / (4 * DAYS_PER_MONTH));
    expect(state.intelligence[NANGARHAR]).toBeCloseTo(first * kept + 18 + 2 * 12 + week, 12);
    expect([state.attacksSince[NANGARHAR], state.captures[NANGARHAR]]).toEqual([0, 0]);
    expect(state.intelligence[KABUL]).toBe(0);
  });

  it('shares the raids of Afghanistan by stock and floor, and leaves those of KP in KP', () => {
    const { world, state } = scene({ ...given, raids: 12, 'raids-kp': 3, 'intelligence-floor': 0.5 });
    state.attacksSince[NANGARHAR] = 3;
    state.attacksSince[KP] = 99;
    intelligence(state, world, 0);
    // 3.5 and 33 times 0.5: Nangarhar has 3.5 of 20.
    expect(state.capacity[NANGARHAR]! * DAYS_PER_MONTH).toBeCloseTo((12 * 3.5) / 20, 12);
    expect(state.capacity[KABUL]! * DAYS_PER_MONTH).toBeCloseTo((12 * 0.5) / 20, 12);
    expect(state.capacity[KP]! * DAYS_PER_MONTH).toBeCloseTo(3, 12);
    // What is learnt between reviews moves no raids.
    state.attacksSince[KABUL] = 50;
    intelligence(state, world, 6);
    expect(state.capacity[KABUL]! * DAYS_PER_MONTH).toBeCloseTo((12 * 0.5) / 20, 12);
    intelligence(state, world, 7);
    expect(state.capacity[KABUL]! / state.capacity[NANGARHAR]!).toBeCloseTo(
      50.5 / (3 * world.intelligenceKept + 0.5),
      12,
    );
  });

  it('hides a cell again on the day on which its exposure ends', () => {
    const { world, state } = scene({ exposure: 3 }, 2);
    for (const [slot, until] of [
      [FIRST, 10],
      [FIRST + 1, 12],
    ] as const) {
      state.cells.expose(slot, until);
      setVisibility(state, world, slot);
    }
    const seen: (readonly [number, number])[] = [];
    for (let day = 1; day < 14; day++) {
      intelligence(state, world, day);
      seen.push([state.cells.exposed[NANGARHAR]!, state.cells.raidWeight[NANGARHAR]!]);
    }
    expect(seen.slice(8)).toEqual([
      [2, 6],
      [1, 4],
      [1, 4],
      [0, 2],
      [0, 2],
    ]);
  });
});

describe('raids', () => {
  const every = { raids: 60, concealment: 0, 'intelligence-floor': 0.001, 'raid-effect': 1, 'raid-lead': 0 };

  /** Days of raids in a province that is known well. */
  function raided(given: Readonly<Record<string, number>>, cells: number, days: number) {
    const { world, state } = scene({ ...every, ...given }, cells, pressed(DAYS, 1));
    state.intelligence[NANGARHAR] = 1000;
    intelligence(state, world, 0);
    state.pressure.fill(1);
    for (let day = 0; day < days; day++) raids(state, world, day);
    return { world, state };
  }

  it('destroy cells, and are counted and reported', () => {
    const { state } = raided({ 'raid-destroys': 1, 'raids-reported': 0.5 }, 40, 10);
    const made = total(state.tallies, COUNTER.raids);
    expect(state.cells.destroyed).toBe(made);
    expect(made).toBeGreaterThan(5);
    expect(state.destroyedToday).toBe(made);
    expect(state.captures[NANGARHAR]).toBe(made);
    const reported = total(state.tallies, COUNTER.raidsReported);
    expect(reported).toBeGreaterThan(0);
    expect(reported).toBeLessThan(made);
  });

  it('disrupt cells: dormant, weaker, and less visible', () => {
    const given = {
      'raid-destroys': 0,
      'disruption-losses': 0.25,
      'dormant-visibility': 0,
      'raid-senior': 0,
    };
    const { state } = raided(given, 40, 10);
    const { live, dormantUntil } = state.cells;
    const dormant = [...live.slice(0, 40)].filter((slot) => dormantUntil[slot]! > 0);
    expect(dormant.length).toBeGreaterThan(5);
    for (const slot of dormant) expect(state.cells.fighters[slot]).toBe(15);
    expect(state.cells.attackRate[NANGARHAR]).toBe(40 - dormant.length);
    expect(state.cells.raidWeight[NANGARHAR]).toBe(40 - dormant.length);
  });

  it('that miss change nothing', () => {
    const { state } = raided({ 'raid-effect': 0, 'raid-senior': 0 }, 40, 10);
    expect(total(state.tallies, COUNTER.raids)).toBeGreaterThan(5);
    expect([state.cells.count, state.cells.attackRate[NANGARHAR], state.captures[NANGARHAR]]).toEqual([
      40, 40, 0,
    ]);
  });

  it('follow leads, feed grievance and remove no more senior figures than are in place', () => {
    const given = {
      'raid-effect': 0,
      'raid-lead': 1,
      'raid-senior': 1,
      'heavy-handed': 1,
      'grievance-per-raid': 0.1,
    };
    const { state } = raided(given, 40, 10);
    const made = total(state.tallies, COUNTER.raids);
    expect(state.cells.exposed[NANGARHAR]).toBeGreaterThan(1);
    expect(state.grievance[NANGARHAR]).toBeCloseTo(
      1 + 0.1 * total(state.tallies, COUNTER.raids, [NANGARHAR]),
      9,
    );
    expect(made).toBeGreaterThan(SENIOR_PER_ZONE);
    expect(total(state.tallies, COUNTER.seniors)).toBe(SENIOR_PER_ZONE);
    for (let post = 0; post < PER_ZONE; post++)
      expect(state.commanders.inPlace(post)).toBe(post >= SENIOR_PER_ZONE);
  });

  it('lead from a cell to another one, not to itself', () => {
    const given = { 'raid-effect': 0, 'raid-lead': 1, 'raid-senior': 0 };
    const alone = raided(given, 1, 30).state;
    expect(total(alone.tallies, COUNTER.raids)).toBeGreaterThan(20);
    expect(alone.cells.exposed[NANGARHAR]).toBe(0);
    // Concealment is 0 here, so that every raid finds one of the two, and exposes the other in the end.
    expect(raided(given, 2, 30).state.cells.exposed[NANGARHAR]).toBe(2);
  });

  it('go where intelligence points, and find nobody where there is nobody', () => {
    const { state } = raided({}, 0, 30);
    expect(total(state.tallies, COUNTER.raids, [NANGARHAR])).toBeGreaterThan(30);
    expect(total(state.tallies, COUNTER.raids)).toBe(total(state.tallies, COUNTER.raids, [NANGARHAR]));
  });
});
