/**
 * What the engines of approximate Bayesian computation share: a problem in standard normal coordinates, particles,
 * and the threshold kernel summed over readings. Both engines work in batches of fixed size whose members are
 * numbered before they are simulated, so that nothing depends on who finishes first.
 */

/** What came of one simulation. */
export interface Simulated {
  /** Number of the simulation within the run, from 0: its random address. */
  readonly id: number;
  /** Distance to the data under each reading; Infinity where it failed. */
  readonly distances: Float64Array;
  /** Signed distance to each thing that is scored under any reading; not finite where it failed. */
  readonly residuals: Float64Array;
  /** Whatever the problem wants to keep of it. */
  readonly values: Float64Array;
}

export interface AbcProblem {
  /** Coordinates; a priori independent standard normal. */
  readonly dimension: number;
  /** Coordinates to whose mean and covariance proposals adapt. The others keep the moves of their prior. */
  readonly learnt: readonly number[];
  /** Prior weights of the readings; sum 1. */
  readonly weights: readonly number[];
  /** For each of a simulation's residuals the prior probability of the readings under which it is scored. */
  readonly shares: readonly number[];
  /** Simulates points once each, numbered from `first`; in their order, a pure function of (point, number). */
  simulate(points: readonly Float64Array[], first: number): Promise<readonly Simulated[]>;
}

export interface Particle {
  readonly point: Float64Array;
  readonly simulated: Simulated;
}

/** How a batch of simulations went. */
export interface Generation {
  readonly generation: number;
  readonly tolerance: number;
  /** Share of the batch's proposals that were kept; in a refinement, of the weight at its beginning. */
  readonly accepted: number;
  /** Simulations so far. */
  readonly simulations: number;
  /** Natural logarithm of the estimated probability that a draw of the prior is kept at this tolerance. */
  readonly logEvidence: number;
  readonly effectiveSampleSize: number;
}

export interface Population {
  readonly particles: readonly Particle[];
  /** One a particle; sum 1. */
  readonly weights: Float64Array;
  /** The first batch: independent draws of the prior. */
  readonly start: readonly Simulated[];
  readonly tolerance: number;
  readonly generations: readonly Generation[];
  readonly simulations: number;
  /** Why it ended. */
  readonly ended: 'tolerance' | 'acceptance' | 'simulations' | 'unchanged';
}

/** L = Σ wᵣ·1{dᵣ ≤ ε}: the threshold kernel with the reading summed out. */
export function kernel(distances: ArrayLike<number>, weights: readonly number[], tolerance: number): number {
  let sum = 0;
  for (const [reading, weight] of weights.entries()) if (distances[reading]! <= tolerance) sum += weight;
  return sum;
}

/** Smallest distance over the readings: the tolerance at which a simulation begins to count. */
export function nearest({ distances }: Simulated): number {
  return Math.min(...distances);
}

/** Posterior probability of each reading. */
export function readingPosterior(
  { particles, weights, tolerance }: Population,
  prior: readonly number[],
): Float64Array {
  const posterior = new Float64Array(prior.length);
  for (const [at, { simulated }] of particles.entries()) {
    const whole = kernel(simulated.distances, prior, tolerance);
    if (whole === 0) continue;
    for (const [reading, weight] of prior.entries())
      if (simulated.distances[reading]! <= tolerance) posterior[reading]! += (weights[at]! * weight) / whole;
  }
  return posterior;
}

/** log Σ exp, safely. */
export function logSumExp(values: ArrayLike<number>): number {
  let most = -Infinity;
  for (let at = 0; at < values.length; at++) most = Math.max(most, values[at]!);
  if (most === -Infinity) return -Infinity;
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += Math.exp(values[at]! - most);
  return most + Math.log(sum);
}
