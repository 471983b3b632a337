/** What tests of the model share: the shipped geography, quiet parameters, and runs that can be watched. */
import { readFileSync } from 'node:fs';
import type { Level, Forcing, PressureSchedule } from '../src/model/forcing.js';
import { AS_CALIBRATED } from '../src/model/forcing.js';
import { type Geography, PLACE_COUNT, REGION_COUNT, parseGeography } from '../src/model/geography.js';
import { initialise } from '../src/model/initialise.js';
import { type ParameterValues, parameterValues } from '../src/model/parameters.js';
import { foundCell } from '../src/model/posture.js';
import { SCHEDULE } from '../src/model/schedule.js';
import { simulate } from '../src/model/simulate.js';
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

/** History as calibrated, for this many days. */
export const asCalibrated = (days: number): Forcing => ({
  days,
  taliban: AS_CALIBRATED,
  pakistan: AS_CALIBRATED, levers: [],
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

export interface Run {
  readonly seed?: string;
  readonly replicate?: number;
  readonly days?: number;
  readonly forcing?: Forcing;
}

/** The state after one replicate by the model's own loop. */
export function runOnce(parameters: ParameterValues, run: Run = {}): State {
  const forcing = run.forcing ?? asCalibrated(run.days ?? 1461);
  const world = prepare(geography, parameters, forcing);
  const draws = drawsOf(run.seed ?? 'model', run.replicate ?? 0);
  const state = new State(draws, world.months);
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
  const state = new State(drawsOf(seed), world.months);
  for (let replicate = 0; replicate < count; replicate++) {
    simulate(state, world, drawsOf(seed, replicate));
    see(state, world, replicate);
  }
}

export interface Watch {
  /** After the first cells were placed. */
  readonly start?: (state: State, world: World) => void;
  /** After each day. */
  readonly daily?: (state: State, world: World, day: number) => void;
}

/** The model's loop with eyes in it. Same order as `simulate`, which a test compares it with. */
export function watch(state: State, world: World, draws: Draws, { start, daily }: Watch): void {
  state.reset(draws);
  initialise(state, world);
  start?.(state, world);
  for (let day = 0; day < world.days; day++) {
    for (const submodel of SCHEDULE) submodel(state, world, day);
    daily?.(state, world, day);
  }
}

/** A world and a state with this many cells of Nangarhar. */
export function scene(
  given: Readonly<Record<string, number>>,
  cells = 1,
  forcing: Forcing = asCalibrated(1461),
) {
  const home = regionOf('AF-NAN');
  const world = prepare(geography, quiet(given), forcing);
  const state = new State(drawsOf('scene'), world.months);
  state.reset(drawsOf('scene'));
  for (let i = 0; i < cells; i++) foundCell(state, world, 5, i, home, home);
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

/** Draws with every exponential and every uniform fixed, for runs worked by hand. */
export class FixedDraws extends Draws {
  constructor(
    private readonly wait: number,
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

  override exponential(): number {
    return this.wait;
  }
}
