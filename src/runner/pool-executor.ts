/**
 * Tasks in a pool of worker threads (Piscina). A thread that dies, hangs or returns nonsense costs its task one more
 * attempt, not the run.
 */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { assertAnswer, type Work } from './answer.js';
import { BLOCK, BlockWriter, HUNG, lostAddress } from './block.js';
import type { Executor } from './executor.js';
import { HangWatch } from './hang-watch.js';
import { type Plan, PlanError } from './plan.js';
import type { SimulatedAddress } from './replicate.js';
import { blocksOf, type LoneAddress, type Order, type Task, type TaskResult } from './task.js';

/** Tasks handed out per thread: one that runs, and enough in wait that no thread is idle between two. */
const WINDOW = 3;
/** How far, in tasks per thread, results may run ahead of the oldest one that is missing: bounds what is buffered. */
const AHEAD = 8;

export interface PoolOptions {
  /** Milliseconds that only ever grow: to notice work that hangs. Without it nobody does. */
  readonly now?: () => number;
  /** Milliseconds that an address may take; `null` or nothing: see {@link AddressLimit}. */
  readonly timeout?: number | null;
  /** Module of the workers, built; tests put in one that fails on purpose. */
  readonly file?: URL;
  /** Memory of a thread for what lives long; else as much as Node gives it. */
  readonly megabytes?: number;
}

/** Runs tasks in a pool of worker threads; one that dies or hangs costs the address that it was at. */
export class PoolExecutor implements Executor {
  private readonly pool: Piscina;
  /**
   * What is told when no thread can be started any more: else its tasks would wait for ever. No promise that lives
   * as long as the pool, since a race against one keeps every result that ever won it.
   */
  private readonly waiting = new Set<(error: Error) => void>();
  private brokenBy: Error | null = null;

  private readonly watch: HangWatch | null;
  /** Nothing that comes in any more is taken. */
  private isClosing = false;

  /** @param workers threads, at least 1 */
  constructor(
    private readonly plan: Plan,
    readonly workers: number,
    { now, timeout = null, file = new URL('./worker.js', import.meta.url), megabytes }: PoolOptions = {},
  ) {
    if (!Number.isSafeInteger(workers) || workers < 1)
      throw new PlanError('workers must be a whole number from 1');
    this.watch = now ? new HangWatch(now, timeout) : null;
    this.pool = new Piscina({
      filename: fileURLToPath(file),
      workerData: JSON.stringify(plan),
      minThreads: workers,
      maxThreads: workers,
      idleTimeout: Infinity,
      ...(megabytes === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: megabytes } }),
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
    try {
      for (const task of tasks) {
        while (this.isFull(running, task)) await Promise.race(running.values());
        if (signal.aborted) break;
        running.set(
          task.index,
          this.run(task).then((result) => {
            running.delete(task.index);
            if (!this.isClosing) receive(result);
          }),
        );
      }
      await Promise.all(running.values());
    } catch (error) {
      this.isClosing = true;
      // They end as the pool is closed, and nobody waits for them.
      for (const rest of running.values()) rest.catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.isClosing = true;
    await this.pool.destroy();
  }

  private isFull(running: ReadonlyMap<number, unknown>, next: Task): boolean {
    const [oldest = next.index] = running.keys();
    return running.size >= WINDOW * this.workers || next.index - oldest >= AHEAD * this.workers;
  }

  /**
   * Runs one task. If its thread dies it is tried once more, address by address, so that only those that kill are lost.
   * @throws Error where no thread can be started, or the pool was closed
   */
  async run(task: Task): Promise<TaskResult> {
    try {
      return (await this.inPool(task)) as TaskResult;
    } catch (error) {
      if (this.isClosing || this.brokenBy) throw error;
      const writer = new BlockWriter(this.plan);
      const blocks = [];
      for (const [block, addresses] of blocksOf(this.plan, task).entries()) {
        const simulated = [];
        for (const [at, address] of addresses.entries()) {
          const recorded = task.recorded?.[block * BLOCK + at] ?? [];
          simulated.push(await this.alone({ alone: address, recorded, task }));
        }
        blocks.push(writer.write(simulated));
      }
      return { index: task.index, blocks };
    }
  }

  private async alone(work: LoneAddress): Promise<SimulatedAddress> {
    const { alone: address } = work;
    try {
      return (await this.inPool(work)) as SimulatedAddress;
    } catch (error) {
      if (this.brokenBy) throw this.brokenBy;
      if (this.isClosing) throw error;
      const { name, message, stack } = error as Error;
      const how =
        name === 'AbortError'
          ? HUNG
          : error instanceof TypeError
            ? message
            : `its worker thread died: ${message}`;
      return lostAddress(this.plan, address, how, stack ?? message);
    }
  }

  private inPool(work: Work): Promise<TaskResult | SimulatedAddress> {
    return new Promise((resolve, reject) => {
      if (this.brokenBy) return reject(this.brokenBy);
      this.waiting.add(reject);
      const order: Order = { work, beats: new Int32Array(new SharedArrayBuffer(4)) };
      const giving = new AbortController();
      const unwatch = this.watch?.over(order.beats, () => giving.abort());
      (this.pool.run(order, { signal: giving.signal }) as Promise<unknown>)
        .finally(() => {
          this.waiting.delete(reject);
          unwatch?.();
        })
        .then((answer) => assertAnswer(this.plan, work, answer))
        .then(resolve, reject);
    });
  }
}
