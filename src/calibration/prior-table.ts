/**
 * The prior of an explanation simulated once over a scrambled Sobol' design: learnt coordinates from the sequence,
 * as many as it has dimensions, the rest by independent draws. Preflight, sensitivity, profiles, leave-one-out tests
 * and reweighting all read this one table.
 */
import type { Measure } from '../analysis/layout.js';
import { EXPLANATIONS, type Explanation } from '../model/explanations.js';
import { deriveKey, Draws } from '../random/draws.js';
import { normalQuantile } from '../random/samplers.js';
import { MOST_DIMENSIONS, sobolPoints } from '../random/sobol.js';
import type { Key } from '../random/threefry.js';
import { type FitKind, problemOf } from './fit.js';
import type { Particle } from './population.js';
import type { PriorSpace } from './prior-space.js';
import type { Simulator } from './simulator.js';
import type { CalibrationTarget } from './target.js';

export interface PriorTable {
  readonly explanation: Explanation;
  readonly space: PriorSpace;
  /** Draws of the prior. */
  readonly rows: readonly Particle[];
  /** As many more, in each of which one learnt coordinate, chosen at random, has twice the spread. */
  readonly wide: readonly Particle[];
}

const EDGE = 2 ** -33;
/** Factor on the spread of the widened coordinate. */
export const WIDENED = 2;

/** @param size a power of two */
export async function priorTable(
  explanation: Explanation,
  kind: FitKind,
  targets: readonly CalibrationTarget[],
  measures: readonly Measure[],
  simulator: Simulator,
  master: Key,
  size: number,
): Promise<PriorTable> {
  const problem = problemOf(explanation, kind, 0, targets, measures, simulator, master);
  const key = deriveKey(master, 0x736f626f, EXPLANATIONS.indexOf(explanation), kind.index, 0);
  const points = designOf(problem.dimension, problem.learnt, size, key);
  const wide = points.map((point, n) => {
    const draws = new Draws(deriveKey(key, 2, 0, 0, 0));
    const widened = Float64Array.from(point, (_, at) => normalQuantile(draws.uniform(n, at, 0, 0)));
    const chosen = problem.learnt[Math.floor(draws.uniform(n, 0, 1, 0) * problem.learnt.length)]!;
    widened[chosen]! *= WIDENED;
    return widened;
  });
  const simulated = await problem.simulate([...points, ...wide], 0);
  const particles = [...points, ...wide].map((point, at) => ({ point, simulated: simulated[at]! }));
  return {
    explanation,
    space: problem.space,
    rows: particles.slice(0, size),
    wide: particles.slice(size),
  };
}

function designOf(dimension: number, learnt: readonly number[], size: number, key: Key): Float64Array[] {
  const draws = new Draws(deriveKey(key, 1, 0, 0, 0));
  const inSequence = learnt.slice(0, MOST_DIMENSIONS);
  const sequence = sobolPoints(size, inSequence.length, key);
  return Array.from({ length: size }, (_, n) => {
    const point = Float64Array.from({ length: dimension }, (_, at) =>
      normalQuantile(draws.uniform(n, at, 0, 0)),
    );
    for (const [axis, coordinate] of inSequence.entries())
      point[coordinate] = normalQuantile(Math.min(1 - EDGE, Math.max(EDGE, sequence[n]![axis]!)));
    return point;
  });
}
