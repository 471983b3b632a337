/** Hands out tasks batch by batch, and decides after each whether the run may stop. */
import type { StopState } from '../analysis/check-table.js';
import type { Tabulator } from '../analysis/tabulator.js';
import { batchesOf } from './batches.js';
import type { Collector } from './collect.js';
import type { Executor } from './executor.js';
import { valueSizesOf } from './observation.js';
import { Pace } from './pace.js';
import type { Plan, Range } from './plan.js';
import type { ReplicateJournal } from './replicate-journal.js';
import type { AddressResult } from './replicate.js';
import { type Task, tasks } from './task.js';

/** How a rule to stop came out: where it was met, or that the draws ran out before. */
export interface Stopped extends StopState {
  readonly when: string;
  /** Draws that were run. */
  readonly draws: number;
}

export interface Executed {
  /** Draws that were run, or were to be run where the run was interrupted. */
  readonly draws: Range;
  /** `null` without a rule to stop, and where the run was interrupted. */
  readonly stopped: Stopped | null;
}

export interface ExecuteOptions {
  /** About how many addresses a task holds; `null` = as many as suit the time that they take. */
  readonly chunk: number | null;
  /** Asked before a task is handed out, and told of each result before anything else is done with it. */
  readonly journal: Pick<ReplicateJournal, 'recalled' | 'keep'>;
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Called when a task's result has been taken in. */
  readonly onResult: () => void;
}

/**
 * Runs the plan to its end, or to the first batch after which its rule to stop holds for every scenario and
 * explanation. Nothing beyond a batch is started before that is decided.
 * @throws what the executor throws where no task can be run
 */
export async function execute(
  plan: Plan,
  executor: Executor,
  collector: Collector,
  tabulator: Tabulator,
  { chunk, journal, now, signal, onResult }: ExecuteOptions,
): Promise<Executed> {
  const pace = new Pace(() => executor.workers, bytesPerAddress(plan), now);
  let next = 0;
  let state: StopState | null = null;
  let last = plan.draws.last;
  for (const batch of batchesOf(plan)) {
    const numbered = function* (): Generator<Task> {
      for (const task of tasks(plan, () => chunk ?? pace.chunk, batch, next)) {
        next = task.index + 1;
        yield journal.recalled(task);
      }
    };
    await executor.execute(
      numbered(),
      (result) => {
        journal.keep(result);
        collector.receive(result);
        // What is read off the journal says nothing about how long simulating takes.
        const fresh = result.blocks.every(({ addresses }) =>
          addresses.every((address) => !isReused(address)),
        );
        if (fresh) pace.tell(result.blocks.reduce((sum, { addresses }) => sum + addresses.length, 0));
        onResult();
      },
      signal,
    );
    if (signal.aborted) return { draws: plan.draws, stopped: null };
    if (!plan.stop) break;
    state = tabulator.stopping(plan.explanations);
    last = batch.last;
    if (state?.met) break;
  }
  const draws = { first: plan.draws.first, last };
  const stopped =
    plan.stop && state ? { ...state, when: plan.stop.when, draws: last - draws.first + 1 } : null;
  return { draws, stopped };
}

function isReused({ results }: AddressResult): boolean {
  return results.some((result) => result.status === 'done' && result.reused);
}

function bytesPerAddress(plan: Plan): number {
  const { windows, series, probes } = valueSizesOf(plan);
  return plan.scenarios.length * (windows + series + probes) * Float64Array.BYTES_PER_ELEMENT;
}
