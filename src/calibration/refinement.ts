/**
 * Refinement of a population to a lower tolerance, without moving it. A particle's simulation is one draw of chance at
 * its point; more of them estimate how much rarer it comes within the lower tolerance than within the one that was
 * reached, P(ε′ | θ) / P(ε | θ), which is the importance weight from one posterior to the other. Those that come within
 * ε are, with the particle's own, independent draws given θ and ε, however many they are, and so their mean of
 * L(ε′) / L(ε) is that ratio without bias (Rao & Blackwell's improvement on keeping the particles that lie within ε′
 * already, whose share would be the mean weight). The tolerance is lowered as far as enough effective draws remain.
 */
import { Draws } from '../random/draws.js';
import type { Key } from '../random/threefry.js';
import { effectiveSampleSize } from '../statistics/weighted.js';
import { type AbcProblem, type Generation, kernel, type Particle, type Population } from './population.js';

export interface RefinementSettings {
  /** New simulations of each distinct point; 0 leaves the population as it is. */
  readonly replicates: number;
  /** Share of the effective draws that must remain. */
  readonly effective: number;
  /** Where to stop if it is reached. */
  readonly tolerance: number;
  readonly key: Key;
}

/** Factor of the tolerance from one step to the next. */
const STEP = 0.98;

/** A point, its weight at the tolerance that was reached, and what came within it there. */
interface Candidate {
  readonly point: Float64Array;
  readonly weight: number;
  readonly within: Particle['simulated'][];
}

/**
 * @returns a particle for each simulation within the new tolerance, those of a point sharing its weight
 * @throws what the problem throws
 */
export async function refined(
  population: Population,
  problem: AbcProblem,
  { replicates, effective, tolerance: least, key }: RefinementSettings,
  onGeneration: (generation: Generation) => void = () => undefined,
): Promise<Population> {
  const reached = population.tolerance;
  if (replicates === 0 || reached <= least || reached === Infinity) return population;
  const draws = new Draws(key);
  const candidates = distinct(population);
  const points = candidates.map(({ point }) => point);
  let simulations = population.simulations;
  for (let replicate = 0; replicate < replicates; replicate++) {
    const simulated = await problem.simulate(points, simulations);
    simulations += points.length;
    for (const [at, one] of simulated.entries())
      if (draws.uniform(one.id, 0, 0, 0) < kernel(one.distances, problem.weights, reached))
        candidates[at]!.within.push(one);
  }

  const share = (one: Particle['simulated'], to: number): number =>
    kernel(one.distances, problem.weights, to) / kernel(one.distances, problem.weights, reached);
  const weightsAt = (to: number): number[] =>
    candidates.map(
      ({ weight, within }) => (weight * within.reduce((sum, one) => sum + share(one, to), 0)) / within.length,
    );
  const enough = effective * effectiveSampleSize(candidates.map(({ weight }) => weight));
  const generations = [...population.generations];
  const before = generations.at(-1)?.logEvidence ?? 0;
  const distances = candidates.flatMap(({ within }) => within.flatMap((one) => [...one.distances]));
  // A step that changes no weight would be one of many: whole-number distances have long plateaus.
  const step = (from: number): number => {
    let below = 0;
    for (const distance of distances) if (distance <= from && distance > below) below = distance;
    return Math.max(least, STEP * (below > STEP * from ? from : below));
  };
  let tolerance = reached;
  for (let next = step(reached); next < tolerance; next = step(tolerance)) {
    const weights = weightsAt(next);
    const kept = weights.reduce((sum, weight) => sum + weight, 0);
    if (kept === 0 || effectiveSampleSize(weights) < enough) break;
    tolerance = next;
    const generation: Generation = {
      generation: generations.length + 1,
      tolerance,
      accepted: kept,
      simulations,
      logEvidence: before + Math.log(kept),
      effectiveSampleSize: effectiveSampleSize(weights),
    };
    generations.push(generation);
    onGeneration(generation);
  }

  const kept = weightsAt(tolerance).reduce((sum, weight) => sum + weight, 0);
  const weighted = candidates.flatMap(({ point, weight, within }) =>
    within.flatMap((simulated) => {
      const own = (weight * share(simulated, tolerance)) / within.length / kept;
      return own > 0 ? [{ point, simulated, weight: own }] : [];
    }),
  );
  return {
    ...population,
    particles: weighted.map(({ point, simulated }) => ({ point, simulated })),
    weights: Float64Array.from(weighted, ({ weight }) => weight),
    tolerance,
    generations,
    simulations,
  };
}

/** Copies of a particle as one, with the weight of all. */
function distinct({ particles, weights }: Population): Candidate[] {
  const found = new Map<Float64Array, { weight: number; readonly within: Particle['simulated'][] }>();
  for (const [at, { point, simulated }] of particles.entries()) {
    const known = found.get(point);
    if (known) known.weight += weights[at]!;
    else found.set(point, { weight: weights[at]!, within: [simulated] });
  }
  return [...found].map(([point, one]) => ({ point, ...one }));
}
