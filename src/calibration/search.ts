/**
 * Separable CMA-ES (Ros & Hansen 2008): a random search over the unit cube that adapts a step size and one
 * variance per coordinate. Bounds by reflection. Settings as published. Every draw has an address, so a search is a
 * function of its key alone.
 */
import { Draws } from '../random/draws.js';
import { normalQuantile } from '../random/samplers.js';
import type { Key } from '../random/threefry.js';

export interface SearchSettings {
  readonly dimensions: number;
  readonly generations: number;
  /** Candidates a generation, at least 4. */
  readonly population: number;
  readonly key: Key;
  /** Where the search starts; the middle of the cube by default. */
  readonly start?: readonly number[];
}

/** Folds a coordinate back into [0, 1]. */
function reflected(x: number): number {
  const folded = Math.abs(x) % 2;
  return folded > 1 ? 2 - folded : folded;
}

const dot = (weights: readonly number[], value: (rank: number) => number): number =>
  weights.reduce((sum, weight, rank) => sum + weight * value(rank), 0);

/**
 * Minimises `loss(point, generation)`; all candidates of a generation see the same generation, so that they can be
 * judged on the same replicates. @returns the mean of the final distribution, not the luckiest candidate.
 */
export function search(
  settings: SearchSettings,
  loss: (point: readonly number[], generation: number) => number,
  onGeneration: (generation: number, best: number) => void = () => undefined,
): readonly number[] {
  const { dimensions: n, generations, population, key } = settings;
  const draws = new Draws(key);
  const parents = Math.floor(population / 2);
  const raw = Array.from({ length: parents }, (_, rank) => Math.log(parents + 0.5) - Math.log(rank + 1));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const weights = raw.map((weight) => weight / total);
  const effective = 1 / dot(weights, (rank) => weights[rank]!);
  const stepRate = (effective + 2) / (n + effective + 5);
  const damping = 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + stepRate;
  const pathRate = (4 + effective / n) / (n + 4 + (2 * effective) / n);
  const separable = (n + 2) / 3;
  const rankOne = Math.min(1, (2 / ((n + 1.3) ** 2 + effective)) * separable);
  const rankMany = Math.min(
    1 - rankOne,
    ((2 * (effective - 2 + 1 / effective)) / ((n + 2) ** 2 + effective)) * separable,
  );
  const expectedLength = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));

  let mean: number[] = settings.start ? [...settings.start] : new Array<number>(n).fill(0.5);
  let variance = new Array<number>(n).fill(1);
  let stepPath = new Array<number>(n).fill(0);
  let path = new Array<number>(n).fill(0);
  let step = 0.3;
  for (let generation = 0; generation < generations; generation++) {
    const candidates = Array.from({ length: population }, (_, candidate) => {
      const point = mean.map(
        (centre, i) =>
          centre +
          step * Math.sqrt(variance[i]!) * normalQuantile(draws.uniform(candidate, i, generation, 0)),
      );
      return { candidate, point, loss: loss(point.map(reflected), generation) };
    }).sort((a, b) => a.loss - b.loss || a.candidate - b.candidate);
    const former = mean;
    mean = former.map((_, i) => dot(weights, (rank) => candidates[rank]!.point[i]!));
    const shift = mean.map((centre, i) => (centre - former[i]!) / step);
    stepPath = stepPath.map(
      (p, i) =>
        (1 - stepRate) * p +
        (Math.sqrt(stepRate * (2 - stepRate) * effective) * shift[i]!) / Math.sqrt(variance[i]!),
    );
    path = path.map(
      (p, i) => (1 - pathRate) * p + Math.sqrt(pathRate * (2 - pathRate) * effective) * shift[i]!,
    );
    variance = variance.map(
      (v, i) =>
        (1 - rankOne - rankMany) * v +
        rankOne * path[i]! ** 2 +
        rankMany * dot(weights, (rank) => ((candidates[rank]!.point[i]! - former[i]!) / step) ** 2),
    );
    const length = Math.sqrt(stepPath.reduce((sum, p) => sum + p * p, 0));
    step = Math.min(0.5, step * Math.exp((stepRate / damping) * (length / expectedLength - 1)));
    onGeneration(generation, candidates[0]!.loss);
  }
  return mean.map(reflected);
}
