/**
 * Replenishment sequential Monte Carlo for approximate Bayesian computation (Drovandi & Pettitt 2011; Del Moral,
 * Doucet & Jasra 2012): the tolerance is lowered to a quantile of the population's distances, survivors are
 * resampled, and every particle is moved by a kernel that leaves the posterior at that tolerance invariant. Particles
 * have no importance weights that could collapse in many dimensions. The product of the shares that survive estimates
 * the evidence at each tolerance. Survivors descend from few; the last part of the simulations moves them apart.
 */
import { Draws } from '../random/draws.js';
import { normalQuantile } from '../random/samplers.js';
import type { Key } from '../random/threefry.js';
import {
  type AbcProblem,
  type Generation,
  kernel,
  nearest,
  type Particle,
  type Population,
  type Simulated,
} from './population.js';
import { covarianceFactor, type Gaussian } from './covariance.js';
import { Emulator } from './emulator.js';
import { Proposal } from './proposal.js';

export interface ReplenishmentSettings {
  /** Particles. */
  readonly size: number;
  /** Share of particles that survive a lowering of the tolerance. */
  readonly survivors: number;
  /** The tolerance is lowered only while so large a share of particles counts as distinct; else it is swept again. */
  readonly distinct: number;
  /** Moves accepted, as a share of simulations, below which the tolerance is lowered no further. */
  readonly leastAccepted: number;
  /** Share of the simulations in which the tolerance may be lowered; in the rest particles move where it stands. */
  readonly lowering: number;
  /** Hard limit on simulations; the batch that would pass it is not begun. */
  readonly most: number;
  /** Where to stop if it is reached. */
  readonly tolerance: number;
  readonly key: Key;
}

/** Sizes of steps, mixed; 1 is a draw of the Gaussian, wherever the particle was. */
const STEPS = [0.35, 0.6, 0.9, 1];
/** Share of the prior's covariance in that of the population. */
const PRIOR = 0.3;
const PURPOSE = { start: 1, resample: 2, step: 3, accept: 4, move: 1 << 20 } as const;

export async function replenish(
  problem: AbcProblem,
  settings: ReplenishmentSettings,
  onGeneration: (generation: Generation) => void = () => undefined,
): Promise<Population> {
  const { size, most, lowering } = settings;
  const run = new Run(problem, settings);
  await run.start();
  const generations: Generation[] = [];
  let ended: Population['ended'] | null = null;
  let until = most;
  const stopLowering = (why: Population['ended']): void => {
    if (ended !== null) return;
    ended = why;
    until = Math.min(most, run.simulations / lowering);
  };
  while (run.simulations + size <= until) {
    const isSpread = run.effectiveSampleSize >= settings.distinct * size;
    if (ended === null && isSpread && !run.lower()) stopLowering('unchanged');
    const generation = await run.sweep(generations.length + 1);
    generations.push(generation);
    onGeneration(generation);
    if (run.tolerance <= settings.tolerance) stopLowering('tolerance');
    else if (generation.accepted < settings.leastAccepted) stopLowering('acceptance');
    else if (run.simulations >= lowering * most) stopLowering('simulations');
  }
  return {
    particles: run.particles,
    weights: new Float64Array(size).fill(1 / size),
    start: run.first,
    tolerance: run.tolerance,
    generations,
    simulations: run.simulations,
    ended: ended ?? 'simulations',
  };
}

class Run {
  particles: Particle[] = [];
  first: readonly Simulated[] = [];
  tolerance = Infinity;
  simulations = 0;
  private logEvidence = 0;
  private readonly draws: Draws;
  private readonly emulator: Emulator;
  private lowered = 0;

  constructor(
    private readonly problem: AbcProblem,
    private readonly settings: ReplenishmentSettings,
  ) {
    this.draws = new Draws(settings.key);
    this.emulator = new Emulator(problem.learnt, problem.shares);
  }

  /** Particles that stand on the same simulation count as one. */
  get effectiveSampleSize(): number {
    const copies = new Map<number, number>();
    for (const { simulated } of this.particles) copies.set(simulated.id, (copies.get(simulated.id) ?? 0) + 1);
    const squares = [...copies.values()].reduce((sum, count) => sum + count * count, 0);
    return this.settings.size ** 2 / squares;
  }

  async start(): Promise<void> {
    const { dimension } = this.problem;
    const points = Array.from({ length: this.settings.size }, (_, n) =>
      Float64Array.from({ length: dimension }, (_, at) =>
        normalQuantile(this.draws.uniform(n, at, PURPOSE.start, 0)),
      ),
    );
    const simulated = await this.simulate(points);
    this.first = simulated;
    this.emulator.add(points, simulated);
    this.particles = points.map((point, at) => ({ point, simulated: simulated[at]! }));
  }

  /** Lowers the tolerance and resamples. @returns whether it could be lowered */
  lower(): boolean {
    const { size, survivors, tolerance: least } = this.settings;
    const distances = Float64Array.from(this.particles, ({ simulated }) => nearest(simulated)).sort();
    const quantile = distances[Math.max(0, Math.ceil(survivors * size) - 1)]!;
    // Of whole-number distances so many may lie at the tolerance that the quantile does, too.
    const next = quantile < this.tolerance ? quantile : distances.findLast((own) => own < this.tolerance);
    if (next === undefined) return false;
    const tolerance = Math.max(least, next);
    if (!(tolerance < this.tolerance)) return false;
    const weights = this.particles.map(({ simulated: { distances: own } }) => {
      const now = kernel(own, this.problem.weights, tolerance);
      return this.tolerance === Infinity ? now : now / kernel(own, this.problem.weights, this.tolerance);
    });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    this.logEvidence += Math.log(total / size);
    this.tolerance = tolerance;
    this.lowered++;
    this.particles = this.resampled(weights, total);
    return true;
  }

  /** Systematic resampling, in the order of the particles. */
  private resampled(weights: readonly number[], total: number): Particle[] {
    const { size } = this.settings;
    const shift = this.draws.uniform(0, 0, PURPOSE.resample, this.lowered);
    const chosen: Particle[] = [];
    let [at, reached] = [0, weights[0]!];
    for (let n = 0; n < size; n++) {
      const position = ((n + shift) / size) * total;
      while (reached < position && at < size - 1) reached += weights[++at]!;
      chosen.push(this.particles[at]!);
    }
    return chosen;
  }

  /** Moves every particle once. What the ratio of densities refuses already is not simulated. */
  async sweep(generation: number): Promise<Generation> {
    const proposal = new Proposal(this.around(generation), this.problem.learnt);
    const proposed = this.particles.flatMap((particle, at) => {
      const step = STEPS[Math.floor(this.draws.uniform(at, 0, PURPOSE.step, generation) * STEPS.length)]!;
      const point = proposal.moved(particle.point, step, this.draws, at, PURPOSE.move + generation);
      const before = this.level(particle.simulated.distances);
      const ratio = Math.exp(proposal.logRatio(point) - proposal.logRatio(particle.point)) / before;
      const bound = this.draws.uniform(at, 0, PURPOSE.accept, generation);
      return bound < ratio ? [{ at, point, ratio, bound }] : [];
    });
    const simulated = await this.simulate(proposed.map(({ point }) => point));
    this.emulator.add(
      proposed.map(({ point }) => point),
      simulated,
    );
    let accepted = 0;
    for (const [n, { at, point, ratio, bound }] of proposed.entries()) {
      if (!(bound < ratio * this.level(simulated[n]!.distances))) continue;
      this.particles[at] = { point, simulated: simulated[n]! };
      accepted++;
    }
    return {
      generation,
      tolerance: this.tolerance,
      accepted: accepted / Math.max(1, proposed.length),
      simulations: this.simulations,
      logEvidence: this.logEvidence,
      effectiveSampleSize: this.effectiveSampleSize,
    };
  }

  /**
   * The emulator's Gaussian and the population's by turns. A particle that lies where the emulator is wrong, far out in
   * its tails, would not be moved by it and keep its copies.
   */
  private around(generation: number): Gaussian {
    if (generation % 2 === 1) return this.emulator.gaussian(this.tolerance);
    const equal = new Float64Array(this.settings.size).fill(1 / this.settings.size);
    return covarianceFactor(this.particles, equal, this.problem.learnt, { prior: PRIOR });
  }

  private level(distances: Float64Array): number {
    return kernel(distances, this.problem.weights, this.tolerance);
  }

  private async simulate(points: readonly Float64Array[]): Promise<readonly Simulated[]> {
    const first = this.simulations;
    this.simulations += points.length;
    return points.length === 0 ? [] : this.problem.simulate(points, first);
  }
}
