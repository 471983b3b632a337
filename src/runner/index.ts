/** The front file of `enduring-duel/runner`: from scenarios to a results folder. */
export {
  Collector,
  type Accumulator,
  type Counts,
  type Failure,
  type RunSink,
  type TrajectorySink,
} from './collect.js';
export { type Estimate, estimate, chunkFor, secondsFor, bytesFor } from './estimate.js';
export type { Executor } from './executor.js';
export { InlineExecutor } from './inline-executor.js';
export { geographyText, modelVersion } from './package-files.js';
export {
  type Address,
  type Experiment,
  experimentOf,
  type GeographyText,
  type Overrides,
  type ParameterSets,
  type Plan,
  PlanError,
  planOf,
  plannedReplicates,
  type Range,
} from './plan.js';
export { PoolExecutor } from './pool-executor.js';
export { packageGeography, type PreparedRun, prepareRun } from './prepare-run.js';
export {
  type DoneReplicate,
  type FailedReplicate,
  type Model,
  type ReplicateResult,
  Replicator,
  type Stage,
} from './replicate.js';
export { type Clock, type Progress, run, type RunOptions, type RunOutcome } from './run.js';
export { type AddressResult, runTask, type Task, type TaskResult, tasks } from './task.js';
