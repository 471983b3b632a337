/**
 * The model against a plain loop over objects that was written apart from it (`bench/plain`): event for event the
 * same. Hazards and clocks are in fixed point, so that neither the order of summation nor what is put off until a
 * clock can run out may change a count.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PlainLoop } from '../../bench/plain/plain-loop.js';
import { dayOf } from '../../src/model/calendar.js';
import { type Explanation, EXPLANATIONS } from '../../src/model/explanations.js';
import {
  AS_CALIBRATED,
  type Forcing,
  type PressureSchedule,
  type Schedule,
} from '../../src/model/forcing.js';
import { PLACE_COUNT, parseGeography } from '../../src/model/geography.js';
import { type Lever, LEVERS } from '../../src/model/levers.js';
import type { ParameterValues } from '../../src/model/parameters.js';
import { simulate } from '../../src/model/simulate.js';
import { State } from '../../src/model/state.js';
import { COUNTER, COUNTER_COUNT, type Tallies } from '../../src/model/tallies.js';
import { prepare } from '../../src/model/world.js';
import { Draws, replicateKey } from '../../src/random/draws.js';
import { masterKey } from '../../src/random/seed.js';
import { resolveParameters } from '../../src/runner/parameter-sets.js';
import { loadScenarios } from '../../src/scenarios/index.js';
import { priorMedians } from '../model-fixture.js';

const geography = parseGeography(
  readFileSync('data/regions.csv', 'utf8'),
  readFileSync('data/adjacency.csv', 'utf8'),
);
const { scenarios, problems } = loadScenarios(['scenarios'], geography);
if (scenarios.length === 0) throw new Error(`no scenario: ${JSON.stringify(problems)}`);
const PRIOR_DRAWS = 12;

const medians = Object.fromEntries(EXPLANATIONS.map((name) => [name, priorMedians(name)])) as Readonly<
  Record<Explanation, ParameterValues>
>;
const prior = resolveParameters({
  scenarios: [{ ...scenarios[0]!, parameters: { kind: 'prior' } }],
  explanations: EXPLANATIONS,
  draws: { first: 1, last: PRIOR_DRAWS },
  replicates: { first: 1, last: 1 },
  seed: 'plain loop',
  stop: null,
}).sets;
const MASTER = masterKey('plain loop');

/** Where two tallies differ first, in words; null where they agree. */
function difference(model: Tallies, plain: Tallies): string | null {
  if (model.values.length !== plain.values.length) return 'one has more months';
  for (let at = 0; at < plain.values.length; at++) {
    const [a, b] = [model.values[at]!, plain.values[at]!];
    if (a === b) continue;
    const counter = Math.floor(at / PLACE_COUNT) % COUNTER_COUNT;
    // Expected claims are sums of products, not of whole numbers: the order of summation shows in the last digits.
    if (counter === COUNTER.expected && Math.abs(a - b) <= 1e-9 * Math.abs(b)) continue;
    const month = Math.floor(at / PLACE_COUNT / COUNTER_COUNT);
    return `month ${month}, counter ${counter}, place ${at % PLACE_COUNT}: model ${a}, plain loop ${b}`;
  }
  return null;
}

const states = new Map<number, State>();

function compare(
  p: ParameterValues,
  forcing: Forcing,
  explanation: Explanation,
  replicate: number,
): string | null {
  const world = prepare(geography, p, forcing);
  const draws = new Draws(replicateKey(MASTER, EXPLANATIONS.indexOf(explanation), 1, replicate));
  const state = states.get(world.months) ?? new State(draws, geography, world.months);
  states.set(world.months, state);
  simulate(state, world, draws);
  return difference(state.tallies, new PlainLoop(world).run(draws));
}

/** Replicates `0 … count − 1`: medians of the priors and draws from them in turn. */
function disagreements(forcing: Forcing, explanation: Explanation, count: number, first: number): string[] {
  const sets = prior[explanation]!;
  return Array.from({ length: count }, (_, i) => {
    const isMedian = i % 2 === 0;
    const p = isMedian ? medians[explanation] : sets[(first + i) % sets.length]!;
    const found = compare(p, forcing, explanation, first + i);
    return found === null ? [] : [`${isMedian ? 'medians' : 'prior'}, replicate ${first + i}: ${found}`];
  }).flat();
}

const from = dayOf('2022-10-01');
const days = dayOf('2024-06-30') + 1;
const everywhere = (course: Schedule['course']): PressureSchedule => ({
  everywhere: { from, course },
  byRegion: new Map(),
});
const region = (code: string): number => geography.codes.indexOf(code);
const under = (given: Partial<Forcing>): Forcing => ({
  days,
  taliban: AS_CALIBRATED,
  pakistan: AS_CALIBRATED,
  levers: [],
  ...given,
});
const whole = (id: Lever['id'], given: Partial<Lever> = {}): Lever => ({
  id,
  from,
  until: null,
  strength: 0.7,
  regions: null,
  side: null,
  audience: 1,
  secondOrder: true,
  ...given,
});

const FORCINGS: readonly (readonly [string, Forcing])[] = [
  [
    'directorates that answer attacks',
    under({ taliban: everywhere({ shape: 'reactive', to: 0.3, gain: 0.25, ceiling: 3 }) }),
  ],
  [
    'reaction in two provinces and in KP, a pulse elsewhere',
    under({
      taliban: {
        everywhere: { from, course: { shape: 'pulse', to: 2, days: 92 } },
        byRegion: new Map(
          ['AF-NAN', 'AF-KUN'].map((code) => [
            region(code),
            { from: from + 31, course: { shape: 'reactive', to: 0.1, gain: 0.5, ceiling: 2 } },
          ]),
        ),
      },
      pakistan: everywhere({ shape: 'reactive', to: 0.5, gain: 0.1, ceiling: 4 }),
    }),
  ],
  [
    'on–off, with a ramp in Kabul and none in Kunduz',
    under({
      taliban: {
        everywhere: { from, course: { shape: 'on-off', to: 2, onDays: 30, offDays: 61 } },
        byRegion: new Map<number, Schedule>([
          [region('AF-KAB'), { from, course: { shape: 'ramp', to: 0, days: 200 } }],
          [region('AF-KDZ'), { from: 0, course: { shape: 'constant', to: 0 } }],
        ]),
      },
    }),
  ],
  ['every lever at once', under({ levers: LEVERS.map(({ id }) => whole(id)) })],
  [
    'levers one after another, from the first day on',
    under({
      levers: LEVERS.flatMap(({ id }, at) => [
        whole(id, { from: 60 * at, until: 60 * at + 200, strength: 1 }),
        whole(id, { from: 60 * at + 90, until: 60 * at + 120, strength: 0.4, audience: 0.5 }),
      ]),
    }),
  ],
  [
    'levers of one side, of one province',
    under({
      levers: LEVERS.map(({ id }, at) =>
        whole(id, {
          side: at % 2 === 0 ? 'taliban' : 'pakistan',
          regions: [region(at % 3 === 0 ? 'PK-KP' : 'AF-KUN')],
        }),
      ),
    }),
  ],
];

/** `npm run test:long` looks at more worlds than fit into the five minutes of `npm test`. */
const isLong = process.env['LONG'] === '1';
/** In all, over shipped scenarios and explanations. */
const REPLICATES = isLong ? 190 : 95;

describe('the model and the plain loop agree event for event', () => {
  const each = Math.ceil(REPLICATES / (scenarios.length * EXPLANATIONS.length));

  it.each(scenarios.map(({ id, forcing }, at) => [id, forcing, at] as const))('in %s', (_, forcing, at) => {
    for (const explanation of EXPLANATIONS)
      expect(disagreements(forcing, explanation, each, at * each), explanation).toEqual([]);
  });

  it.each(FORCINGS)('under %s', (_, forcing) => {
    for (const explanation of EXPLANATIONS)
      expect(disagreements(forcing, explanation, isLong ? 2 : 1, 1000), explanation).toEqual([]);
  });

  it('where no raid can be hidden from, or nothing is restrained, or everything moves', () => {
    const extremes: readonly Partial<ParameterValues>[] = [
      { concealment: 0, raids: 40, 'raid-effect': 1, 'dormant-visibility': 0 },
      { 'relocation-threat': 3, crossing: 0.8, return: 3, 'border-control': 0.2 },
      { tempo: 6, 'exposure-days': 1, 'intelligence-decay': 0.2, exposure: 50 },
      {
        inflow: 30,
        'grievance-per-raid': 0.3,
        'heavy-handed': 1,
        'attrition-afghanistan': 2,
        'attrition-kp': 2,
      },
      { 'command-loss': 1, 'raid-senior': 1, 'raid-commander': 1, 'raid-destroys': 0.1, raids: 30 },
      { 'disruption-losses': 0.95, disruption: 0.1, 'foreign-recruits': 20, 'foreign-skill': 2 },
    ];
    for (const [at, values] of extremes.entries()) {
      const explanation = EXPLANATIONS[at % EXPLANATIONS.length]!;
      const p = { ...medians[explanation], ...values };
      expect(compare(p, under({}), explanation, at), JSON.stringify(values)).toBeNull();
    }
  });

  it('counts what is counted at all', () => {
    const counted = new Set<number>();
    const p = { ...medians.mixed, crossing: 0.3, 'relocation-threat': 0.5 };
    const draws = new Draws(replicateKey(MASTER, 0, 1, 1));
    const tallies = new PlainLoop(prepare(geography, p, under({}))).run(draws);
    tallies.values.forEach((value, at) => {
      if (value !== 0) counted.add(Math.floor(at / PLACE_COUNT) % COUNTER_COUNT);
    });
    expect(counted.size).toBe(COUNTER_COUNT);
  });
});
