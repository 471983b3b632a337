/**
 * Moves that leave a Gaussian over the learnt coordinates invariant (the preconditioned Crank–Nicolson walk: Cotter,
 * Roberts, Stuart & White 2013; fitted to the target: Rudolf & Sprungk 2018). Coordinates that are not learnt move in
 * the same way around their prior, so that they cost nothing in acceptance.
 */
import type { Draws } from '../random/draws.js';
import { normalQuantile } from '../random/samplers.js';
import type { Gaussian } from './covariance.js';

export class Proposal {
  private readonly mean: Gaussian['mean'];
  private readonly factor: Gaussian['factor'];

  constructor(
    { mean, factor }: Gaussian,
    private readonly learnt: readonly number[],
  ) {
    this.mean = mean;
    this.factor = factor;
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

  /** log of (prior density ÷ density of the Gaussian) in the learnt coordinates, up to a constant. */
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
