/** Tasks in a pool of worker threads (Piscina). A thread that dies costs its task one more attempt, not the run. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Executor } from './executor.js';
import { type Plan, PlanError } from './plan.js';
import { addressesOf, type AddressResult, lostAddress, type Task, type TaskResult } from './task.js';

/** Tasks handed out per thread: one that runs, and enough in wait that no thread is idle between two. */
const WINDOW = 3;
/** How far, in tasks per thread, results may run ahead of the oldest one that is missing: bounds what is buffered. */
const AHEAD = 16;

export class PoolExecutor implements Executor {
  private readonly pool: Piscina;
  /** Rejects when no thread can be started any more: without it, tasks would wait for ever. */
  private readonly broken: Promise<never>;
  private brokenBy: Error | null = null;

  /**
   * @param workers threads, at least 1.
   * @param file module of the workers, built; tests put in one that fails on purpose.
   */
  constructor(
    private readonly plan: Plan,
    readonly workers: number,
    file: URL = new URL('./worker.js', import.meta.url),
  ) {
    if (!Number.isSafeInteger(workers) || workers < 1)
      throw new PlanError('workers must be a whole number from 1');
    this.pool = new Piscina({
      filename: fileURLToPath(file),
      workerData: JSON.stringify(plan),
      minThreads: workers,
      maxThreads: workers,
      idleTimeout: Infinity,
    });
    this.broken = new Promise((_, reject) => {
      this.pool.on('error', (error: Error) => {
        if (this.pool.threads.length === 0) {
          this.brokenBy = new Error(`no worker thread can be started: ${error.message}`, { cause: error });
          reject(this.brokenBy);
        }
      });
    });
    // Whoever waits for a task hears of it; when nobody does, nothing was lost.
    this.broken.catch(() => undefined);
  }

  async execute(
    tasks: Iterable<Task>,
    receive: (result: TaskResult) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const running = new Map<number, Promise<void>>();
    for (const task of tasks) {
      while (this.isFull(running, task)) await Promise.race(running.values());
      if (signal.aborted) break;
      running.set(
        task.index,
        this.attempt(task).then((result) => {
          running.delete(task.index);
          receive(result);
        }),
      );
    }
    await Promise.all(running.values());
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private isFull(running: ReadonlyMap<number, unknown>, next: Task): boolean {
    const [oldest = next.index] = running.keys();
    return running.size >= WINDOW * this.workers || next.index - oldest >= AHEAD * this.workers;
  }

  /** A task whose thread died is tried once more, address by address, so that only those that kill are lost. */
  private async attempt(task: Task): Promise<TaskResult> {
    try {
      return await this.inPool(task);
    } catch {
      const addresses: AddressResult[] = [];
      for (let first = task.first; first < task.first + task.count; first++) {
        addresses.push(await this.alone({ ...task, first, count: 1 }));
      }
      return { index: task.index, addresses };
    }
  }

  private async alone(task: Task): Promise<AddressResult> {
    try {
      return (await this.inPool(task)).addresses[0]!;
    } catch (error) {
      if (this.brokenBy) throw this.brokenBy;
      const { message, stack } = error as Error;
      const [address] = addressesOf(this.plan, task);
      return lostAddress(this.plan, address!, `its worker thread died: ${message}`, stack ?? message);
    }
  }

  private inPool(task: Task): Promise<TaskResult> {
    return Promise.race([this.pool.run(task) as Promise<TaskResult>, this.broken]);
  }
}
