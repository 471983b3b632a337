import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPLANATIONS } from '../../src/model/explanations.js';
import type { Course, PressureSchedule } from '../../src/model/forcing.js';
import { checkInvariants } from '../../src/model/invariants.js';
import { PARAMETERS, type ParameterValues, parameterValues } from '../../src/model/parameters.js';
import { priorQuantile } from '../../src/model/priors.js';
import { simulate } from '../../src/model/simulate.js';
import { COUNTER } from '../../src/model/tallies.js';
import { prepare } from '../../src/model/world.js';
import {
  AFGHAN,
  REGIONS,
  drawsOf,
  geography,
  regionOf,
  runMany,
  stateOf,
  total,
  watch,
} from '../model-fixture.js';

const DAYS = 1461;
const level = fc.oneof(
  fc.double({ min: 0, max: 2, noNaN: true }),
  fc.constantFrom({ calibrated: 'first-year' as const }, { calibrated: 'autumn-2022' as const }),
);
const days = fc.integer({ min: 1, max: 400 });
const course: fc.Arbitrary<Course> = fc.oneof(
  fc.record({ shape: fc.constantFrom('constant' as const, 'step' as const), to: level }),
  fc.record({ shape: fc.constantFrom('ramp' as const, 'pulse' as const), to: level, days }),
  fc.record({ shape: fc.constant('on-off' as const), to: level, onDays: days, offDays: days }),
  fc.record({
    shape: fc.constant('reactive' as const),
    to: level,
    gain: fc.double({ min: 0, max: 1, noNaN: true }),
    ceiling: fc.double({ min: 0, max: 3, noNaN: true }),
  }),
);
const schedule = fc.record({ from: fc.integer({ min: 0, max: DAYS + 100 }), course });
const directorate: fc.Arbitrary<PressureSchedule> = fc.record({
  everywhere: fc.option(schedule),
  byRegion: fc
    .array(fc.tuple(fc.constantFrom(...REGIONS), schedule), { maxLength: 4 })
    .map((entries) => new Map(entries)),
});
const forcing = fc.record({
  days: fc.constantFrom(DAYS, 700, 1),
  taliban: directorate,
  pakistan: directorate,
  levers: fc.constant([]),
});

/** A draw of every parameter from its prior. */
const drawn = fc
  .tuple(
    fc.constantFrom(...EXPLANATIONS),
    fc.array(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), {
      minLength: PARAMETERS.length,
      maxLength: PARAMETERS.length,
    }),
  )
  .map(([explanation, us]) =>
    parameterValues(
      Object.fromEntries(PARAMETERS.map((row, i) => [row.id, priorQuantile(row.prior[explanation], us[i]!)])),
    ),
  );

it('conservation holds on any draw from the priors under any schedule', () => {
  fc.assert(
    fc.property(drawn, forcing, fc.nat(1e6), (parameters, force, replicate) => {
      const world = prepare(geography, parameters, force);
      const draws = drawsOf('conservation', replicate);
      const state = stateOf(world);
      watch(state, world, draws, {
        daily: (_, __, day) => {
          const month = world.monthOfDay[day]!;
          const ends = day === world.days - 1 || (month % 4 === 0 && world.monthOfDay[day + 1] !== month);
          if (ends) expect(checkInvariants(state, world, day)).toEqual([]);
        },
      });
      const last = world.months - 1;
      for (const region of REGIONS) {
        expect(state.tallies.at(last, COUNTER.cells, region)).toBe(state.cells.present[region]);
      }
    }),
    { seed: 20230824, numRuns: 40 },
  );
});

describe('the watched loop', () => {
  it('is the model’s own, and a state that was used before gives the same run', () => {
    const parameters = parameterValues({});
    const world = prepare(geography, parameters, { days: 500, taliban: none, pakistan: none, levers: [] });
    const [own, watched] = [stateOf(world), stateOf(world)];
    simulate(own, world, drawsOf('a'));
    watch(watched, world, drawsOf('b'), {});
    expect(own.tallies.values).not.toEqual(watched.tallies.values);
    watch(watched, world, drawsOf('a'), {});
    expect(own.tallies.values).toEqual(watched.tallies.values);
    simulate(own, world, drawsOf('b'));
    simulate(own, world, drawsOf('a'));
    expect(own.tallies.values).toEqual(watched.tallies.values);
  });
});

const none: PressureSchedule = { everywhere: null, byRegion: new Map() };
const busy: Readonly<Record<string, number>> = {
  'relocation-threat': 0.6,
  crossing: 0.7,
  return: 0.3,
  'border-control': 0.2,
  'command-loss': 0.4,
  'raid-lead': 0.5,
  'raid-senior': 0.4,
  'foreign-recruits': 2,
};

describe('rates of cells', () => {
  it('are always those of the state: nothing that changes a cell forgets its clocks', () => {
    const parameters: ParameterValues = parameterValues(busy);
    const world = prepare(geography, parameters, { days: 1461, taliban: none, pakistan: none, levers: [] });
    const state = stateOf(world);
    const p = parameters;
    const exact = (rate: number): number => Math.round(rate * 2 ** 20) / 2 ** 20;
    let checked = 0;
    watch(state, world, drawsOf('rates'), {
      daily: ({ cells, commanders }, _, day) => {
        if (day % 7 > 0) return;
        const attack = new Float64Array(REGIONS.length);
        const raid = new Float64Array(REGIONS.length);
        for (let i = 0; i < cells.count; i++) {
          const slot = cells.live[i]!;
          const region = cells.region[slot]!;
          const active = cells.dormantUntil[slot] === 0;
          const led = commanders.inPlace(cells.commander[slot]!) ? 1 : 1 - p['command-loss'];
          if (active)
            attack[region]! += exact(
              (cells.fighters[slot]! / p['fighters-per-cell']) * cells.skill[slot]! * led,
            );
          const weight = cells.exposedUntil[slot]! > 0 ? p['exposure'] : 1;
          raid[region]! += exact(active ? weight : weight * p['dormant-visibility']);
          const mobile = active && (region !== geography.kp || cells.home[slot] !== geography.kp);
          expect([
            cells.attrition.rateOf(slot),
            cells.growth.rateOf(slot),
            cells.relocation.rateOf(slot),
          ]).toEqual([1, Number(active), Number(mobile)]);
          checked++;
        }
        expect(cells.attackRate).toEqual(attack);
        expect(cells.raidWeight).toEqual(raid);
      },
    });
    expect(checked).toBeGreaterThan(5000);
  });
});

describe('crossings', () => {
  it('into KP less crossings out of it are the Afghan cells that are there', () => {
    const still = { ...busy, growth: 0, 'attrition-kp': 0, 'raids-kp': 0 };
    runMany(
      parameterValues(still),
      { days: 1461, taliban: none, pakistan: none, levers: [] },
      'crossings',
      6,
      (state) => {
        const { cells, tallies } = state;
        let guests = 0;
        for (let i = 0; i < cells.count; i++) {
          const slot = cells.live[i]!;
          if (cells.region[slot] === geography.kp && cells.home[slot] !== geography.kp) guests++;
        }
        const into = total(tallies, COUNTER.crossings, [geography.kp]);
        const back = total(tallies, COUNTER.crossings, AFGHAN);
        expect(into).toBeGreaterThan(20);
        expect(into - back).toBe(guests);
      },
    );
  });

  it('bring a cell home, never elsewhere', () => {
    const world = prepare(geography, parameterValues(busy), {
      days: 1461,
      taliban: none,
      pakistan: none,
      levers: [],
    });
    const state = stateOf(world);
    let returns = 0;
    watch(state, world, drawsOf('home'), {
      start: ({ cells }) => {
        const move = cells.move.bind(cells);
        cells.move = (slot, to) => {
          if (cells.region[slot] === geography.kp) {
            returns++;
            expect(to).toBe(cells.home[slot]);
          } else if (to === geography.kp) expect(world.borders.reachesKp[cells.region[slot]!]).toBe(1);
          move(slot, to);
        };
      },
    });
    expect(returns).toBeGreaterThan(3);
  });
});

describe('attacks', () => {
  it('have a cell in the region that they are launched from, and land there or across the border', () => {
    const world = prepare(geography, parameterValues({ 'cross-border': 0.4 }), {
      days: 1461,
      taliban: none,
      pakistan: none,
      levers: [],
    });
    const state = stateOf(world);
    let launched = 0;
    const from = new Float64Array(REGIONS.length);
    watch(state, world, drawsOf('launch'), {
      after: (submodel, { cells }) => {
        if (submodel !== 'attacks') return;
        for (const slot of cells.attack.fired.subarray(0, cells.attack.events)) {
          expect(cells.isLive(slot)).toBe(true);
          expect(cells.dormantUntil[slot]).toBe(0);
          from[cells.region[slot]!]!++;
          launched++;
        }
      },
    });
    expect(total(state.tallies, COUNTER.actual)).toBe(launched);
    const { reachesKp, reachesAbroad } = world.borders;
    for (const region of AFGHAN) {
      const landed = total(state.tallies, COUNTER.actual, [region]);
      const sends = reachesKp[region]! + reachesAbroad[region]! > 0;
      if (sends) expect(landed).toBeLessThanOrEqual(from[region]!);
      else expect(landed).toBe(from[region]);
    }
    expect(total(state.tallies, COUNTER.kind + 5, [geography.kp, 35])).toBe(
      total(state.tallies, COUNTER.kind + 5),
    );
    expect(total(state.tallies, COUNTER.claimed, [regionOf('AF-NAN')])).toBeGreaterThan(0);
  });
});
