/** Tasks in this thread, one after another. */
import type { Executor } from './executor.js';
import type { Plan } from './plan.js';
import { type Task, type TaskResult, TaskRunner } from './task.js';

/** Runs tasks one after another in the thread that calls it. */
export class InlineExecutor implements Executor {
  readonly workers = 1;
  private readonly runner: TaskRunner;

  constructor(plan: Plan, runner = new TaskRunner(plan)) {
    this.runner = runner;
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
      receive(this.runner.run(task));
    }
  }

  async close(): Promise<void> {}
}
