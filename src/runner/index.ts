/** The front file of `enduring-duel/runner`: from scenarios to a results folder. */
export { Collector, type Accumulator, type Counts, type Failure, type RowSink } from './collect.js';
export { type Estimate, estimate, secondsFor, bytesFor } from './estimate.js';
export type { Executor } from './executor.js';
export { InlineExecutor } from './inline-executor.js';
export { geographyText, modelVersion } from './package-files.js';
export { type Address, plannedReplicates } from './address.js';
export { BLOCK, type BlockResult } from './block.js';
export {
  type Experiment,
  experimentOf,
  type GeographyText,
  type Overrides,
  type ParameterSets,
  type Plan,
  PlanError,
  planOf,
  type PlannedStop,
  type Range,
} from './plan.js';
export { PoolExecutor } from './pool-executor.js';
export { packageGeography, type PreparedRun, prepareRun } from './prepare-run.js';
export { Journal } from '../results/journal.js';
export { type Kernel, KERNEL } from './kernel.js';
export {
  type AddressResult,
  type DoneReplicate,
  type FailedReplicate,
  type ReplicateResult,
  Replicator,
  type SimulatedAddress,
  type Stage,
} from './replicate.js';
export { type Stopped } from './execute.js';
export { type Clock, type Progress, run, type RunOptions, type RunOutcome } from './run.js';
export { runShare, type ShareOptions, type ShareOutcome } from './run-share.js';
export { type Share } from './share.js';
export { type Task, type TaskResult, TaskRunner, tasks } from './task.js';
