/** The unit of work that is handed to a worker, and what comes back: pure data both. */
import type { Explanation } from '../model/explanations.js';
import { type Address, addressAt, addressesPerExplanation, type Plan } from './plan.js';
import type { ReplicateResult, Replicator } from './replicate.js';

/** Consecutive addresses of one explanation, under every scenario of the plan. */
export interface Task {
  /** Place in the order of tasks, from 0. */
  readonly index: number;
  readonly explanation: Explanation;
  /** Number of the first address among those of the explanation, from 0. */
  readonly first: number;
  readonly count: number;
}

/** One address under every scenario, in the plan's order. */
export interface AddressResult {
  readonly address: Address;
  readonly results: readonly ReplicateResult[];
}

export interface TaskResult {
  readonly index: number;
  /** In key order. */
  readonly addresses: readonly AddressResult[];
}

/**
 * The tasks of a plan in key order.
 * @param chunk addresses per task, at least 1. It decides how work is shared out and nothing else.
 */
export function* tasks(plan: Plan, chunk: number): Generator<Task> {
  if (!Number.isSafeInteger(chunk) || chunk < 1)
    throw new RangeError(`chunk ${chunk} is not a whole number from 1`);
  const addresses = addressesPerExplanation(plan);
  let index = 0;
  for (const explanation of plan.explanations) {
    for (let first = 0; first < addresses; first += chunk) {
      yield { index: index++, explanation, first, count: Math.min(chunk, addresses - first) };
    }
  }
}

/** The addresses of a task, in key order. */
export function addressesOf(plan: Plan, { explanation, first, count }: Task): Address[] {
  return Array.from({ length: count }, (_, at) => addressAt(plan, explanation, first + at));
}

/** Runs a task. A replicate that fails is part of the result and keeps none of the others from running. */
export function runTask(plan: Plan, task: Task, replicator: Replicator): TaskResult {
  return {
    index: task.index,
    addresses: addressesOf(plan, task).map((address) => ({ address, results: replicator.run(address) })),
  };
}

/** What a worker returns when it dies: every scenario of the address failed. */
export function lostAddress(plan: Plan, address: Address, message: string, stack: string): AddressResult {
  return {
    address,
    results: plan.scenarios.map(() => ({ status: 'failed', stage: 'worker', message, stack })),
  };
}

/** Buffers of a result, to be moved between threads rather than copied. */
export function buffersOf(result: TaskResult): ArrayBuffer[] {
  return result.addresses.flatMap(({ results }) =>
    results.flatMap((replicate) =>
      replicate.status === 'done'
        ? [replicate.windows, replicate.series, replicate.trajectory].map(
            (array) => array.buffer as ArrayBuffer,
          )
        : [],
    ),
  );
}
