/**
 * Tasks in this thread, one after another. An address that hangs is given up by the engine's own watchdog, which ends
 * what runs in a script after a time (`vm`); a second thread would cost a third of a second to start, this 40 µs an
 * address.
 */
import { createContext, Script } from 'node:vm';
import type { Address } from './address.js';
import { AddressLimit } from './address-limit.js';
import { HUNG, lostAddress } from './block.js';
import type { Executor } from './executor.js';
import type { Plan } from './plan.js';
import type { SimulatedAddress } from './replicate.js';
import { type Task, type TaskResult, TaskRunner } from './task.js';

const TIMED_OUT = 'ERR_SCRIPT_EXECUTION_TIMEOUT';

export interface InlineOptions {
  /** Milliseconds that only ever grow: to notice an address that hangs. Without it nobody does. */
  readonly now?: () => number;
  /** Milliseconds that an address may take; `null` or nothing: see {@link AddressLimit}. */
  readonly timeout?: number | null;
  /** Tests put in one that hangs on purpose. */
  readonly runner?: TaskRunner;
}

/** Runs tasks one after another in the thread that calls it. */
export class InlineExecutor implements Executor {
  readonly workers = 1;
  private readonly runner: TaskRunner;
  private readonly now: (() => number) | null;
  private readonly limit: AddressLimit;
  private readonly place: { call: () => unknown } = { call: () => undefined };
  private readonly script = new Script('call()');

  constructor(
    private readonly plan: Plan,
    { now, timeout = null, runner = new TaskRunner(plan) }: InlineOptions = {},
  ) {
    this.runner = runner;
    this.now = now ?? null;
    this.limit = new AddressLimit(timeout);
    createContext(this.place);
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
      receive(this.runner.run(task, (address, simulate) => this.watched(address, simulate)));
    }
  }

  async close(): Promise<void> {}

  /** An address that hangs is tried once more; the next one starts from its own state as after any failure. */
  private watched(address: Address, simulate: () => SimulatedAddress): SimulatedAddress {
    const { now } = this;
    if (!now) return simulate();
    let hung: Error | null = null;
    for (let attempt = 0; attempt < 2; attempt++) {
      const began = now();
      try {
        const ended = this.ended(simulate);
        this.limit.tell(now() - began, 1);
        return ended;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== TIMED_OUT) throw error;
        hung = error as Error;
      }
    }
    return lostAddress(this.plan, address, HUNG, hung!.stack ?? HUNG);
  }

  private ended(simulate: () => SimulatedAddress): SimulatedAddress {
    this.place.call = simulate;
    const timeout = Math.ceil(this.limit.milliseconds);
    return this.script.runInContext(this.place, { timeout }) as SimulatedAddress;
  }
}
