/** Tasks in this thread, one after another. */
import type { Executor } from './executor.js';
import type { Plan } from './plan.js';
import { Replicator } from './replicate.js';
import { runTask, type Task, type TaskResult } from './task.js';

export class InlineExecutor implements Executor {
  readonly workers = 1;
  private readonly replicator: Replicator;

  constructor(
    private readonly plan: Plan,
    replicator = new Replicator(plan),
  ) {
    this.replicator = replicator;
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
      receive(runTask(this.plan, task, this.replicator));
    }
  }

  async close(): Promise<void> {}
}
