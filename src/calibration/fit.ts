/** One explanation fitted to targets: the priors' space, the distance, and runs that differ by their seed alone. */
import type { Measure } from '../analysis/layout.js';
import { EXPLANATIONS, type Explanation } from '../model/explanations.js';
import { deriveKey, Draws } from '../random/draws.js';
import type { Key } from '../random/threefry.js';
import { chanceUnits, Distance } from './distance.js';
import type { AbcProblem, Generation, Population, Simulated } from './population.js';
import { type PriorChanges, PriorSpace } from './prior-space.js';
import { refined, type RefinementSettings } from './refinement.js';
import { replenish, type ReplenishmentSettings } from './replenishment.js';
import type { Simulator } from './simulator.js';
import { type CalibrationTarget, READING_WEIGHTS, READINGS, TargetReader } from './target.js';

/** Simulations that one run may address. */
const RUN_SPACE = 1 << 20;
/** Runs that one kind of fit may have. */
const RUNS = 16;

/** What is fitted, and how it is addressed: each kind of fit has simulations of its own. */
export interface FitKind {
  readonly name: string;
  /** 0 to 15. */
  readonly index: number;
  readonly changes: PriorChanges;
  readonly isFitted: (target: CalibrationTarget) => boolean;
}

/** How one run goes: a population that is moved down to a tolerance, then refined to a lower one. */
export interface RunSettings extends Omit<ReplenishmentSettings, 'key'> {
  readonly refinement: Pick<RefinementSettings, 'replicates' | 'effective'>;
}

export interface FitSettings extends RunSettings {
  /** Runs with seeds of their own. */
  readonly runs: number;
}

export interface Fit {
  readonly explanation: Explanation;
  readonly kind: FitKind;
  readonly space: PriorSpace;
  /** What is scored, in the order of the distances. */
  readonly targets: readonly CalibrationTarget[];
  readonly runs: readonly Population[];
}

/** First draw of a run's simulations. */
export function firstDraw(kind: number, run: number): number {
  return (kind * RUNS + run) * RUN_SPACE + 1;
}

/** The problem that an engine solves: one run of one explanation. */
export function problemOf(
  explanation: Explanation,
  kind: FitKind,
  run: number,
  targets: readonly CalibrationTarget[],
  measures: readonly Measure[],
  simulator: Simulator,
  master: Key,
): AbcProblem & { readonly space: PriorSpace } {
  const space = new PriorSpace(explanation, kind.changes);
  const fitted = targets.filter(kind.isFitted);
  const reader = new TargetReader(fitted, measures);
  const distance = new Distance(fitted);
  const first = firstDraw(kind.index, run);
  const errors = new Draws(deriveKey(master, 0x736f7572, EXPLANATIONS.indexOf(explanation), first, 0));
  const failed = new Float64Array(READINGS.length).fill(Infinity);
  return {
    space,
    dimension: space.dimension,
    learnt: space.learnt,
    weights: READINGS.map((reading) => READING_WEIGHTS[reading]),
    shares: fitted.map(({ readings }) =>
      readings.reduce((sum, reading) => sum + READING_WEIGHTS[reading], 0),
    ),
    async simulate(points, from) {
      const rows = await simulator.simulate(
        explanation,
        points.map((point) => space.values(point)),
        first + from,
      );
      return rows.map((values, at): Simulated => {
        const id = from + at;
        if (values === null) {
          const residuals = new Float64Array(fitted.length).fill(NaN);
          return {
            id,
            distances: failed,
            residuals,
            values: new Float64Array(measures.length).fill(NaN),
          };
        }
        const read = reader.read(values);
        return {
          id,
          distances: distance.under(read, distance.errors(errors, id)),
          residuals: Float64Array.from(fitted, (target, of) => chanceUnits(target, read[of]!)),
          values,
        };
      });
    },
  };
}

/** One run, a function of the problem and its key. */
export async function fittedRun(
  problem: AbcProblem,
  { refinement, ...settings }: RunSettings,
  key: Key,
  onGeneration: (generation: Generation) => void = () => undefined,
): Promise<Population> {
  const population = await replenish(problem, { ...settings, key }, onGeneration);
  const { tolerance } = settings;
  const own = deriveKey(key, 0x72656669, 0, 0, 0);
  return refined(population, problem, { ...refinement, tolerance, key: own }, onGeneration);
}

/** Runs side by side, each a function of its own key. */
export async function fit(
  explanation: Explanation,
  kind: FitKind,
  targets: readonly CalibrationTarget[],
  measures: readonly Measure[],
  simulator: Simulator,
  master: Key,
  settings: FitSettings,
  onGeneration: (run: number, generation: Generation) => void = () => undefined,
): Promise<Fit> {
  const fitted = targets.filter(kind.isFitted);
  const numbers = Array.from({ length: settings.runs }, (_, run) => run);
  const runs = await Promise.all(
    numbers.map((run) =>
      fittedRun(
        problemOf(explanation, kind, run, targets, measures, simulator, master),
        settings,
        deriveKey(master, 0x61626321, EXPLANATIONS.indexOf(explanation), kind.index, run),
        (generation) => onGeneration(run, generation),
      ),
    ),
  );
  return { explanation, kind, space: new PriorSpace(explanation, kind.changes), targets: fitted, runs };
}
