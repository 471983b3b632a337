/** Averages over the explanations that are averaged: `equal`, and `evidence` where weights of evidence are handed in. */
import { AVERAGED } from '../model/explanations.js';

export interface Average {
  /** As it stands in the column `explanation`. */
  readonly id: 'equal' | 'evidence';
  /** In the order of `AVERAGED`, summing to 1. */
  readonly weights: readonly number[];
}

/**
 * @param weights by explanation, of any positive sum; one that is not named weighs nothing
 * @throws RangeError for an explanation that is not averaged, and for a weight that is negative or not finite
 */
export function averageBy(id: Average['id'], weights: Readonly<Record<string, number>>): Average {
  for (const [name, weight] of Object.entries(weights)) {
    if (!(AVERAGED as readonly string[]).includes(name))
      throw new RangeError(`"${name}" is not averaged: ${AVERAGED.join(', ')} are`);
    if (!(weight >= 0 && Number.isFinite(weight)))
      throw new RangeError(`the weight of ${name} is ${weight}, not a number of at least 0`);
  }
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) throw new RangeError('no explanation has a weight');
  return { id, weights: AVERAGED.map((name) => (weights[name] ?? 0) / total) };
}

export const EQUAL: Average = averageBy('equal', Object.fromEntries(AVERAGED.map((name) => [name, 1])));

/**
 * What each of the averaged explanations came to, in their order; `null` where one that weighs something is missing.
 * Those that weigh nothing take no part.
 */
export function weighted<Of>(
  { weights }: Average,
  byExplanation: ReadonlyMap<string, Of>,
): { readonly parts: readonly Of[]; readonly weights: readonly number[] } | null {
  const [parts, own]: [Of[], number[]] = [[], []];
  for (const [at, name] of AVERAGED.entries()) {
    if (weights[at] === 0) continue;
    const part = byExplanation.get(name);
    if (part === undefined) return null;
    parts.push(part);
    own.push(weights[at]!);
  }
  return { parts, weights: own };
}

/**
 * How often the values of each explanation count in a mixture: once where weights are alike, else to a thousandth of
 * the whole. In the order of `AVERAGED`.
 */
export function multiplicities({ weights }: Average): number[] {
  const alike = weights.every((weight) => weight === weights[0]);
  return weights.map((weight) => (alike ? 1 : Math.round(1000 * weight)));
}

/** Σ weight × value. */
export function averageOf(values: readonly number[], weights: readonly number[]): number {
  // In steps, so that equal values give exactly that value.
  let [mean, total] = [0, 0];
  for (const [at, value] of values.entries()) {
    total += weights[at]!;
    mean += (value - mean) * (weights[at]! / total);
  }
  return mean;
}
