/** One day of pressure, intelligence and raids on a state that is set by hand: what it reads, what it changes. */
import { describe, expect, it } from 'vitest';
import { DAYS_PER_MONTH, dayOf } from '../../src/model/calendar.js';
import { PER_ZONE, SENIOR_PER_ZONE } from '../../src/model/commanders.js';
import type { Course } from '../../src/model/forcing.js';
import { TAKEOVER } from '../../src/model/history.js';
import { foundCell } from '../../src/model/posture.js';
import { intelligence } from '../../src/model/submodels/intelligence.js';
import { observation } from '../../src/model/submodels/observation.js';
import { pressure } from '../../src/model/submodels/pressure.js';
import { raids } from '../../src/model/submodels/raids.js';
import { COUNTER } from '../../src/model/tallies.js';
import {
  REGIONS,
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

  function on(day: number, course?: Course, from = 1200): readonly [nangarhar: number, kp: number] {
    const taliban = course ? { everywhere: { from, course }, byRegion: new Map() } : asCalibrated(1).taliban;
    const { world, state } = scene({ ...levels, ...more }, 1, { ...asCalibrated(DAYS), taliban });
    pressure(state, world, day);
    return [state.pressure[NANGARHAR]!, state.pressure[KP]!];
  }

  it('follows history as calibrated', () => {
    const history = [0, 366, TAKEOVER - 1, TAKEOVER, 999, 1000, 1095, 1096, 1400].map((day) => on(day)[0]);
    expect(history).toEqual([0.6, 0.3, 0.3, 0.2, 0.2, 0.9, 0.9, 1, 1]);
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
    [1199, 1200, 1201, 1203].forEach((day, i) => expect(on(day, course)[0]).toBeCloseTo(values[i]!, 12));
  });

  it('answers attacks of the last 30 days where it is reactive, up to its ceiling', () => {
    const course: Course = { shape: 'reactive', to: 0.5, gain: 0.25, ceiling: 1 };
    const taliban = { everywhere: null, byRegion: new Map([[NANGARHAR, { from: 0, course }]]) };
    const { world, state } = scene({}, 1, { ...asCalibrated(DAYS), taliban });
    const seen: number[] = [];
    for (let day = 0; day < 45; day++) {
      pressure(state, world, day);
      seen.push(state.pressure[NANGARHAR]!);
      state.claimsToday.fill(0);
      state.claimsToday[NANGARHAR] = day === 5 ? 1 : day === 8 ? 9 : 0;
      state.claimsToday[KABUL] = 7;
      observation(state, world, day);
    }
    expect(seen.slice(0, 6)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(seen.slice(6, 9)).toEqual([0.75, 0.75, 0.75]);
    expect(seen[9]).toBe(1);
    expect(seen[44]).toBe(0.5);
    expect(state.pressure[KABUL]).toBe(quiet()['pressure-2020']);
  });

  it('of a reactive directorate remembers an attack for thirty days, no fewer', () => {
    const course: Course = { shape: 'reactive', to: 0.5, gain: 0.25, ceiling: 1 };
    const taliban = { everywhere: null, byRegion: new Map([[NANGARHAR, { from: 0, course }]]) };
    const { world, state } = scene({}, 1, { ...asCalibrated(DAYS), taliban });
    const raised: number[] = [];
    for (let day = 0; day < 45; day++) {
      pressure(state, world, day);
      if (state.pressure[NANGARHAR]! > 0.5) raised.push(day);
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
    foundCell(state, world, 6, 0, KABUL, KABUL);
    foundCell(state, world, 6, 1, KP, KP);
    pressure(state, world, 0);
    expect(state.afghanPressure).toBeCloseTo((3 * 0.5 + 2) / 4, 12);
    const empty = scene({}, 0, forcing);
    pressure(empty.state, empty.world, 0);
    expect(empty.state.afghanPressure).toBeCloseTo((33 * 0.5 + 2) / 34, 12);
  });
});

describe('intelligence', () => {
  it('grows with attacks, captures and exposed cells, and ages', () => {
    const given = { 'intelligence-attack': 1, 'intelligence-capture': 2, 'intelligence-exposure': 0.5 };
    const { world, state } = scene({ ...given, 'intelligence-decay': 4 });
    state.attacksToday[NANGARHAR] = 3;
    state.captures[NANGARHAR] = 2;
    state.cells.expose(0, 50);
    intelligence(state, world, 0);
    const first = 3 + 4 + 0.5 / DAYS_PER_MONTH;
    expect(state.intelligence[NANGARHAR]).toBeCloseTo(first, 12);
    expect(state.captures[NANGARHAR]).toBe(0);
    state.attacksToday.fill(0);
    intelligence(state, world, 1);
    const kept = 1 - 1 / (4 * DAYS_PER_MONTH);
    expect(state.intelligence[NANGARHAR]).toBeCloseTo(first * kept + 0.5 / DAYS_PER_MONTH, 12);
    expect(state.intelligence[KABUL]).toBe(0);
  });

  it('hides a cell again on the day on which its exposure ends', () => {
    const { world, state } = scene({ exposure: 3 }, 2);
    state.cells.expose(0, 10);
    state.cells.expose(1, 12);
    for (const [day, exposed] of [
      [9, 2],
      [10, 1],
      [11, 1],
      [12, 0],
    ] as const) {
      intelligence(state, world, day);
      expect(state.cells.exposed[NANGARHAR]).toBe(exposed);
    }
  });
});

describe('raids', () => {
  const every = { raids: 60, concealment: 0, 'intelligence-floor': 0.001, 'raid-effect': 1, 'raid-lead': 0 };

  /** Days of raids in a province that is known well. */
  function raided(given: Readonly<Record<string, number>>, cells: number, days: number) {
    const { world, state } = scene({ ...every, ...given }, cells, pressed(DAYS, 1));
    state.intelligence[NANGARHAR] = 1000;
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
    const dormant = REGIONS.slice(0, 40).filter((slot) => state.cells.dormantUntil[slot]! > 0);
    expect(dormant.length).toBeGreaterThan(5);
    for (const slot of dormant) expect(state.cells.fighters[slot]).toBe(15);
    const counted = 40 - [...state.cells.dormantUntil.slice(0, 40)].filter((until) => until > 0).length;
    expect(state.cells.attackRate[NANGARHAR]).toBe(counted);
    expect(state.cells.raidWeight[NANGARHAR]).toBe(counted);
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

  it('go where intelligence points, and find nobody where there is nobody', () => {
    const { state } = raided({}, 0, 30);
    expect(total(state.tallies, COUNTER.raids, [NANGARHAR])).toBeGreaterThan(30);
    expect(total(state.tallies, COUNTER.raids)).toBe(total(state.tallies, COUNTER.raids, [NANGARHAR]));
  });
});
