/** Who runs tasks: this thread, a pool of them, or other machines. The rest of the program cannot tell the difference. */
import type { Task, TaskResult } from './task.js';

/** Runs tasks, wherever that is. */
export interface Executor {
  /** Threads that simulate; they may come and go where they are those of other machines. */
  readonly workers: number;

  /**
   * Runs tasks, pulling them from `tasks` as there is room, and hands over each result once, in any order. When
   * `signal` is aborted no further task is pulled; those that were are finished first.
   * @throws what `receive` throws, or an Error where nothing can be run at all.
   */
  execute(tasks: Iterable<Task>, receive: (result: TaskResult) => void, signal: AbortSignal): Promise<void>;

  /** Frees threads. */
  close(): Promise<void>;
}
