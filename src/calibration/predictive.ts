/**
 * What draws of the parameters predict for every target: new replicates of each draw, the source's error on what is
 * printed by a source, quantiles of both together, and of the expected count given the draw, in which chance is gone.
 */
import type { Measure } from '../analysis/layout.js';
import { monthName } from '../model/calendar.js';
import { EXPLANATIONS, type Explanation } from '../model/explanations.js';
import type { ParameterValues } from '../model/parameters.js';
import { exp } from '../random/elementary.js';
import { deriveKey, Draws } from '../random/draws.js';
import { normalQuantile } from '../random/samplers.js';
import type { Key } from '../random/threefry.js';
import { quantileSorted } from '../statistics/quantile.js';
import type { CalibrationRow } from './columns.js';
import type { Simulator } from './simulator.js';
import { type CalibrationTarget, READINGS, spanOf, TargetReader } from './target.js';

/** Replicates of draws, and what was measured in each: draw-major. */
export interface Predicted {
  readonly explanation: Explanation;
  readonly draws: number;
  readonly replicates: number;
  readonly rows: readonly (Float64Array | null)[];
}

/** Simulates each draw `replicates` times, at addresses from `first` on. */
export async function predicted(
  explanation: Explanation,
  sets: readonly ParameterValues[],
  replicates: number,
  simulator: Simulator,
  first: number,
): Promise<Predicted> {
  const repeated = sets.flatMap((set) => new Array<ParameterValues>(replicates).fill(set));
  const rows = await simulator.simulate(explanation, repeated, first);
  return { explanation, draws: sets.length, replicates, rows };
}

/** Every value of a target, its source error drawn; and the mean of each draw's replicates, without one. */
export interface TargetValues {
  readonly target: CalibrationTarget;
  /** Replicates in which it is defined. */
  readonly values: readonly number[];
  readonly means: readonly number[];
}

export function targetValues(
  { explanation, draws, replicates, rows }: Predicted,
  targets: readonly CalibrationTarget[],
  measures: readonly Measure[],
  master: Key,
): TargetValues[] {
  const reader = new TargetReader(targets, measures);
  const errors = new Draws(deriveKey(master, 0x70726564, EXPLANATIONS.indexOf(explanation), 0, 0));
  const read = rows.map((row) => row && reader.read(row));
  return targets.map((target, at) => {
    const values: number[] = [];
    const means: number[] = [];
    for (let draw = 0; draw < draws; draw++) {
      let [sum, n] = [0, 0];
      for (let replicate = 0; replicate < replicates; replicate++) {
        const number = draw * replicates + replicate;
        const value = read[number]?.[at] ?? NaN;
        if (Number.isNaN(value)) continue;
        sum += value;
        n++;
        const { sourceError } = target;
        const error = sourceError * normalQuantile(errors.uniform(number, at, 0, 0));
        values.push(sourceError === 0 ? value : value * exp(error));
      }
      if (n > 0) means.push(sum / n);
    }
    return { target, values, means };
  });
}

export function predictiveRow(
  explanation: Explanation,
  parameters: string,
  { target, values, means }: TargetValues,
): CalibrationRow<'predictive'> {
  const sorted = Float64Array.from(values).sort();
  const expected = Float64Array.from(means).sort();
  const at = (from: Float64Array, p: number): number | null =>
    from.length === 0 ? null : quantileSorted(from, p);
  const [q05, q95] = [at(sorted, 0.05), at(sorted, 0.95)];
  return {
    explanation,
    parameters,
    target: target.id,
    reading: readingText(target),
    label: target.label,
    location: target.terms[0]!.location,
    window: windowText(target),
    role: target.role,
    unit: target.per.length > 0 ? 'share' : 'count',
    printed: target.value,
    q05,
    q25: at(sorted, 0.25),
    median: at(sorted, 0.5),
    q75: at(sorted, 0.75),
    q95,
    expected_q05: at(expected, 0.05),
    expected_q95: at(expected, 0.95),
    n: sorted.length,
    covered: q05 === null || q95 === null ? null : isCovered(target, q05, q95),
  };
}

/** Whether an interval holds a value that would be printed as the target's is; for a bound, whether it reaches it. */
export function isCovered(
  { rounding: [low, high] }: CalibrationTarget,
  lower: number,
  upper: number,
): boolean {
  return lower <= high && upper >= low;
}

export function readingText({ readings }: CalibrationTarget): string {
  return readings.length === READINGS.length ? 'all' : readings.join(' ');
}

function windowText(target: CalibrationTarget): string {
  const { from, to } = spanOf(target);
  return `${monthName(from)}/${monthName(to - 1)}`;
}
