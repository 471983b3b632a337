/** A weighted mixture of Gaussian kernels around particles, in the learnt coordinates. */
import type { Matrix } from 'ml-matrix';
import { covarianceFactor } from './covariance.js';
import { logSumExp, type Particle } from './population.js';

export class KernelDensity {
  private readonly factor: Matrix;
  private readonly logDeterminant: number;
  private readonly centres: readonly Float64Array[];

  /** @param covariances of the population in the kernel's */
  constructor(
    private readonly particles: readonly Particle[],
    private readonly weights: Float64Array,
    private readonly learnt: readonly number[],
    covariances: number,
  ) {
    this.factor = covarianceFactor(particles, weights, learnt, { scale: covariances }).factor;
    this.logDeterminant = learnt.reduce((sum, _, i) => sum + Math.log(this.factor.get(i, i)), 0);
    this.centres = particles.map(({ point }) => this.solved(point));
  }

  /** A particle by its weight. @param u in (0, 1) */
  parent(u: number): Particle {
    let reached = 0;
    for (const [at, weight] of this.weights.entries()) {
      reached += weight;
      if (u < reached) return this.particles[at]!;
    }
    return this.particles.at(-1)!;
  }

  /** A point around a parent; coordinates that are not learnt are those of `fresh`. */
  around({ point }: Particle, fresh: Float64Array, normal: (at: number) => number): Float64Array {
    const to = fresh.slice();
    const normals = this.learnt.map((_, at) => normal(at));
    for (const [i, coordinate] of this.learnt.entries()) {
      let value = point[coordinate]!;
      for (let j = 0; j <= i; j++) value += this.factor.get(i, j) * normals[j]!;
      to[coordinate] = value;
    }
    return to;
  }

  /** log of (prior density ÷ mixture density) in the learnt coordinates; the normalising powers of 2π cancel. */
  logImportance(point: Float64Array): number {
    const own = this.solved(point);
    const terms = this.centres.map((centre, at) => {
      let squares = 0;
      for (let i = 0; i < own.length; i++) squares += (own[i]! - centre[i]!) ** 2;
      return Math.log(this.weights[at]!) - squares / 2;
    });
    const prior = this.learnt.reduce((sum, coordinate) => sum + point[coordinate]! ** 2, 0);
    return -prior / 2 - (logSumExp(terms) - this.logDeterminant);
  }

  /** The factor's inverse times the learnt coordinates. */
  private solved(point: Float64Array): Float64Array {
    const solved = new Float64Array(this.learnt.length);
    for (const [i, coordinate] of this.learnt.entries()) {
      let value = point[coordinate]!;
      for (let j = 0; j < i; j++) value -= this.factor.get(i, j) * solved[j]!;
      solved[i] = value / this.factor.get(i, i);
    }
    return solved;
  }
}
