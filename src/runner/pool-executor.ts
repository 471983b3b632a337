/** Tasks in a pool of worker threads (Piscina). A thread that dies costs its task one more attempt, not the run. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Executor } from './executor.js';
import { type Plan, PlanError } from './plan.js';
import type { Address } from './address.js';
import { BlockWriter, lostAddress } from './block.js';
import type { SimulatedAddress } from './replicate.js';
import { blocksOf, type LoneAddress, type Task, type TaskResult } from './task.js';

/** Tasks handed out per thread: one that runs, and enough in wait that no thread is idle between two. */
const WINDOW = 3;
/** How far, in tasks per thread, results may run ahead of the oldest one that is missing: bounds what is buffered. */
const AHEAD = 8;

export class PoolExecutor implements Executor {
  private readonly pool: Piscina;
  /**
   * What is told when no thread can be started any more: else its tasks would wait for ever. No promise that lives
   * as long as the pool, since a race against one keeps every result that ever won it.
   */
  private readonly waiting = new Set<(error: Error) => void>();
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
    this.pool.on('error', (error: Error) => {
      if (this.pool.threads.length > 0) return;
      this.brokenBy = new Error(`no worker thread can be started: ${error.message}`, { cause: error });
      for (const reject of this.waiting) reject(this.brokenBy);
    });
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
      return (await this.inPool(task)) as TaskResult;
    } catch {
      const writer = new BlockWriter(this.plan);
      const blocks = [];
      for (const addresses of blocksOf(this.plan, task)) {
        const simulated = [];
        for (const address of addresses) simulated.push(await this.alone(address, task));
        blocks.push(writer.write(simulated));
      }
      return { index: task.index, blocks };
    }
  }

  private async alone(address: Address, task: Task): Promise<SimulatedAddress> {
    try {
      return (await this.inPool({ alone: address, task })) as SimulatedAddress;
    } catch (error) {
      if (this.brokenBy) throw this.brokenBy;
      const { message, stack } = error as Error;
      return lostAddress(this.plan, address, `its worker thread died: ${message}`, stack ?? message);
    }
  }

  private inPool(work: Task | LoneAddress): Promise<TaskResult | SimulatedAddress> {
    return new Promise((resolve, reject) => {
      if (this.brokenBy) return reject(this.brokenBy);
      this.waiting.add(reject);
      (this.pool.run(work) as Promise<TaskResult | SimulatedAddress>)
        .finally(() => this.waiting.delete(reject))
        .then(resolve, reject);
    });
  }
}
