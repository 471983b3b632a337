/** Days before two worlds differ are simulated once: what goes on from a copy is what ran alone, to the last bit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../src/model/first-difference.js';
import type { Course, Forcing, PressureSchedule, Schedule } from '../../src/model/forcing.js';
import { LEVERS, type Lever } from '../../src/model/levers.js';
import { parameterValues } from '../../src/model/parameters.js';
import { begin, simulate, simulateDays } from '../../src/model/simulate.js';
import { prepare } from '../../src/model/world.js';
import { REGIONS, asCalibrated, drawsOf, geography, stateOf } from '../model-fixture.js';

const DAYS = 1280;
const parameters = parameterValues({
  restraint: 0.5,
  crossing: 0.5,
  'relocation-threat': 0.3,
  'fade-rate': 0.02,
  'raid-destroys': 0.5,
});

const from = fc.integer({ min: 0, max: DAYS + 20 });
const days = fc.integer({ min: 1, max: 200 });
const to = fc.oneof(
  fc.integer({ min: 0, max: 20 }).map((n) => n / 10),
  fc.constantFrom({ calibrated: 'first-year' as const }, { calibrated: '2020' as const }),
);
const course: fc.Arbitrary<Course> = fc.oneof(
  fc.record({ shape: fc.constantFrom('constant' as const, 'step' as const), to }),
  fc.record({ shape: fc.constantFrom('ramp' as const, 'pulse' as const), to, days }),
  fc.record({ shape: fc.constant('on-off' as const), to, onDays: days, offDays: days }),
  fc.record({
    shape: fc.constant('reactive' as const),
    to,
    gain: fc.integer({ min: 0, max: 4 }).map((n) => n / 4),
    ceiling: fc.constantFrom(1, 3),
  }),
);
const schedule: fc.Arbitrary<Schedule> = fc.record({ from, course });
const region = fc.constantFrom(...REGIONS);
const directorate: fc.Arbitrary<PressureSchedule> = fc.record({
  everywhere: fc.option(schedule),
  byRegion: fc.array(fc.tuple(region, schedule), { maxLength: 3 }).map((entries) => new Map(entries)),
});
const lever: fc.Arbitrary<Lever> = fc.record({
  id: fc.constantFrom(...LEVERS.map(({ id }) => id)),
  from,
  until: fc.option(from),
  strength: fc.constantFrom(0, 0.5, 1),
  regions: fc.option(fc.uniqueArray(region, { minLength: 1, maxLength: 6 })),
  side: fc.constantFrom(null, 'taliban' as const, 'pakistan' as const),
  audience: fc.constantFrom(0.25, 1),
  secondOrder: fc.boolean(),
});
const forcing: fc.Arbitrary<Forcing> = fc.record({
  days: fc.constant(DAYS),
  taliban: directorate,
  pakistan: directorate,
  levers: fc.array(lever, { maxLength: 4 }),
});

/** The same forcing but for one thing. */
const variation: fc.Arbitrary<(force: Forcing) => Forcing> = fc.oneof(
  schedule.map((everywhere) => (f: Forcing) => ({ ...f, taliban: { ...f.taliban, everywhere } })),
  schedule.map((everywhere) => (f: Forcing) => ({ ...f, pakistan: { ...f.pakistan, everywhere } })),
  fc.tuple(region, schedule).map(([at, own]) => (f: Forcing) => {
    const side = at === geography.kp ? 'pakistan' : 'taliban';
    return { ...f, [side]: { ...f[side], byRegion: new Map([...f[side].byRegion, [at, own]]) } };
  }),
  lever.map((more) => (f: Forcing) => ({ ...f, levers: [...f.levers, more] })),
  fc.constant((f: Forcing) => ({ ...f, levers: f.levers.slice(1) })),
  fc.constant((f: Forcing) => f),
);

it('a copy goes on as the whole run would, and takes nothing from what it was copied from', () => {
  let [branched, differ, shared] = [0, 0, 0];
  const dirty = stateOf(prepare(geography, parameters, asCalibrated(DAYS)));
  fc.assert(
    fc.property(forcing, variation, fc.nat(99), (one, vary, replicate) => {
      const [trunk, branch] = [one, vary(one)].map((force) => prepare(geography, parameters, force));
      const draws = drawsOf('branching', replicate);
      const [alone, whole, state] = [stateOf(branch!), stateOf(trunk!), stateOf(trunk!)];
      const day = firstDifference(trunk!, branch!);
      expect(firstDifference(branch!, trunk!)).toBe(day);
      simulate(alone, branch!, draws);
      simulate(whole, trunk!, draws);
      // Two worlds that never differ have one outcome; two that do may still.
      if (day === DAYS) expect(alone.tallies.values).toEqual(whole.tallies.values);
      if (alone.tallies.values.some((count, i) => count !== whole.tallies.values[i])) differ++;
      // From day 0 on there is nothing to share.
      if (day === 0) return;
      begin(state, trunk!, draws);
      simulateDays(state, trunk!, 0, day);
      dirty.copyFrom(state, branch!, day);
      simulateDays(dirty, branch!, day, DAYS);
      expect(dirty.tallies.values).toEqual(alone.tallies.values);
      simulateDays(state, trunk!, day, DAYS);
      expect(state.tallies.values).toEqual(whole.tallies.values);
      branched++;
      shared += day / DAYS;
    }),
    { seed: 20230702, numRuns: 40 },
  );
  // The guard must have been able to fail.
  expect(branched).toBeGreaterThan(20);
  expect(differ).toBeGreaterThan(15);
  expect(shared / branched).toBeGreaterThan(0.3);
});

describe('a run of fewer days', () => {
  it('is a trunk for a longer one, up to what its end brings forward', () => {
    // The shorter run ends on 14 February, the longer one on 29 February 2020: the last day of a run closes a month.
    const [short, long] = [45, 60].map((length) => prepare(geography, parameters, asCalibrated(length)));
    const [alone, trunk, branch] = [stateOf(long!), stateOf(long!), stateOf(long!)];
    const draws = drawsOf('branching');
    simulate(alone, long!, draws);
    const day = firstDifference(short!, long!);
    begin(trunk, short!, draws);
    simulateDays(trunk, short!, 0, day);
    branch.copyFrom(trunk, long!, day);
    simulateDays(branch, long!, day, 60);
    expect(branch.tallies.values).toEqual(alone.tallies.values);
  });
});
