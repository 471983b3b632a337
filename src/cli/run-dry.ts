/** `duel run --dry-run`: what would be run, and how long it would take. */
import { availableParallelism } from 'node:os';
import { TABLES } from '../results/columns.js';
import { plannedReplicates, sizeOf } from '../runner/address.js';
import { sharedReplicates } from '../runner/share.js';
import { bytesFor, estimate, secondsFor } from '../runner/estimate.js';
import type { PreparedRun } from '../runner/prepare-run.js';
import type { Io } from './io.js';
import { durationText } from './progress.js';
import type { RunCommandOptions } from './run-options.js';

/** @param workers threads that would simulate */
export function dryRun(prepared: PreparedRun, workers: number, options: RunCommandOptions, io: Io): void {
  const { plan, experiment } = prepared;
  // What the process has taken until here it would take again.
  const started = io.now() / 1000;
  const estimated = estimate(prepared, io.now);
  const whole = plannedReplicates(plan);
  const part = options.share ? sharedReplicates(plan, options.share) / whole : 1;
  const facts = {
    scenarios: experiment.scenarios.map(({ id }) => id),
    explanations: plan.explanations,
    draws: sizeOf(plan.draws),
    replicates: sizeOf(plan.replicates),
    seed: plan.seed,
    stop: plan.stop,
    share: options.share ?? null,
    total: options.share ? sharedReplicates(plan, options.share) : whole,
    tables: Object.values(TABLES).map(({ path }) => path),
    workers,
    seconds: Number((started + part * secondsFor(estimated, workers, availableParallelism())).toPrecision(3)),
    bytes: Math.round(part * bytesFor(estimated)),
  };
  if (options.json) return io.out(`${JSON.stringify(facts, null, 2)}\n`);
  const { scenarios, explanations, draws, replicates, total, seconds, bytes, stop } = facts;
  io.out(
    [
      `scenarios:    ${scenarios.join(', ')}`,
      `explanations: ${explanations.join(', ')}`,
      `replicates:   ${scenarios.length} scenarios × ${explanations.length} explanations × ${draws} draws × ${replicates} replicates = ${whole}`,
      ...(options.share
        ? [`share:        ${options.share.number} of ${options.share.of}, ${total} replicates`]
        : []),
      `seed:         ${plan.seed}`,
      ...(stop ? [`stop:         ${stop.when}, after ${stop.atLeast} draws or more`] : []),
      `tables:       ${facts.tables.join(', ')}`,
      `time:         ${stop ? 'at most ' : ''}about ${durationText(1000 * seconds)} with ${workers} workers`,
      `disk:         about ${Math.ceil(bytes / 1e6)} MB`,
      'nothing was written',
      '',
    ].join('\n'),
  );
}
