/** What levers set, phase by phase, worked by hand. */
import { describe, expect, it } from 'vitest';
import type { Forcing } from '../../src/model/forcing.js';
import { TAKEOVER } from '../../src/model/history.js';
import { LEVERS, type Lever } from '../../src/model/levers.js';
import { parameterValues } from '../../src/model/parameters.js';
import { beginPhases } from '../../src/model/phase-change.js';
import { type Phase } from '../../src/model/phases.js';
import { media } from '../../src/model/submodels/media.js';
import { type World, prepare } from '../../src/model/world.js';
import {
  AFGHAN,
  REGIONS,
  asCalibrated,
  geography,
  lever,
  pressed,
  regionOf,
  scene,
} from '../model-fixture.js';

const KABUL = regionOf('AF-KAB');
const NANGARHAR = regionOf('AF-NAN');
const KUNDUZ = regionOf('AF-KDZ');
const DAYS = 1000;

const GIVEN: Readonly<Record<string, number>> = {
  'cells-afghanistan': 50,
  releases: 0.2,
  'heavy-handed': 0.4,
  'raid-effect': 0.6,
  'raid-senior': 0.3,
  'raid-lead': 0.2,
  'border-control': 0.1,
  concealment: 2,
  'effect-precision': 0.5,
  'effect-capacity': 0.25,
  'effect-capacity-grievance': 0.2,
  'effect-leaders': 1,
  'effect-focus-cost': 0.3,
  'effect-networks': 0.8,
  'effect-burdens': 0.25,
  'effect-border': 0.5,
  'effect-sharing': 0.3,
  'effect-messaging': 0.4,
  'effect-removal': 0.2,
  'effect-relief': 0.3,
  'effect-rivalry': 1.5,
  'effect-support': 0.5,
  'effect-economy': 0.6,
  'effect-foreign': 3,
};

const under = (levers: readonly Lever[], days = DAYS): Forcing => ({ ...asCalibrated(days), levers });
const worldOf = (...levers: Lever[]): World => prepare(geography, parameterValues(GIVEN), under(levers));
const only = (...levers: Lever[]): Phase => worldOf(...levers).phases[0]!;
const NOTHING = only();

/** Settings that differ from those without a lever; of those by region, the values that occur. */
function changed(...levers: Lever[]): Record<string, unknown> {
  const phase = only(...levers);
  return Object.fromEntries(
    Object.entries(phase).flatMap(([name, value]: [string, unknown]) => {
      const before: unknown = NOTHING[name as keyof Phase];
      if (JSON.stringify(value) === JSON.stringify(before)) return [];
      if (!(value instanceof Float64Array)) return [[name, rounded(value as number)]];
      return [
        [
          name,
          Object.fromEntries(
            REGIONS.map((region) => [geography.codes[region], rounded(value[region]!)]).filter(
              ([, level]) => level !== 1,
            ),
          ),
        ],
      ];
    }),
  );
}

const rounded = (x: number): number => Number(x.toPrecision(12));
const afghan = (value: number): Record<string, number> =>
  Object.fromEntries(AFGHAN.map((region) => [geography.codes[region]!, value]));

describe('a lever of strength 1 sets', () => {
  it('nothing where there is none', () => {
    expect(NOTHING).toMatchObject({
      from: 0,
      heavyHanded: 0.4,
      raidEffect: 0.6,
      raidSenior: 0.3,
      raidLead: 0.2,
      concealment: 2,
      reach: 1,
      foreign: 1,
    });
    expect([NOTHING.stoppedOut, NOTHING.stoppedBack].map(rounded)).toEqual([0.1, 0.1]);
    for (const values of [NOTHING.grievance, NOTHING.inflow, NOTHING.attrition])
      expect([...values]).toEqual(REGIONS.map(() => 1));
  });

  it.each<readonly [Partial<Lever> & Pick<Lever, 'id'>, Record<string, unknown>]>([
    [{ id: 'raid-precision' }, { heavyHanded: 0.2 }],
    [{ id: 'capacity-building' }, { raidEffect: 0.75 }],
    [
      { id: 'capacity-building', secondOrder: true },
      { raidEffect: 0.75, grievance: afghan(1.2) },
    ],
    [{ id: 'leaders-first' }, { raidSenior: 0.6, raidEffect: 0.42 }],
    [{ id: 'networks-first' }, { raidLead: 0.36, raidSenior: 0.06 }],
    // 0.9 of those who cross get through without it: 0.45 with it.
    [{ id: 'border-control' }, { stoppedOut: 0.55, stoppedBack: 0.55 }],
    [{ id: 'border-control', side: 'taliban' }, { stoppedOut: 0.55 }],
    [{ id: 'border-control', side: 'pakistan' }, { stoppedBack: 0.55 }],
    [{ id: 'intelligence-sharing' }, { concealment: 1.4 }],
    [{ id: 'counter-messaging' }, { reach: 0.6 }],
    [{ id: 'counter-messaging', audience: 0.25 }, { reach: 0.9 }],
    [{ id: 'platform-removal' }, { reach: 0.8 }],
    [
      { id: 'grievance-relief', regions: [KABUL, geography.kp] },
      { grievance: { 'AF-KAB': 0.7, 'PK-KP': 0.7 } },
    ],
    [{ id: 'rivalry', regions: [NANGARHAR] }, { attrition: { 'AF-NAN': 2.5 } }],
    [{ id: 'support', regions: [KUNDUZ] }, { inflow: { 'AF-KDZ': 1.5 } }],
    [{ id: 'economic-shock' }, { inflow: { ...afghan(1.6), 'PK-KP': 1.6 } }],
    [{ id: 'foreign-recruits' }, { foreign: 4 }],
  ])('%o', (given, settings) => expect(changed(lever(given))).toEqual(settings));

  it('half of it at strength ½, and less and less where several act at once', () => {
    const half = lever({ id: 'raid-precision', strength: 0.5 });
    expect(changed(half)).toEqual({ heavyHanded: 0.3 });
    expect(changed(half, half)).toEqual({ heavyHanded: 0.225 });
    expect(changed(lever({ id: 'counter-messaging' }), lever({ id: 'platform-removal' }))).toEqual({
      reach: 0.48,
    });
    const economy = lever({ id: 'economic-shock', regions: [KABUL] });
    expect(changed(economy, lever({ id: 'support', regions: [KABUL] }))).toEqual({
      inflow: { 'AF-KAB': 2.4 },
    });
  });

  it('nothing at strength 0', () => {
    for (const { id } of LEVERS)
      expect(changed(lever({ id, strength: 0, secondOrder: true })), id).toEqual({});
  });

  it('shares within 0 and 1, whatever is pulled at once', () => {
    const all = only(
      ...['leaders-first' as const, 'capacity-building' as const, 'networks-first' as const].flatMap((id) =>
        Array.from({ length: 9 }, () => lever({ id })),
      ),
      ...Array.from({ length: 3 }, () => lever({ id: 'capacity-building', strength: 2 })),
    );
    for (const share of [all.raidEffect, all.raidSenior, all.raidLead, all.heavyHanded]) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
  });
});

describe('phases', () => {
  it('begin and end with their levers', () => {
    const { phases } = worldOf(
      lever({ id: 'raid-precision', from: 100, until: 300 }),
      lever({ id: 'leaders-first', from: 200 }),
      lever({ id: 'release', from: 250 }),
      lever({ id: 'networks-first', from: DAYS + 5 }),
    );
    expect(phases.map(({ from }) => from)).toEqual([0, 100, 200, 300]);
    expect(phases.map(({ heavyHanded, raidSenior }) => [heavyHanded, raidSenior])).toEqual([
      [0.4, 0.3],
      [0.2, 0.3],
      [0.2, 0.6],
      [0.4, 0.6],
    ]);
  });

  it('change the rates of clocks at once', () => {
    const levers = [
      lever({ id: 'rivalry', from: 5, regions: [NANGARHAR] }),
      lever({ id: 'support', from: 5, regions: [NANGARHAR] }),
      lever({ id: 'platform-removal', from: 5 }),
      lever({ id: 'intelligence-sharing', from: 5 }),
    ];
    const given = {
      'effect-rivalry': 1.5,
      'effect-support': 0.5,
      'effect-removal': 0.2,
      concealment: 2,
      'effect-sharing': 0.25,
    };
    const { world, state } = scene(given, 1, under(levers, 10));
    const before = state.inflow.rateOf(NANGARHAR);
    media(state, world, 4);
    expect(state.reach).toBe(1);
    for (let day = 1; day < 5; day++) beginPhases(state, world, day);
    expect([state.phase, state.inflow.rateOf(NANGARHAR)]).toEqual([0, before]);
    // The slot of a region's own number stands for nobody.
    expect(state.cells.raid.rateOf(NANGARHAR)).toBe(2);
    beginPhases(state, world, 5);
    expect([state.phase, state.cells.raid.rateOf(NANGARHAR)]).toEqual([1, 1.5]);
    expect(state.inflow.rateOf(NANGARHAR) / before).toBeCloseTo(1.5, 5);
    media(state, world, 5);
    expect(state.reach).toBeCloseTo(0.8, 12);
    for (let day = 6; day < 10; day++) beginPhases(state, world, day);
    expect(state.phase).toBe(1);
  });

  it('drain the pressure of the side that has other burdens, while they last', () => {
    const pressures = (...levers: Lever[]): number[][] => {
      const world = prepare(geography, parameterValues(GIVEN), { ...pressed(30, 1, 1), levers });
      return [NANGARHAR, geography.kp].map((region) =>
        [9, 10, 19, 20].map((day) => world.series[world.seriesOf[region]!]![day]!),
      );
    };
    const given = { id: 'competing-burdens', from: 10, until: 20 } as const;
    expect(pressures(lever({ ...given, side: 'taliban' }))).toEqual([
      [1, 0.75, 0.75, 1],
      [1, 1, 1, 1],
    ]);
    expect(pressures(lever({ ...given, strength: 0.5 }))).toEqual([
      [1, 0.875, 0.875, 1],
      [1, 0.875, 0.875, 1],
    ]);
  });
});

describe('releases', () => {
  it('are cells by the shares of the strongholds named, and in equal parts where none is', () => {
    const world = worldOf(
      lever({ id: 'prison-break', from: 300, strength: 0.5 }),
      lever({ id: 'release', from: 200, strength: 0.2, regions: [NANGARHAR, KABUL] }),
      lever({ id: 'release', from: 250, strength: 0.1, regions: [KUNDUZ, geography.kp] }),
      lever({ id: 'release', from: DAYS, strength: 1 }),
    );
    expect(world.releases.map(({ day }) => day)).toEqual([200, 250, 300, TAKEOVER]);
    const sums = world.releases.map(({ hazard }) => rounded(hazard.reduce((sum, cells) => sum + cells, 0)));
    // Of 50 cells: 0.2, 0.1 and 0.5 of them, and 0.2 at the takeover.
    expect(sums).toEqual([10, 5, 25, 10]);
    // Nangarhar has 0.4 of the old stock and Kabul itself 0.2.
    const [first, second, third] = world.releases.map(({ hazard }) => hazard);
    expect([first![NANGARHAR], first![KABUL], first![KUNDUZ]].map((x) => rounded(x!))).toEqual([
      rounded(20 / 3),
      rounded(10 / 3),
      0,
    ]);
    expect([second![KUNDUZ], second![geography.kp]]).toEqual([2.5, 2.5]);
    expect(rounded(third![NANGARHAR]!)).toBe(10);
  });
});
