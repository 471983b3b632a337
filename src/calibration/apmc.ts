/**
 * Adaptive population Monte Carlo (Lenormand, Jabot & Deffuant 2012): batches of fixed size, of which the nearest
 * share is kept; new points are drawn around kept ones with twice their weighted covariance and carry the importance
 * weight prior ÷ mixture of kernels. Learnt coordinates are perturbed, the others drawn anew from their prior, so that
 * they cancel in the weights. It stops when so few new points are kept that the tolerance hardly moves (the rule of
 * the reference implementation, which also ends on whole-number distances).
 */
import { Draws } from '../random/draws.js';
import { normalQuantile } from '../random/samplers.js';
import type { Key } from '../random/threefry.js';
import {
  type AbcProblem,
  type Generation,
  kernel,
  logSumExp,
  nearest,
  type Particle,
  type Population,
} from './population.js';
import { KernelDensity } from './kernel-density.js';

export interface ApmcSettings {
  /** Points of the first batch; each later one has those that are not kept. */
  readonly size: number;
  /** Share that is kept. */
  readonly kept: number;
  /** Share of a batch that must be kept for another batch to be worth it. */
  readonly leastAccepted: number;
  /** Hard limit on simulations. */
  readonly most: number;
  /** Where to stop if it is reached. */
  readonly tolerance: number;
  readonly key: Key;
}

/** Batches without a lower tolerance before it ends. */
const PATIENCE = 5;
const COVARIANCES = 2;
const PURPOSE = { start: 1, parent: 2, perturb: 3, fresh: 4 } as const;

interface Weighted extends Particle {
  /** log of prior ÷ proposal. */
  readonly logImportance: number;
}

export async function apmc(
  problem: AbcProblem,
  settings: ApmcSettings,
  onGeneration: (generation: Generation) => void = () => undefined,
): Promise<Population> {
  const { size, kept, leastAccepted, most } = settings;
  const draws = new Draws(settings.key);
  const keep = Math.ceil(kept * size);
  const normal = (n: number, at: number, purpose: number, generation: number): number =>
    normalQuantile(draws.uniform(n, at, purpose, generation));
  const prior = (n: number, generation: number, purpose: number): Float64Array =>
    Float64Array.from({ length: problem.dimension }, (_, at) => normal(n, at, purpose, generation));

  let simulations = 0;
  const simulated = async (points: readonly Float64Array[]) => {
    const first = simulations;
    simulations += points.length;
    return problem.simulate(points, first);
  };
  const start = Array.from({ length: size }, (_, n) => prior(n, 0, PURPOSE.start));
  const first = await simulated(start);
  let particles = nearestOf(
    start.map((point, at): Weighted => ({ point, simulated: first[at]!, logImportance: 0 })),
    keep,
    settings.tolerance,
  );
  let tolerance = toleranceOf(particles, settings.tolerance);
  const generations: Generation[] = [];
  let ended: Population['ended'] | null = tolerance <= settings.tolerance ? 'tolerance' : null;
  let unchanged = 0;
  while (ended === null) {
    const batch = size - keep;
    if (simulations + batch > most) {
      ended = 'simulations';
      break;
    }
    const generation = generations.length + 1;
    const weights = weightsOf(particles, problem, tolerance);
    const density = new KernelDensity(particles, weights, problem.learnt, COVARIANCES);
    const points = Array.from({ length: batch }, (_, n) => {
      const parent = density.parent(draws.uniform(n, 0, PURPOSE.parent, generation));
      return density.around(parent, prior(n, generation, PURPOSE.fresh), (at) =>
        normal(n, at, PURPOSE.perturb, generation),
      );
    });
    const results = await simulated(points);
    const fresh = points.map((point, at): Weighted => ({
      point,
      simulated: results[at]!,
      logImportance: density.logImportance(point),
    }));
    const before = tolerance;
    particles = nearestOf([...particles, ...fresh], keep, settings.tolerance);
    tolerance = toleranceOf(particles, settings.tolerance);
    const staying = new Set(particles);
    const accepted = fresh.filter((particle) => staying.has(particle)).length / batch;
    generations.push({
      generation,
      tolerance,
      accepted,
      simulations,
      logEvidence:
        logSumExp(
          fresh.map(
            ({ logImportance, simulated: { distances } }) =>
              logImportance + Math.log(kernel(distances, problem.weights, tolerance)),
          ),
        ) - Math.log(batch),
      effectiveSampleSize: 1 / weightsOf(particles, problem, tolerance).reduce((sum, w) => sum + w * w, 0),
    });
    onGeneration(generations.at(-1)!);
    unchanged = tolerance < before ? 0 : unchanged + 1;
    if (tolerance <= settings.tolerance) ended = 'tolerance';
    else if (accepted < leastAccepted) ended = 'acceptance';
    else if (unchanged >= PATIENCE) ended = 'unchanged';
  }
  return {
    particles,
    weights: weightsOf(particles, problem, tolerance),
    start: first,
    tolerance,
    generations,
    simulations,
    ended,
  };
}

/** The nearest, ties by number; all that lie within the final tolerance once there are enough of them. */
function nearestOf(particles: readonly Weighted[], keep: number, final: number): Weighted[] {
  const sorted = [...particles].sort(
    (a, b) => nearest(a.simulated) - nearest(b.simulated) || a.simulated.id - b.simulated.id,
  );
  return nearest(sorted[keep - 1]!.simulated) <= final
    ? sorted.filter(({ simulated }) => nearest(simulated) <= final)
    : sorted.slice(0, keep);
}

function toleranceOf(particles: readonly Weighted[], final: number): number {
  return Math.max(final, nearest(particles.at(-1)!.simulated));
}

function weightsOf(
  particles: readonly Weighted[],
  { weights: readings }: AbcProblem,
  tolerance: number,
): Float64Array {
  const logs = particles.map(
    ({ logImportance, simulated }) =>
      logImportance + Math.log(kernel(simulated.distances, readings, tolerance)),
  );
  const whole = logSumExp(logs);
  return Float64Array.from(logs, (log) => Math.exp(log - whole));
}
