/** Where replicates stand: numbered by draw and replicate under an explanation, from 1 as in every table. */
import { type Explanation, EXPLANATIONS } from '../model/explanations.js';
import type { Plan, Range } from './plan.js';

/** One replicate under one explanation and parameter draw. It is simulated under every scenario. */
export interface Address {
  readonly explanation: Explanation;
  readonly draw: number;
  readonly replicate: number;
}

/** Index of a parameter set of an explanation for a draw. */
export function parameterSetOf(plan: Plan, { explanation, draw }: Address): number {
  const sets = plan.parameters[explanation];
  if (!sets || sets.length === 0) throw new RangeError(`the plan has no parameters for ${explanation}`);
  return sets.length === 1 ? 0 : draw - plan.draws.first;
}

/** Index of an explanation in a replicate's random address: it must not depend on which explanations are run. */
export function explanationIndex(explanation: Explanation): number {
  return EXPLANATIONS.indexOf(explanation);
}

export function sizeOf({ first, last }: Range): number {
  return last - first + 1;
}

/** Addresses of one explanation. */
export function addressesPerExplanation(plan: Plan): number {
  return sizeOf(plan.draws) * sizeOf(plan.replicates);
}

/** The address with a number among those of its explanation, in key order, from 0. */
export function addressAt(plan: Plan, explanation: Explanation, index: number): Address {
  const replicates = sizeOf(plan.replicates);
  return {
    explanation,
    draw: plan.draws.first + Math.floor(index / replicates),
    replicate: plan.replicates.first + (index % replicates),
  };
}

/** Every address of a plan, in key order. */
export function* addressesOf(plan: Plan): Generator<Address> {
  for (const explanation of plan.explanations)
    for (let index = 0; index < addressesPerExplanation(plan); index++)
      yield addressAt(plan, explanation, index);
}

/** Replicates in all: addresses × scenarios. */
export function plannedReplicates(plan: Plan): number {
  return plan.explanations.length * addressesPerExplanation(plan) * plan.scenarios.length;
}
