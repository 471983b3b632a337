/** A plan executed and folded into the tables of a folder: what a run does, whoever asks for it. */
import { type Tables, Tabulator } from '../analysis/tabulator.js';
import { PartFiles } from '../results/part-files.js';
import { Collector, type Counts } from './collect.js';
import { averagesFor } from './evidence-weights.js';
import { type Executed, execute, type ExecuteOptions } from './execute.js';
import type { Executor } from './executor.js';
import { failureRow } from './failures.js';
import { parameterRows } from './parameter-sets.js';
import type { PreparedRun } from './prepare-run.js';
import { forcingRows, scenarioRow, writeRunTables } from './run-tables.js';

export interface Folded {
  readonly executed: Executed;
  readonly counts: Counts;
  readonly failures: Collector['failures'];
  readonly tables: Tables;
  /** SHA-256 of `datapackage.json`. */
  readonly datapackage: string;
  /** When the last result had come, as `now` tells it. */
  readonly simulated: number;
}

export interface FoldOptions extends Omit<ExecuteOptions, 'onResult'> {
  /** Scenario files as the user gave them, none absolute: for the commands in `failures.csv`. */
  readonly given: readonly string[];
  readonly onResult: (counts: Counts) => void;
}

/**
 * Writes `tables/` and `datapackage.json` into the folder. Closes the executor.
 * @throws what the executor throws where no task can be run; Error of the disk
 */
export async function foldRun(
  folder: string,
  { plan, experiment, geography, parameters }: PreparedRun,
  executor: Executor,
  { given, onResult, ...options }: FoldOptions,
): Promise<Folded> {
  const { scenarios } = experiment;
  const tabulator = new Tabulator({
    scenarios,
    geography,
    layout: plan.layout,
    interleaved: plan.stop !== null,
    averages: averagesFor(scenarios[0]!.parameters),
  });
  const ids = scenarios.map(({ id }) => id);
  let executed: Executed;
  let trajectories: PartFiles;
  let runs: PartFiles;
  let collector: Collector;
  try {
    trajectories = new PartFiles(folder, 'trajectories', ids);
    runs = new PartFiles(folder, 'runs', ids);
    collector = new Collector(plan, tabulator, trajectories, runs);
    const { counts } = collector;
    executed = await execute(plan, executor, collector, tabulator, {
      ...options,
      onResult: () => onResult(counts),
    });
    trajectories.close();
    runs.close();
  } finally {
    await executor.close();
  }
  const simulated = options.now();
  const { counts, failures } = collector;
  const tables = tabulator.finish(plan.explanations);
  const datapackage = await writeRunTables(
    folder,
    {
      ...tables,
      scenarios: scenarios.map(scenarioRow),
      forcings: scenarios.flatMap(forcingRows),
      failures: failures.map((failure) => failureRow(failure, given, plan.seed)),
    },
    parameterRows({ ...experiment, draws: executed.draws }, parameters),
    [runs, trajectories],
  );
  return { executed, counts, failures, tables, datapackage, simulated };
}
