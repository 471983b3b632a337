/** From which day on two worlds differ. */
import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../src/model/first-difference.js';
import type { Forcing } from '../../src/model/forcing.js';
import { LEVERS, type Lever } from '../../src/model/levers.js';
import { parameterValues } from '../../src/model/parameters.js';
import { type World, prepare } from '../../src/model/world.js';
import { asCalibrated, geography, lever, regionOf } from '../model-fixture.js';

const KABUL = regionOf('AF-KAB');
const KUNDUZ = regionOf('AF-KDZ');
const DAYS = 1000;
const PRESSURE_2020 = 0.6;
const GIVEN = { 'pressure-2020': PRESSURE_2020, 'cells-afghanistan': 50 };

const under = (levers: readonly Lever[], days = DAYS): Forcing => ({ ...asCalibrated(days), levers });
const worldOf = (...levers: Lever[]): World => prepare(geography, parameterValues(GIVEN), under(levers));

describe('the first day on which two worlds differ', () => {
  const base = worldOf();
  const firstOf = (...levers: Lever[]): number => firstDifference(base, worldOf(...levers));
  const scheduled = (change: Partial<Forcing>): World =>
    prepare(geography, parameterValues(GIVEN), { ...asCalibrated(DAYS), ...change });

  it('is none for equal worlds, and the first for other parameters', () => {
    expect(firstOf()).toBe(DAYS);
    expect(
      firstDifference(base, prepare(geography, parameterValues({ ...GIVEN, tempo: 0.3 }), under([]))),
    ).toBe(0);
  });

  it('is the first day of a lever, its end where another goes on, and none at strength 0', () => {
    const long = worldOf(lever({ id: 'support', from: 400 }));
    expect(firstOf(lever({ id: 'support', from: 400 }))).toBe(400);
    expect(firstDifference(long, worldOf(lever({ id: 'support', from: 400, until: 650 })))).toBe(650);
    expect(firstOf(lever({ id: 'competing-burdens', from: 123 }))).toBe(123);
    for (const { id, takes } of LEVERS) {
      if (takes.lasts) expect(firstOf(lever({ id, from: 400, strength: 0 })), id).toBe(DAYS);
      expect(firstOf(lever({ id, from: 400, secondOrder: true })), id).toBe(400);
    }
    expect(firstOf(lever({ id: 'support', from: DAYS }))).toBe(DAYS);
  });

  it('of runs of different lengths is the last day of the shorter one, which closes a month there', () => {
    const [short, long] = [45, 60].map((days) => prepare(geography, parameterValues(GIVEN), under([], days)));
    expect([firstDifference(short!, long!), firstDifference(long!, short!)]).toEqual([44, 44]);
  });

  it('is the day of a release', () => {
    expect(firstOf(lever({ id: 'release', from: 700, strength: 0.1 }))).toBe(700);
    const [one, more] = [0.1, 0.2].map((strength) => worldOf(lever({ id: 'release', from: 700, strength })));
    expect(firstDifference(one!, more!)).toBe(700);
  });

  it('is the first day of a schedule that is not as history was', () => {
    const step = (from: number, to: number) => ({ from, course: { shape: 'step' as const, to } });
    const everywhere = scheduled({ taliban: { everywhere: step(500, 2), byRegion: new Map() } });
    expect(firstDifference(base, everywhere)).toBe(500);
    const region = scheduled({ taliban: { everywhere: null, byRegion: new Map([[KUNDUZ, step(600, 2)]]) } });
    expect(firstDifference(base, region)).toBe(600);
    expect(firstDifference(region, everywhere)).toBe(500);
    // A level that history has anyway is no difference until history changes.
    const same = scheduled({
      taliban: { everywhere: step(0, PRESSURE_2020), byRegion: new Map() },
    });
    expect(firstDifference(base, same)).toBe(366);
  });

  it('of reactive directorates is the first day where one has to remember claims and the other has not', () => {
    const course = { shape: 'reactive' as const, to: 0.5, gain: 0.25, ceiling: 2 };
    const reacting = (from: number, gain: number): World =>
      scheduled({
        taliban: { everywhere: null, byRegion: new Map([[KABUL, { from, course: { ...course, gain } }]]) },
      });
    expect(firstDifference(base, reacting(500, 0.25))).toBe(0);
    expect(firstDifference(base, reacting(500, 0))).toBe(500);
    expect(firstDifference(reacting(500, 0.5), reacting(500, 0.25))).toBe(500);
    expect(firstDifference(reacting(500, 0.5), reacting(450, 0.5))).toBe(450);
  });
});
