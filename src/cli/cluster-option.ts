/** `--cluster`: tasks go to workers on other machines. Nothing of the queue is loaded without it. */
import type { Command } from 'commander';
import { ClusterAddress } from '../cluster/cluster-address.js';
import type { Executor } from '../runner/executor.js';
import { modelVersion } from '../runner/package-files.js';
import type { Plan } from '../runner/plan.js';
import type { Io } from './io.js';

/** What `--cluster` was given; `true` where the environment has the address. */
export type ClusterOption = string | true;

/** Makes executors, and lets go of what they share. */
export interface Executors {
  readonly of: (plan: Plan) => Executor;
  readonly close: () => Promise<void>;
}

export function withCluster(command: Command, what: string): Command {
  // Read by no parser: its errors would show the password.
  return command.option(
    '--cluster [url]',
    `${what} redis://[USER:PASSWORD@]HOST[:PORT] or rediss:// for TLS; without URL, that of DUEL_CLUSTER`,
  );
}

export function clusterAddress(given: ClusterOption, io: Io): ClusterAddress {
  return ClusterAddress.of(given, io.environment);
}

/**
 * Executors that hand their tasks to the workers of a cluster.
 * @param timeout milliseconds that an address may take; `null`: what workers think right
 * @throws ClusterError where its Redis does not answer
 */
export async function clusterExecutors(
  address: ClusterAddress,
  timeout: number | null,
  io: Io,
): Promise<Executors> {
  const { Session } = await import('../cluster/session.js');
  const { ClusterExecutor } = await import('../cluster/cluster-executor.js');
  const session = await Session.open(address, {
    model: modelVersion(),
    tell: (text) => io.err(`${text}\n`),
  });
  return {
    of: (plan) => new ClusterExecutor(session, plan, { now: io.now, timeout }),
    close: () => session.close(),
  };
}
