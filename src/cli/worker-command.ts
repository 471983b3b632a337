/** `duel worker`: simulates for runs on other machines until it is told to leave. */
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { modelVersion } from '../runner/package-files.js';
import { clusterAddress, type ClusterOption, withCluster } from './cluster-option.js';
import { EXIT } from './exit-codes.js';
import type { Io } from './io.js';
import { wholeNumber } from './run-options.js';

interface WorkerCommandOptions {
  readonly cluster?: ClusterOption;
  readonly workers?: number;
}

export function registerWorker(program: Command, io: Io): void {
  withCluster(program.command('worker'), 'where tasks are handed out:')
    .option('--workers <n>', 'threads that simulate (default: all processors)', wholeNumber)
    .action((options: WorkerCommandOptions) => workerCommand(options, io));
}

async function workerCommand(
  { cluster = true, workers = availableParallelism() }: WorkerCommandOptions,
  io: Io,
): Promise<void> {
  const address = clusterAddress(cluster, io);
  const { ClusterWorker } = await import('../cluster/cluster-worker.js');
  const worker = await ClusterWorker.start(address, {
    model: modelVersion(),
    threads: workers,
    now: io.now,
    tell: (text) => io.err(`${text}\n`),
  });
  io.err(`worker at ${address.shown}, threads: ${workers}; Ctrl-C or SIGTERM lets it leave\n`);
  let told = 0;
  const forget = io.onInterrupt(() => {
    if (told++ > 0) io.leave(EXIT.interrupted);
    io.err('leaving when what it is at is done; once more leaves at once, and others take over\n');
    worker.leave();
  });
  try {
    const { tasks } = await worker.left;
    io.err(`left after ${tasks} tasks\n`);
  } finally {
    forget();
  }
}
