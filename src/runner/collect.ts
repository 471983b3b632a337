/**
 * Results in any order, folded in key order: what the tables get does not depend on who finished first. It keeps
 * results that arrived early, and what failed.
 */
import type { RowOf } from '../results/columns.js';
import type { ReplicateAddress } from '../results/trajectory-text.js';
import type { Address, Plan } from './plan.js';
import type { DoneReplicate, FailedReplicate, ReplicateResult } from './replicate.js';
import type { AddressResult, TaskResult } from './task.js';

/** Where complete addresses go: every scenario of the plan, in its order. Called in key order. */
export interface Accumulator {
  add(
    address: Address,
    perScenario: readonly { readonly windows: Float64Array; readonly series: Float64Array }[],
  ): void;
}

/** Where trajectories go. Called in key order. */
export interface TrajectorySink {
  append(address: ReplicateAddress, member: Uint8Array, rows: number): void;
}

/** Where rows of `runs.csv` go. Called in the order of addresses, scenarios of one address in the plan's order. */
export interface RunSink {
  append(row: RowOf<'runs'>): void;
}

/** Replicates so far; an address counts once for each scenario. */
export interface Counts {
  done: number;
  failed: number;
  dropped: number;
}

export interface Failure {
  readonly scenario: string;
  readonly address: Address;
  readonly result: FailedReplicate;
}

export class Collector {
  readonly counts: Counts = { done: 0, failed: 0, dropped: 0 };
  /** In the order of addresses. */
  readonly failures: Failure[] = [];
  private readonly early = new Map<number, TaskResult>();
  private next = 0;

  constructor(
    private readonly plan: Plan,
    private readonly accumulator: Accumulator,
    private readonly trajectories: TrajectorySink,
    private readonly runs: RunSink,
  ) {}

  /** @throws RangeError for a task that came before. */
  receive(result: TaskResult): void {
    if (result.index < this.next || this.early.has(result.index)) {
      throw new RangeError(`task ${result.index} was received twice`);
    }
    this.early.set(result.index, result);
    for (let ready = this.early.get(this.next); ready; ready = this.early.get(this.next)) {
      this.early.delete(this.next++);
      for (const address of ready.addresses) this.fold(address);
    }
  }

  /** Results that wait for an earlier task. */
  get waiting(): number {
    return this.early.size;
  }

  private fold({ address, results }: AddressResult): void {
    const done = results.filter((result): result is DoneReplicate => result.status === 'done');
    const isComplete = done.length === results.length;
    for (const [index, result] of results.entries()) {
      const scenario_id = this.plan.scenarios[index]!.id;
      const key = {
        scenario_id,
        explanation: address.explanation,
        run_grouping: address.draw,
        stochastic_run: address.replicate,
      };
      const status = statusOf(result, isComplete);
      this.counts[status]++;
      const { days, sha256 } = result.status === 'done' ? result : { days: null, sha256: null };
      this.runs.append({ ...key, status, days, sha256 });
      if (result.status === 'failed') this.failures.push({ scenario: scenario_id, address, result });
      else if (isComplete) this.trajectories.append(key, result.trajectory, result.rows);
    }
    if (isComplete) this.accumulator.add(address, done);
  }
}

/** An address that failed in one scenario is dropped from all: what is left would not be paired. */
function statusOf(result: ReplicateResult, isComplete: boolean): keyof Counts {
  if (result.status === 'failed') return 'failed';
  return isComplete ? 'done' : 'dropped';
}
