/**
 * A Gaussian fitted to the learnt coordinates of a population, and moves that leave it invariant (the preconditioned
 * Crank–Nicolson walk: Cotter, Roberts, Stuart & White 2013; fitted to the target: Rudolf & Sprungk 2018). Coordinates
 * that are not learnt move in the same way around their prior, so that they cost nothing in acceptance.
 */
import type { Matrix } from 'ml-matrix';
import type { Draws } from '../random/draws.js';
import { normalQuantile } from '../random/samplers.js';
import { covarianceFactor } from './covariance.js';
import type { Particle } from './population.js';

/** Part of the covariance that is believed off the diagonal, and what is added on it: hundreds of particles for tens of coordinates. */
const SHRINKAGE = 0.95;
const RIDGE = 0.02;

export class Proposal {
  private readonly mean: Float64Array;
  /** Lower triangular factor of the covariance. */
  private readonly factor: Matrix;

  constructor(
    particles: readonly Particle[],
    weights: ArrayLike<number>,
    private readonly learnt: readonly number[],
  ) {
    const spread = covarianceFactor(particles, weights, learnt, { shrinkage: SHRINKAGE, ridge: RIDGE });
    this.mean = spread.mean;
    this.factor = spread.factor;
  }

  /**
   * A move by a step between 0 (stays) and 1 (an independent draw).
   * @param entity, purpose address of the draws
   */
  moved(from: Float64Array, step: number, draws: Draws, entity: number, purpose: number): Float64Array {
    const kept = Math.sqrt(1 - step * step);
    const normal = (at: number): number => normalQuantile(draws.uniform(entity, at, purpose, 0));
    const to = from.map((coordinate, at) => kept * coordinate + step * normal(at));
    const normals = this.learnt.map(normal);
    for (const [i, coordinate] of this.learnt.entries()) {
      let value = this.mean[i]! + kept * (from[coordinate]! - this.mean[i]!);
      for (let j = 0; j <= i; j++) value += step * this.factor.get(i, j) * normals[j]!;
      to[coordinate] = value;
    }
    return to;
  }

  /** log of (prior density ÷ fitted density) in the learnt coordinates, up to a constant. */
  logRatio(point: Float64Array): number {
    const solved = new Float64Array(this.learnt.length);
    let [squares, prior] = [0, 0];
    for (const [i, coordinate] of this.learnt.entries()) {
      let value = point[coordinate]! - this.mean[i]!;
      for (let j = 0; j < i; j++) value -= this.factor.get(i, j) * solved[j]!;
      solved[i] = value / this.factor.get(i, i);
      squares += solved[i]! ** 2;
      prior += point[coordinate]! ** 2;
    }
    return (squares - prior) / 2;
  }
}
