/**
 * Tasks on other machines, through a session. A task that no worker can bring to its end, because worker after worker
 * dies at it, is run here, address by address where it must be.
 */
import type { Executor } from '../runner/executor.js';
import type { Plan } from '../runner/plan.js';
import { PoolExecutor, type PoolOptions } from '../runner/pool-executor.js';
import type { Task, TaskResult } from '../runner/task.js';
import { headIn, resultIn } from './result-frame.js';
import type { Session } from './session.js';
import { Wake } from './wake.js';

/** Tasks handed out per thread: one that runs, one that its worker holds ready, one in the queue. */
const WINDOW = 3;
/** How far, in tasks per thread, results may run ahead of the oldest one that is missing: bounds what is buffered. */
const AHEAD = 8;
/** Threads that are counted on before any worker is known. */
const EXPECTED = 4;
/** Milliseconds between two attempts to take tasks back when a run is interrupted. */
const WITHDRAW_EVERY = 500;

/** What an executor needs of a session. */
export type TaskBoard = Pick<
  Session,
  'threads' | 'isUp' | 'tell' | 'onChange' | 'publish' | 'retract' | 'submit' | 'withdraw' | 'forget'
>;

export interface ClusterExecutorOptions extends Pick<PoolOptions, 'file'> {
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
  /** Milliseconds that an address may take; `null`: what the worker's watch thinks right. */
  readonly timeout: number | null;
}

/** What a call of {@link ClusterExecutor.execute} waits for. */
class Outstanding {
  /** Tickets, by the index of their task. */
  readonly tickets = new Map<number, number>();
  readonly changed = new Wake();
  failure: Error | null = null;

  settle(index: number): void {
    this.tickets.delete(index);
    this.changed.all();
  }

  fail(error: unknown): void {
    this.failure ??= error instanceof Error ? error : new Error(String(error));
    this.changed.all();
  }
}

export class ClusterExecutor implements Executor {
  private readonly published: number;
  private local: PoolExecutor | null = null;

  constructor(
    private readonly session: TaskBoard,
    private readonly plan: Plan,
    private readonly options: ClusterExecutorOptions,
  ) {
    this.published = session.publish({ plan, timeout: options.timeout });
  }

  /** Threads of all workers that are there now. */
  get workers(): number {
    return this.session.threads;
  }

  async execute(
    tasks: Iterable<Task>,
    receive: (result: TaskResult) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { session } = this;
    const outstanding = new Outstanding();
    const isEnding = (): boolean => signal.aborted || outstanding.failure !== null;
    const wake = (): void => outstanding.changed.all();
    signal.addEventListener('abort', wake);
    const stopListening = session.onChange(wake);
    try {
      for (const task of tasks) {
        while (!isEnding() && this.isFull(outstanding, task)) await outstanding.changed.next();
        if (isEnding()) break;
        this.submit(task, outstanding, receive);
      }
      while (!isEnding() && outstanding.tickets.size > 0) await outstanding.changed.next();
      if (signal.aborted && !outstanding.failure) await this.wind(outstanding);
      if (outstanding.failure) throw outstanding.failure;
    } finally {
      signal.removeEventListener('abort', wake);
      stopListening();
      session.forget([...outstanding.tickets.values()]);
    }
  }

  async close(): Promise<void> {
    await this.local?.close();
    await this.session.retract(this.published);
  }

  private submit(task: Task, outstanding: Outstanding, receive: (result: TaskResult) => void): void {
    const take = async (frame: Buffer): Promise<void> => {
      const result = await this.resultOf(frame, task);
      if (outstanding.failure) return;
      receive(result);
      outstanding.settle(task.index);
    };
    const ticket = this.session.submit(
      this.published,
      task,
      (frame) => void take(frame).catch((error: unknown) => outstanding.fail(error)),
    );
    outstanding.tickets.set(task.index, ticket);
  }

  private isFull({ tickets }: Outstanding, next: Task): boolean {
    const threads = Math.max(EXPECTED, this.workers);
    const [oldest = next.index] = tickets.keys();
    return tickets.size >= WINDOW * threads || next.index - oldest >= AHEAD * threads;
  }

  private async resultOf(frame: Buffer, task: Task): Promise<TaskResult> {
    if (headIn(frame) !== null) return resultIn(frame, this.plan, task);
    this.session.tell('one worker after another was lost at a task: it is run here');
    this.local ??= new PoolExecutor(this.plan, 1, this.options);
    return this.local.run(task);
  }

  /** After an interruption: what workers are at is waited for, the rest is taken back. */
  private async wind({ tickets, changed }: Outstanding): Promise<void> {
    while (tickets.size > 0) {
      if (!this.session.isUp) {
        this.session.tell(`what workers are at cannot come back: tasks left undone: ${tickets.size}`);
        return;
      }
      const withdrawn = new Set(await this.session.withdraw([...tickets.values()]).catch(() => []));
      for (const [index, ticket] of tickets) if (withdrawn.has(ticket)) tickets.delete(index);
      if (tickets.size === 0) return;
      const timer = setTimeout(() => changed.all(), WITHDRAW_EVERY);
      await changed.next();
      clearTimeout(timer);
    }
  }
}
