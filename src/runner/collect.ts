/**
 * Results in any order, folded in key order: what the tables get does not depend on who finished first. It keeps
 * results that arrived early, and what failed.
 */
import type { Measured } from '../analysis/tabulator.js';
import type { RowOf } from '../results/columns.js';
import { rowText } from '../results/csv.js';
import type { RowBlock } from '../results/part-files.js';
import type { Address } from './address.js';
import { type BlockResult, isComplete } from './block.js';
import type { Plan } from './plan.js';
import type { DoneReplicate, FailedReplicate, ReplicateResult } from './replicate.js';
import type { TaskResult } from './task.js';

/** Where complete addresses go: every scenario of the plan, in its order. Called in key order. */
export interface Accumulator {
  add(address: Address, perScenario: readonly Measured[]): void;
}

/** Where rows of a long table go. Called in the order of addresses, block by block, for each scenario. */
export interface RowSink {
  append(block: RowBlock): void;
}

/** Replicates so far; an address counts once for each scenario. Those reused are among those done. */
export interface Counts {
  done: number;
  reused: number;
  failed: number;
  dropped: number;
}

/** A replicate that failed, with its address and what it was doing. */
export interface Failure {
  readonly scenario: string;
  readonly address: Address;
  readonly result: FailedReplicate;
}

/** Folds the results of tasks in key order, whatever order they come in, into tables and lists of failures. */
export class Collector {
  readonly counts: Counts = { done: 0, reused: 0, failed: 0, dropped: 0 };
  /** In the order of addresses. */
  readonly failures: Failure[] = [];
  private readonly early = new Map<number, TaskResult>();
  private next = 0;

  constructor(
    private readonly plan: Plan,
    private readonly accumulator: Accumulator,
    private readonly trajectories: RowSink,
    private readonly runs: RowSink,
  ) {}

  /** @throws RangeError for a task that came before. */
  receive(result: TaskResult): void {
    if (result.index < this.next || this.early.has(result.index)) {
      throw new RangeError(`task ${result.index} was received twice`);
    }
    this.early.set(result.index, result);
    for (let ready = this.early.get(this.next); ready; ready = this.early.get(this.next)) {
      this.early.delete(this.next++);
      for (const block of ready.blocks) this.fold(block);
    }
  }

  /** Results that wait for an earlier task. */
  get waiting(): number {
    return this.early.size;
  }

  private fold({ addresses, trajectories }: BlockResult): void {
    const [first, last] = [addresses[0]!.address, addresses.at(-1)!.address];
    for (const [index, { id: scenario_id }] of this.plan.scenarios.entries()) {
      const key = { scenario_id, explanation: first.explanation, first, last };
      let text = '';
      for (const result of addresses) text += rowText('runs', this.runRow(result, index));
      this.runs.append({ ...key, bytes: Buffer.from(text), rows: addresses.length });
      const { member, rows } = trajectories[index]!;
      if (rows > 0) this.trajectories.append({ ...key, bytes: member, rows });
    }
    for (const result of addresses) {
      const { address, results } = result;
      const whole = isComplete(result);
      for (const [index, replicate] of results.entries()) {
        this.counts[statusOf(replicate, whole)]++;
        if (whole && (replicate as DoneReplicate).reused) this.counts.reused++;
        if (replicate.status !== 'failed') continue;
        this.failures.push({ scenario: this.plan.scenarios[index]!.id, address, result: replicate });
      }
      if (whole) this.accumulator.add(address, results as readonly DoneReplicate[]);
    }
  }

  private runRow(address: BlockResult['addresses'][number], scenario: number): RowOf<'runs'> {
    const { explanation, draw, replicate } = address.address;
    const result = address.results[scenario]!;
    return {
      scenario_id: this.plan.scenarios[scenario]!.id,
      explanation,
      run_grouping: draw,
      stochastic_run: replicate,
      status: statusOf(result, isComplete(address)),
      days: result.status === 'done' ? result.days : null,
      sha256: result.status === 'done' ? result.sha256 : null,
    };
  }
}

/** An address that failed in one scenario is dropped from all: what is left would not be paired. */
export function statusOf(result: ReplicateResult, isWhole: boolean): 'done' | 'failed' | 'dropped' {
  if (result.status === 'failed') return 'failed';
  return isWhole ? 'done' : 'dropped';
}
