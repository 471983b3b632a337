/** Where a command simulates, as its options say: in this thread, in a pool, or on the workers of a cluster. */
import { availableParallelism } from 'node:os';
import { addressesPerExplanation } from '../runner/address.js';
import { BLOCK } from '../runner/block.js';
import type { Plan } from '../runner/plan.js';
import { mostShares, type Share } from '../runner/share.js';
import { clusterAddress, clusterExecutors, type ClusterOption, type Executors } from './cluster-option.js';
import { CommandError } from './exit-codes.js';
import { executorOf } from './executor-of.js';
import type { Io } from './io.js';
import { type RunCommandOptions, threadsFor } from './run-options.js';

/**
 * Executors of a run, or of a share of it.
 * @throws CommandError for options that contradict each other; ClusterError where a cluster does not answer
 */
export async function runExecutors(
  plan: Plan,
  options: RunCommandOptions,
  io: Io,
  share?: Share,
): Promise<Executors> {
  const timeout = options.taskTimeout === undefined ? null : 1000 * options.taskTimeout;
  return options.cluster === undefined
    ? local(executorOf(workersFor(plan, options, io, share), io, timeout))
    : onCluster(options, options.cluster, timeout, io);
}

/** Executors of a calibration. @throws as {@link runExecutors} */
export async function calibrationExecutors(
  options: Pick<RunCommandOptions, 'cluster' | 'workers'>,
  io: Io,
): Promise<Executors> {
  const processors = availableParallelism();
  return options.cluster === undefined
    ? local(executorOf(Math.min(options.workers ?? processors, processors), io))
    : onCluster(options, options.cluster, null, io);
}

/** Threads to start; says so where they are fewer than were asked for. */
export function workersFor(
  plan: Plan,
  { workers, chunk = BLOCK }: RunCommandOptions,
  io: Io,
  share?: Share,
): number {
  const perTask = BLOCK * Math.ceil(chunk / BLOCK);
  const tasks = share
    ? Math.ceil(mostShares(plan) / share.of)
    : plan.explanations.length * Math.ceil(addressesPerExplanation(plan) / perTask);
  const processors = availableParallelism();
  const threads = threadsFor(workers ?? processors, tasks, processors);
  if (workers !== undefined && threads < workers)
    io.err(
      `${threads} of ${workers} workers are started: there are ${tasks} tasks and ${processors} processors\n`,
    );
  return threads;
}

function local(of: Executors['of']): Executors {
  return { of, close: async () => undefined };
}

function onCluster(
  { workers }: Pick<RunCommandOptions, 'workers'>,
  cluster: ClusterOption,
  timeout: number | null,
  io: Io,
): Promise<Executors> {
  if (workers !== undefined)
    throw new CommandError(
      '--workers says how many threads simulate here, and with --cluster none does: give it to duel worker',
    );
  return clusterExecutors(clusterAddress(cluster, io), timeout, io);
}
