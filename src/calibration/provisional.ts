/**
 * Provisional parameter sets: one per explanation, the mean of a search over the priors of its calibrated
 * parameters that brings the increments of reading R1 near their printed values
 * and keeps parameters near their prior medians where the increments leave them free. A stand-in for a posterior: it
 * says nothing of uncertainty.
 */
import { dayOf } from '../model/calendar.js';
import { EXPLANATIONS, type Explanation } from '../model/explanations.js';
import { AS_CALIBRATED } from '../model/forcing.js';
import type { Geography } from '../model/geography.js';
import { PARAMETERS, parameterValues } from '../model/parameters.js';
import { priorQuantile, priorSupport } from '../model/priors.js';
import { simulate } from '../model/simulate.js';
import { State } from '../model/state.js';
import { prepare } from '../model/world.js';
import { deriveKey, Draws, replicateKey } from '../random/draws.js';
import { normalQuantile } from '../random/samplers.js';
import type { Key } from '../random/threefry.js';
import { INCREMENTS, incrementReader } from './increments.js';
import { search } from './search.js';

const HINDCAST = {
  days: dayOf('2023-06-30') + 1,
  taliban: AS_CALIBRATED,
  pakistan: AS_CALIBRATED,
  levers: [],
};
/**
 * Decides what a lapse does and leaves the increments as they are: whether restraint answered to pressure or was
 * chosen. A search would settle it by noise, so that it stays in the middle of its prior.
 */
const OPEN_QUESTIONS = ['restraint-autonomy'];
/** Counts below this are judged by their distance, others by their ratio. */
const SMALL = 20;

/**
 * In units of the check's tolerance, on a log scale where it is a ratio; a share in units of 30 points, since it is
 * one of some ten attacks and chance alone has a standard deviation of 15.
 */
function misfit(value: number, simulated: number, isShare: boolean): number {
  if (isShare) return (simulated - value) / 30;
  if (value < SMALL) return (simulated - value) / 5;
  return simulated > 0 ? Math.log(simulated / value) / Math.log(1.25) : -6;
}

/** Squared misfits, each cut at 36 so that one hopeless increment does not rule the search, plus a charge beyond tolerance. */
export function loss(means: ArrayLike<number>): number {
  return INCREMENTS.reduce((sum, increment, i) => {
    const distance = Number.isNaN(means[i]!)
      ? 6
      : Math.min(6, Math.abs(misfit(increment.value, means[i]!, increment.per !== undefined)));
    return sum + distance ** 2 + 2 * Math.max(0, distance - 1);
  }, 0);
}

/** Weight of the pull towards prior medians: what the increments do not speak to stays near them. */
const PRIOR_WEIGHT = 0.05;

/** Means over replicates, increment by increment, leaving out what is undefined. */
function meansOf(rows: readonly Float64Array[]): Float64Array {
  return Float64Array.from(INCREMENTS, (_, i) => {
    const values = rows.map((row) => row[i]!).filter((value) => !Number.isNaN(value));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

export interface ProvisionalSettings {
  readonly explanation: Explanation;
  readonly generations: number;
  readonly population: number;
  /** Replicates behind each candidate's loss; the same addresses for all candidates of a generation. */
  readonly replicates: number;
  /** Points of the prior that are tried first; the search starts at the best, since a poor start may end nowhere. */
  readonly scan: number;
  readonly master: Key;
}

function bestOfPrior(
  dimensions: number,
  points: number,
  key: Key,
  lossAt: (point: readonly number[]) => number,
): readonly number[] {
  const draws = new Draws(key);
  let best: readonly number[] = new Array<number>(dimensions).fill(0.5);
  let least = lossAt(best);
  for (let n = 0; n < points; n++) {
    const point = Array.from({ length: dimensions }, (_, i) => draws.uniform(n, i, 0, 0));
    const found = lossAt(point);
    if (found < least) [best, least] = [point, found];
  }
  return best;
}

/** Searches a set. @returns values of the explanation's parameters; those left out keep the table's defaults. */
export function provisionalSet(
  geography: Geography,
  settings: ProvisionalSettings,
  onGeneration?: (generation: number, best: number) => void,
): Readonly<Record<string, number>> {
  const { explanation, generations, population, replicates, scan, master } = settings;
  const index = EXPLANATIONS.indexOf(explanation);
  const read = incrementReader(geography);
  const given: Record<string, number> = {};
  const free = PARAMETERS.filter(({ id, status, prior, default: standard }) => {
    const own = prior[explanation];
    const isOpen = own.kind === 'mixture' && OPEN_QUESTIONS.includes(id);
    if (status === 'calibrated' && own.kind !== 'fixed' && !isOpen) return true;
    const [low, high] = priorSupport(own);
    // What an explanation switches off, it switches off here too; what nothing calibrates stays at the default.
    if (isOpen) given[id] = priorQuantile(own.rest, 0.5);
    else if (standard < low || standard > high)
      given[id] = own.kind === 'fixed' ? own.value : (low + high) / 2;
    return false;
  });
  const inside = (u: number): number => Math.min(1 - 1e-9, Math.max(1e-9, u));
  const valuesAt = (point: readonly number[]): Record<string, number> => {
    return {
      ...given,
      ...Object.fromEntries(
        free.map(({ id, prior }, i) => [id, priorQuantile(prior[explanation], inside(point[i]!))]),
      ),
    };
  };
  let state: State | null = null;
  const lossAt = (point: readonly number[], generation: number): number => {
    const world = prepare(geography, parameterValues(valuesAt(point)), HINDCAST);
    const rows = Array.from({ length: replicates }, (_, replicate) => {
      const draws = new Draws(replicateKey(master, index, generation, replicate));
      state ??= new State(draws, geography, world.months);
      simulate(state, world, draws);
      return read(state.tallies);
    });
    const pull = point.reduce((sum, u) => sum + normalQuantile(inside(u)) ** 2, 0);
    return loss(meansOf(rows)) + PRIOR_WEIGHT * pull;
  };
  const key = deriveKey(master, 0x73656172, index, 0, 0);
  const start = bestOfPrior(free.length, scan, deriveKey(key, 1, 0, 0, 0), (point) =>
    lossAt(point, generations),
  );
  const found = search(
    { dimensions: free.length, generations, population, key, start },
    lossAt,
    onGeneration,
  );
  return valuesAt(found);
}
