/** What tests of the model share: the shipped geography, quiet parameters, and runs that can be watched. */
import { readFileSync } from 'node:fs';
import type { Level, Forcing, PressureSchedule } from '../src/model/forcing.js';
import { AS_CALIBRATED } from '../src/model/forcing.js';
import { type Geography, PLACE_COUNT, REGION_COUNT, parseGeography } from '../src/model/geography.js';
import type { Lever } from '../src/model/levers.js';
import type { Explanation } from '../src/model/explanations.js';
import { PARAMETERS, type ParameterValues, parameterValues } from '../src/model/parameters.js';
import { priorQuantile } from '../src/model/priors.js';
import { PURPOSE } from '../src/model/addresses.js';
import { beginPhases } from '../src/model/phase-change.js';
import { foundCell } from '../src/model/posture.js';
import { SCHEDULE } from '../src/model/schedule.js';
import { begin, simulate } from '../src/model/simulate.js';
import { State } from '../src/model/state.js';
import type { Tallies } from '../src/model/tallies.js';
import { type World, prepare } from '../src/model/world.js';
import { Draws, replicateKey } from '../src/random/draws.js';
import { masterKey } from '../src/random/seed.js';

const text = (name: string): string => readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8');

export const geography: Geography = parseGeography(text('regions.csv'), text('adjacency.csv'));
export const regionOf = (code: string): number => geography.codes.indexOf(code);
export const REGIONS = Array.from({ length: REGION_COUNT }, (_, region) => region);
export const PLACES = Array.from({ length: PLACE_COUNT }, (_, place) => place);
export const AFGHAN = REGIONS.filter((region) => region !== geography.kp);

/** Draws of a replicate under a seed of its own. */
export const drawsOf = (seed: string, replicate = 0): Draws =>
  new Draws(replicateKey(masterKey(seed), 0, 0, replicate));

/** Every mechanism off: one Afghan cell that does nothing and to which nothing happens. */
export const QUIET: Readonly<Record<string, number>> = {
  'cells-afghanistan': 1,
  'cells-kp': 0,
  tempo: 0,
  'campaign-shape': 50,
  resurgence: 1,
  releases: 0,
  opening: 0,
  'nangarhar-campaign': 0,
  'kabul-emphasis': 1,
  'north-emphasis': 1,
  'kp-emphasis': 1,
  merger: 0,
  raids: 0,
  'raids-kp': 0,
  'heavy-handed': 0,
  inflow: 0,
  'inflow-shock': 0,
  'inflow-kp': 0,
  'support-north': 1,
  growth: 0,
  'attrition-afghanistan': 0,
  'attrition-kp': 0,
  'media-growth': 0,
  'counter-messaging': 0,
  'platform-removal': 0,
  'foreign-recruits': 0,
  'camp-growth': 0,
  plots: 0,
  relocation: 0,
  'relocation-threat': 0,
  crossing: 0,
  'border-control': 0,
  return: 0,
  restraint: 0,
  'fade-rate': 0,
  'claim-probability': 1,
  'cross-border': 0,
};

export const quiet = (given: Readonly<Record<string, number>> = {}): ParameterValues =>
  parameterValues({ ...QUIET, ...given });

/** Medians of an explanation's priors, and what it fixes: some set that it may have, whatever was learnt. */
export const priorMedians = (explanation: Explanation): ParameterValues =>
  parameterValues(
    Object.fromEntries(PARAMETERS.map(({ id, prior }) => [id, priorQuantile(prior[explanation], 0.5)])),
  );

/** History as calibrated, for this many days. */
export const asCalibrated = (days: number): Forcing => ({
  days,
  taliban: AS_CALIBRATED,
  pakistan: AS_CALIBRATED,
  levers: [],
});

export const constantly = (to: Level, from = 0): PressureSchedule => ({
  everywhere: { from, course: { shape: 'constant', to } },
  byRegion: new Map(),
});

/** One pressure in Afghanistan, and one factor on it in KP, from a day on. */
export const pressed = (days: number, taliban: number, pakistan = 0, from = 0): Forcing => ({
  days,
  taliban: constantly(taliban, from),
  pakistan: constantly(pakistan, from),
  levers: [],
});

/** A lever of full strength without limits of time, place or audience, but for what is given. */
export const lever = (given: Pick<Lever, 'id'> & Partial<Lever>): Lever => ({
  from: 0,
  until: null,
  strength: 1,
  regions: null,
  side: null,
  audience: 1,
  secondOrder: false,
  ...given,
});

export interface Run {
  readonly seed?: string;
  readonly replicate?: number;
  readonly days?: number;
  readonly forcing?: Forcing;
}

/** A state that fits a world. */
export const stateOf = (world: World): State => new State(drawsOf('unused'), geography, world.months);

/** The state after one replicate by the model's own loop. */
export function runOnce(parameters: ParameterValues, run: Run = {}): State {
  const forcing = run.forcing ?? asCalibrated(run.days ?? 1461);
  const world = prepare(geography, parameters, forcing);
  const draws = drawsOf(run.seed ?? 'model', run.replicate ?? 0);
  const state = stateOf(world);
  simulate(state, world, draws);
  return state;
}

/** Replicates `0 … count − 1` of one world in one state, each seen by `see` at its end. */
export function runMany(
  parameters: ParameterValues,
  forcing: Forcing,
  seed: string,
  count: number,
  see: (state: State, world: World, replicate: number) => void,
): void {
  const world = prepare(geography, parameters, forcing);
  const state = stateOf(world);
  for (let replicate = 0; replicate < count; replicate++) {
    simulate(state, world, drawsOf(seed, replicate));
    see(state, world, replicate);
  }
}

export interface Watch {
  /** After the first cells were placed. */
  readonly start?: (state: State, world: World) => void;
  /** After each submodel. */
  readonly after?: (submodel: string, state: State, day: number) => void;
  /** After each day. */
  readonly daily?: (state: State, world: World, day: number) => void;
}

/** The model's loop with eyes in it. Same order as `simulate`, which a test compares it with. */
export function watch(state: State, world: World, draws: Draws, { start, after, daily }: Watch): void {
  begin(state, world, draws);
  start?.(state, world);
  for (let day = 0; day < world.days; day++) {
    if (day > 0) beginPhases(state, world, day);
    for (const submodel of SCHEDULE) {
      submodel(state, world, day);
      after?.(submodel.name, state, day);
    }
    daily?.(state, world, day);
  }
}

/** Slot of the first cell of a new state: the slots before it stand for nobody, one a region. */
export const FIRST = REGION_COUNT;

/** A world and a state with this many cells of Nangarhar, in slots `FIRST`, `FIRST + 1` … */
export function scene(
  given: Readonly<Record<string, number>>,
  cells = 1,
  forcing: Forcing = asCalibrated(1461),
) {
  const home = regionOf('AF-NAN');
  const world = prepare(geography, quiet(given), forcing);
  const state = stateOf(world);
  state.reset(drawsOf('scene'), world);
  beginPhases(state, world, 0);
  for (let i = 0; i < cells; i++) foundCell(state, world, 5, i, home);
  return { world, state };
}

/** Sum of a counter over places and all months, or months `from` (inclusive) to `to` (exclusive). */
export function total(
  tallies: Tallies,
  counter: number,
  places: readonly number[] = PLACES,
  from = 0,
  to = tallies.months,
): number {
  let sum = 0;
  for (let month = from; month < to; month++)
    for (const place of places) sum += tallies.at(month, counter, place);
  return sum;
}

/** The word whose uniform is nearest to this. */
export const wordOf = (u: number): number => Math.round(u * 2 ** 32 - 0.5) >>> 0;

/**
 * Draws with every wait and every uniform fixed, for runs worked by hand. Words are those of the uniform, but for the
 * first waits of a cell, which are the fixed one to 1e-9.
 */
export class FixedDraws extends Draws {
  constructor(
    private readonly waiting: number,
    private readonly u = 0.5,
  ) {
    super({ k0: 0, k1: 0, k2: 0, k3: 0 });
  }

  override uniform(): number {
    return this.u;
  }

  override uniforms(
    _high: number,
    _low: number,
    _purpose: number,
    _ordinal: number,
    out: Float64Array,
  ): void {
    out[0] = out[1] = this.u;
  }

  override words(_high: number, _low: number, purpose: number, _ordinal: number, out: Uint32Array): void {
    out.fill(wordOf(purpose === PURPOSE.birth ? Math.exp(-this.waiting) : this.u));
  }

  override wait(): number {
    return this.waiting;
  }
}
