/** How long a plan will take and how much it will write, from a few replicates of it. Time is handed in. */
import { addressAt, type Plan, plannedReplicates } from './plan.js';
import { Replicator } from './replicate.js';

export interface Estimate {
  /** Of one address under all scenarios, in one thread. */
  readonly millisecondsPerAddress: number;
  /** Compressed trajectories of one address under all scenarios. */
  readonly bytesPerAddress: number;
}

/** A task of about so many milliseconds: long beside the cost of handing it over, short beside a look at the clock. */
const TASK_MILLISECONDS = 100;
/** Tables besides trajectories, as a floor under the disk estimate: measured on the shipped scenarios. */
const OTHER_TABLES_BYTES = 30e6;

/**
 * Simulates the first replicate of some explanations and throws the results away.
 * @param explanations how many; more give a better mean, since they differ in speed.
 * @param now milliseconds that only ever grow.
 */
export function estimate(plan: Plan, explanations: number, now: () => number): Estimate {
  const replicator = new Replicator(plan);
  const timed = plan.explanations.slice(0, explanations);
  // The first one also compiles the model, which a run does once.
  replicator.run(addressAt(plan, timed[0]!, 0));
  let bytes = 0;
  const began = now();
  for (const explanation of timed) {
    for (const result of replicator.run(addressAt(plan, explanation, 0))) {
      if (result.status === 'done') bytes += result.trajectory.byteLength;
    }
  }
  return {
    millisecondsPerAddress: (now() - began) / timed.length,
    bytesPerAddress: bytes / timed.length,
  };
}

/** Addresses per task, so that a task is worth handing over. It has no effect on results. */
export function chunkFor({ millisecondsPerAddress }: Estimate): number {
  return Math.min(1000, Math.max(1, Math.round(TASK_MILLISECONDS / Math.max(millisecondsPerAddress, 0.001))));
}

/** Seconds that simulating takes on so many threads. */
export function secondsFor(plan: Plan, { millisecondsPerAddress }: Estimate, workers: number): number {
  return (addressCount(plan) * millisecondsPerAddress) / 1000 / workers;
}

/** Bytes of the results folder, to an order of magnitude. */
export function bytesFor(plan: Plan, { bytesPerAddress }: Estimate): number {
  return addressCount(plan) * bytesPerAddress + OTHER_TABLES_BYTES;
}

function addressCount(plan: Plan): number {
  return plannedReplicates(plan) / plan.scenarios.length;
}
