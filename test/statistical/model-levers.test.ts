/**
 * What each lever and event is said to do, in expectation, where its mechanism is at work. The runs are paired. A lever
 * without effect would pass with a probability below 1e-6 (4.75 standard errors, one-sided); the effects here are so
 * large that one as it should be fails with less than 1e-6 under a new seed.
 */
import { describe, expect, it } from 'vitest';
import type { Forcing } from '../../src/model/forcing.js';
import { REGION_COUNT } from '../../src/model/geography.js';
import { LEVERS, type Lever, type LeverId } from '../../src/model/levers.js';
import { locationsOf } from '../../src/model/locations.js';
import { observeById } from '../../src/model/observe.js';
import type { State } from '../../src/model/state.js';
import { COUNTER } from '../../src/model/tallies.js';
import { summary } from '../goodness-of-fit.js';
import { AFGHAN, PLACES, geography, lever, pressed, quiet, runMany, total } from '../model-fixture.js';

const REPLICATES = 60;
const CERTAIN = 4.75;
const everywhere = locationsOf(geography).find(({ id }) => id === 'all')!;

const raided = { 'cells-afghanistan': 60, raids: 60, 'raid-destroys': 0, disruption: 0.5, replacement: 0.1 };
const recruiting = { inflow: 40, 'attrition-afghanistan': 0.3, 'attrition-kp': 0.3 };

interface Scene {
  readonly given: Readonly<Record<string, number>>;
  readonly days?: number;
  readonly pressure?: number;
}

/** A set of parameters under which the lever matters; the rest of the model is at rest. */
const SCENES: Readonly<Record<LeverId, Scene>> = {
  'raid-precision': {
    given: {
      ...recruiting,
      raids: 60,
      'raid-effect': 0,
      'heavy-handed': 1,
      'grievance-per-raid': 0.5,
      'effect-precision': 0.8,
    },
  },
  'capacity-building': {
    given: {
      ...recruiting,
      raids: 60,
      'raid-effect': 0.4,
      'raid-destroys': 1,
      concealment: 0.2,
      'effect-capacity': 1,
    },
  },
  'leaders-first': { given: { ...raided, 'raid-senior': 0.1, 'effect-leaders': 4 } },
  'networks-first': { given: { ...raided, 'raid-senior': 0.3, 'effect-networks': 0.8 } },
  'competing-burdens': { given: { ...raided, 'effect-burdens': 0.5 } },
  'border-control': {
    given: { 'cells-afghanistan': 100, 'relocation-threat': 1, crossing: 1, return: 1, 'effect-border': 0.8 },
    pressure: 0.5,
  },
  'intelligence-sharing': {
    given: { ...raided, 'raid-senior': 0.2, concealment: 40, 'effect-sharing': 0.9 },
  },
  'counter-messaging': { given: { ...recruiting, 'effect-messaging': 0.5 } },
  'platform-removal': { given: { ...recruiting, 'effect-removal': 0.5 } },
  'grievance-relief': { given: { ...recruiting, 'grievance-decay': 2, 'effect-relief': 0.5 } },
  'prison-break': { given: { 'cells-afghanistan': 30 } },
  release: { given: { 'cells-afghanistan': 30 } },
  rivalry: { given: { ...recruiting, 'effect-rivalry': 1 } },
  support: { given: { ...recruiting, 'effect-support': 0.5 } },
  'economic-shock': { given: { ...recruiting, 'effect-economy': 0.5 } },
  'foreign-recruits': {
    given: { 'cells-afghanistan': 30, 'foreign-recruits': 2, 'foreign-group': 8, 'effect-foreign': 3 },
    days: 900,
  },
};

/** A target over the whole run, replicate by replicate. */
function outcomes(
  { given, days = 366, pressure = 1 }: Scene,
  target: string,
  levers: readonly Lever[],
): number[] {
  const forcing: Forcing = { ...pressed(days, pressure, 1), levers };
  const sample: number[] = [];
  runMany(quiet(given), forcing, 'levers', REPLICATES, ({ tallies }, { months }) =>
    sample.push(observeById(tallies, geography, target, everywhere, 0, months)),
  );
  return sample;
}

/** By how many standard errors the one is above the other, pair by pair. */
function above(one: readonly number[], other: readonly number[]): number {
  const { mean, variance, n } = summary(one.map((value, i) => value - other[i]!));
  return mean / Math.sqrt(variance / n);
}

describe('as stated, and the more the stronger:', () => {
  const stated = LEVERS.filter((row) => row.expected.direction !== 'open');
  it.each(stated.map((row) => [row.id, row.expected] as const))('%s', (id, { target, direction }) => {
    const [none, half, full] = [0, 0.5, 1].map((strength) =>
      outcomes(SCENES[id], target, [lever({ id, strength })]),
    );
    const sign = direction === 'more' ? 1 : -1;
    expect(sign * above(half!, none!)).toBeGreaterThan(CERTAIN);
    expect(sign * above(full!, half!)).toBeGreaterThan(CERTAIN);
  });

  it('only one direction is open', () =>
    expect(LEVERS.filter((row) => !stated.includes(row)).map(({ id }) => id)).toEqual(['capacity-building']));
});

describe('capacity-building', () => {
  const id = 'capacity-building';
  const { given } = SCENES[id];
  const cells = (strength: number, more: Readonly<Record<string, number>>, secondOrder: boolean): number[] =>
    outcomes({ given: { ...given, ...more }, days: 731 }, 'cells', [lever({ id, strength, secondOrder })]);

  it('leaves fewer cells where its second-order effects are not counted, and the fewer the stronger', () => {
    const [none, half, full] = [0, 0.5, 1].map((strength) => cells(strength, {}, false));
    expect(above(none!, half!)).toBeGreaterThan(CERTAIN);
    expect(above(half!, full!)).toBeGreaterThan(CERTAIN);
  });

  it('may leave more where they are: mechanisms pull both ways', () => {
    const embittering = { 'effect-capacity': 0.1, 'effect-capacity-grievance': 1, 'grievance-decay': 3 };
    expect(above(cells(1, embittering, true), cells(0, embittering, true))).toBeGreaterThan(CERTAIN);
    expect(above(cells(1, embittering, true), cells(1, embittering, false))).toBeGreaterThan(CERTAIN);
  });

  it('raises grievance in Afghanistan, and not in KP, only with second-order effects', () => {
    const grievance = (secondOrder: boolean): State[] => {
      const seen: State[] = [];
      const levers = [lever({ id, secondOrder })];
      const parameters = quiet({ 'effect-capacity-grievance': 0.4, 'grievance-decay': 6 });
      runMany(parameters, { ...pressed(366, 1, 1), levers }, 'grievance', 1, (state) => seen.push(state));
      return seen;
    };
    expect([...grievance(false)[0]!.grievance]).toEqual(new Array(REGION_COUNT).fill(1));
    // Twelve month ends: 1 + 0.4 × (1 − e^(−12/6)).
    grievance(true)[0]!.grievance.forEach((level, region) =>
      expect(level).toBeCloseTo(region === geography.kp ? 1 : 1.4 - 0.4 * Math.exp(-2), 12),
    );
  });
});

describe('a side of the border', () => {
  const crossing = SCENES['border-control'];

  it('that controls it stops what crosses from there', () => {
    const crossings = (side: Lever['side'], places: readonly number[]): number => {
      const levers = [lever({ id: 'border-control', side })];
      let crossed = 0;
      const parameters = quiet({ ...crossing.given, 'effect-border': 1 });
      runMany(parameters, { ...pressed(366, 0.5, 1), levers }, 'border', 3, ({ tallies }) => {
        crossed += total(tallies, COUNTER.crossings, places);
      });
      return crossed;
    };
    expect(crossings('taliban', PLACES)).toBe(0);
    expect(crossings('pakistan', AFGHAN)).toBe(0);
    expect(crossings('pakistan', [geography.kp])).toBeGreaterThan(100);
    expect(crossings(null, PLACES)).toBe(0);
  });

  it('that has other burdens raids less, and the other as before', () => {
    const given = { ...raided, 'cells-kp': 10, 'raids-kp': 10, 'effect-burdens': 0.5 };
    const raids = (side: Lever['side'], places: readonly number[]): number[] => {
      const sample: number[] = [];
      const levers = [lever({ id: 'competing-burdens', side })];
      runMany(quiet(given), { ...pressed(366, 1, 1), levers }, 'sides', REPLICATES, ({ tallies }, world) =>
        sample.push(observeById(tallies, geography, 'raids', { ...everywhere, places }, 0, world.months)),
      );
      return sample;
    };
    const kp = [geography.kp];
    expect(above(raids('taliban', kp), raids('pakistan', kp))).toBeGreaterThan(CERTAIN);
    expect(above(raids('taliban', kp), raids(null, kp))).toBeGreaterThan(CERTAIN);
  });
});
