/**
 * Replicates read off a journal, none simulated: what a journal does not hold counts as failed if the run says that it
 * failed, and is told as lacking if not.
 */
import type { RowOf } from '../results/columns.js';
import type { Address } from './address.js';
import { type BlockResult } from './block.js';
import type { Executor } from './executor.js';
import { KERNEL } from './kernel.js';
import type { Plan } from './plan.js';
import type { ReplicateJournal } from './replicate-journal.js';
import {
  type AddressResult,
  type FailedReplicate,
  type ReplicateResult,
  Replicator,
  type Stage,
} from './replicate.js';
import { blocksOf, type Task, type TaskResult, TaskRunner } from './task.js';

type FailureRow = RowOf<'failures'>;

export class RecallExecutor implements Executor {
  readonly workers = 1;
  /** The first replicate that neither the journal holds nor a failure explains; nothing behind it was read. */
  lacking: string | null = null;
  /** A failure of a replicate that the journal holds as done. */
  contradicted: string | null = null;
  private readonly runner: TaskRunner;
  private readonly failures: ReadonlyMap<string, FailureRow>;

  /** @param stop called where something is lacking */
  constructor(
    private readonly plan: Plan,
    failures: readonly FailureRow[],
    private readonly stop: () => void,
  ) {
    this.failures = new Map(failures.map((row) => [keyOf(row), row]));
    const prepare = (): never => {
      throw new Error('not in the journal');
    };
    this.runner = new TaskRunner(plan, new Replicator(plan, { ...KERNEL, prepare }));
  }

  /** The task with what a journal holds; a thread that died took the whole address, whatever was known before. */
  recalled(task: Task, journal: Pick<ReplicateJournal, 'recalled'>): Task {
    const recalled = journal.recalled(task);
    const addresses = blocksOf(this.plan, task).flat();
    const { id } = this.plan.scenarios[0]!;
    const recorded = recalled.recorded?.map((records, at) =>
      this.failures.get(textOf(id, addresses[at]!))?.stage === 'worker' ? [] : records,
    );
    return recorded ? { ...recalled, recorded } : recalled;
  }

  async execute(
    tasks: Iterable<Task>,
    receive: (result: TaskResult) => void,
    signal: AbortSignal,
  ): Promise<void> {
    for (const task of tasks) {
      // Between tasks the event loop gets its turn, or Ctrl-C would not be heard.
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) return;
      const { index, blocks } = this.runner.run(task);
      const told = blocks.map((block) => this.told(block));
      if (this.lacking !== null) return this.stop();
      receive({ index, blocks: told });
    }
  }

  async close(): Promise<void> {}

  /** With what the run says of those that failed. */
  private told({ addresses, trajectories }: BlockResult): BlockResult {
    return { trajectories, addresses: addresses.map((address) => this.toldOf(address)) };
  }

  private toldOf(result: AddressResult): AddressResult {
    const results = result.results.map((one, scenario): ReplicateResult => {
      const key = textOf(this.plan.scenarios[scenario]!.id, result.address);
      const row = this.failures.get(key);
      if (one.status === 'done') {
        if (row) this.contradicted ??= key;
        return one;
      }
      if (!row) this.lacking ??= key;
      return row ? failed(row) : one;
    });
    return { ...result, results };
  }
}

function keyOf({ scenario_id, explanation, run_grouping, stochastic_run }: FailureRow): string {
  return `${scenario_id}:${explanation}:${run_grouping}:${stochastic_run}`;
}

function textOf(scenario: string, { explanation, draw, replicate }: Address): string {
  return `${scenario}:${explanation}:${draw}:${replicate}`;
}

function failed({ stage, message }: FailureRow): FailedReplicate {
  return { status: 'failed', stage: stage as Stage, message, stack: message };
}
