/** The unit of work that is handed to a worker, and what comes back: pure data both. */
import type { Explanation } from '../model/explanations.js';
import type { ParameterValues } from '../model/parameters.js';
import { type Address, addressAt, addressesPerExplanation, sizeOf } from './address.js';
import { BLOCK, type BlockResult, BlockWriter } from './block.js';
import type { Plan, Range } from './plan.js';
import { Replicator, type SimulatedAddress } from './replicate.js';
import type { GivenSets } from './worlds.js';

/** Consecutive blocks of one explanation, under every scenario of the plan. */
export interface Task {
  /** Place in the order of tasks, from 0. */
  readonly index: number;
  readonly explanation: Explanation;
  /** Number of the first address among those of the explanation, from 0: the start of a block. */
  readonly first: number;
  readonly count: number;
  /**
   * Parameters of the draws from the task's first address on, JSON of a list of `ParameterValues`, where they are
   * not known when the plan is made: a calibration proposes them batch by batch. Absent = those of the plan. As
   * text, because parsed JSON keeps the fast object layout that a structured clone loses.
   */
  readonly sets?: string;
  /** For each address what the journal holds of it; without it nothing. */
  readonly recorded?: readonly (readonly Uint8Array[])[];
}

/** One address by itself, which is tried when its task killed the thread. */
export interface LoneAddress {
  readonly alone: Address;
  /** The task that it is part of, for its parameters. */
  readonly task: Task;
  readonly recorded: readonly Uint8Array[];
}

/** What a worker thread is sent. */
export interface Order {
  readonly work: Task | LoneAddress;
  /** One number, shared: addresses begun so far. */
  readonly beats: Int32Array;
}

/** What a worker returns for a task. */
export interface TaskResult {
  readonly index: number;
  /** In key order. */
  readonly blocks: readonly BlockResult[];
}

/**
 * The tasks of some draws in key order: explanation after explanation. Blocks start with the first of the draws.
 *
 * @param chunk asked before each task: about how many addresses it should hold, at least 1. It is rounded to whole
 *   blocks, and decides how work is shared out and nothing else.
 * @param draws all of the plan if not given
 * @param index of the first task
 */
export function* tasks(
  plan: Plan,
  chunk: () => number,
  draws: Range = plan.draws,
  index = 0,
): Generator<Task> {
  const replicates = sizeOf(plan.replicates);
  const start = (draws.first - plan.draws.first) * replicates;
  const end = Math.min(start + sizeOf(draws) * replicates, addressesPerExplanation(plan));
  let next = index;
  for (const explanation of plan.explanations) {
    for (let first = start; first < end;) {
      const count = Math.min(wholeBlocks(chunk()), end - first);
      yield { index: next++, explanation, first, count };
      first += count;
    }
  }
}

function wholeBlocks(chunk: number): number {
  if (!Number.isSafeInteger(chunk) || chunk < 1)
    throw new RangeError(`chunk ${chunk} is not a whole number from 1`);
  return BLOCK * Math.ceil(chunk / BLOCK);
}

/** The addresses of a task, block by block, in key order. */
export function blocksOf(plan: Plan, { explanation, first, count }: Task): Address[][] {
  return Array.from({ length: Math.ceil(count / BLOCK) }, (_, block) =>
    Array.from({ length: Math.min(BLOCK, count - block * BLOCK) }, (_, at) =>
      addressAt(plan, explanation, first + block * BLOCK + at),
    ),
  );
}

/** Simulates an address, counted or watched. */
export type Each = (address: Address, simulate: () => SimulatedAddress) => SimulatedAddress;

/** Runs tasks of one plan. A replicate that fails is part of the result and keeps none of the others from running. */
export class TaskRunner {
  private readonly blocks: BlockWriter;

  constructor(
    private readonly plan: Plan,
    private readonly replicator = new Replicator(plan),
  ) {
    this.blocks = new BlockWriter(plan);
  }

  /** @param each called for each address with what simulates it */
  run(task: Task, each: Each = (_, simulate) => simulate()): TaskResult {
    this.replicator.take(givenSets(this.plan, task));
    const { size } = this.replicator;
    const blocks = blocksOf(this.plan, task).map((addresses, block) => {
      // One buffer for a block: moving many between threads costs more than filling them.
      const values = new Float64Array(addresses.length * size);
      const simulated = addresses.map((address, at) => {
        const own = values.subarray(at * size, (at + 1) * size);
        const recorded = task.recorded?.[block * BLOCK + at];
        return each(address, () => this.replicator.run(address, own, recorded));
      });
      return this.blocks.write(simulated);
    });
    return { index: task.index, blocks };
  }

  /** What a worker is handed: a task, or an address by itself; it counts the addresses that it begins. */
  answer({ work, beats }: Order): TaskResult | SimulatedAddress {
    const begin = (): void => void Atomics.add(beats, 0, 1);
    if (!('alone' in work)) {
      return this.run(work, (_, simulate) => {
        begin();
        return simulate();
      });
    }
    begin();
    this.replicator.take(givenSets(this.plan, work.task));
    return this.replicator.run(work.alone, undefined, work.recorded);
  }
}

function givenSets(plan: Plan, { explanation, first, sets }: Task): GivenSets | null {
  if (sets === undefined) return null;
  return { first: addressAt(plan, explanation, first).draw, sets: JSON.parse(sets) as ParameterValues[] };
}

/** Buffers of an answer, to be moved between threads rather than copied. */
export function buffersOf(answer: TaskResult | SimulatedAddress): ArrayBuffer[] {
  const blocks = 'blocks' in answer ? answer.blocks : [];
  const addresses = 'blocks' in answer ? blocks.flatMap((block) => block.addresses) : [answer];
  const arrays = [
    ...addresses.flatMap(({ results }) =>
      results.flatMap((result) => (result.status === 'done' ? [result.windows] : [])),
    ),
    ...addresses.flatMap(({ record }) => record ?? []),
    ...('blocks' in answer ? [] : answer.trajectories),
    ...blocks.flatMap(({ trajectories }) => trajectories.map(({ member }) => member)),
  ];
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
