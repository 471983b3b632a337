/** What simulates for a command, by the number of threads that it may start. */
import type { Executor } from '../runner/executor.js';
import { InlineExecutor } from '../runner/inline-executor.js';
import type { Plan } from '../runner/plan.js';
import { PoolExecutor } from '../runner/pool-executor.js';
import type { Io } from './io.js';

/**
 * One needs no thread of its own: results are the same, and starting it takes time.
 * @param timeout milliseconds that an address may take; `null` or nothing: see `AddressLimit`
 */
export function executorOf(
  threads: number,
  { now }: Pick<Io, 'now'>,
  timeout: number | null = null,
): (plan: Plan) => Executor {
  return (plan) =>
    threads === 1
      ? new InlineExecutor(plan, { now, timeout })
      : new PoolExecutor(plan, threads, { now, timeout });
}
