/** The shell around a run: creates the folder, executes, folds, writes. Reads the clock only through its options. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tabulator } from '../analysis/tabulator.js';
import type { RowOf } from '../results/columns.js';
import { createRunFolder, type Place } from '../results/folder.js';
import { type Manifest, type RunStatus, writeManifest } from '../results/manifest.js';
import { PartFiles } from '../results/part-files.js';
import { plannedReplicates } from './address.js';
import { Collector, type Failure } from './collect.js';
import { type Executed, execute, type Stopped } from './execute.js';
import type { Executor } from './executor.js';
import { failureRow, stacksText } from './failures.js';
import { parameterRows } from './parameter-sets.js';
import type { Plan } from './plan.js';
import type { PreparedRun } from './prepare-run.js';
import { manifestOf } from './run-manifest.js';
import { forcingRows, scenarioRow, writeRunTables } from './run-tables.js';

/** Time, as the caller measures it. */
export interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** The present instant, ISO 8601 in UTC. */
  instant(): string;
}

export interface Progress {
  /** Replicates that ended, however they ended. */
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Milliseconds since the first task was handed out. */
  readonly elapsed: number;
}

export interface RunOptions {
  /** Makes the executor of the plan; the run closes it. */
  readonly executor: (plan: Plan) => Executor;
  /** About how many addresses a task holds; `null` = as many as suit the time that they take. */
  readonly chunk: number | null;
  readonly place: Place;
  /** The command line, for the manifest. */
  readonly command: string;
  /** Scenario files as the user gave them, none absolute: for the commands in `failures.csv`. */
  readonly given: readonly string[];
  /** Folder that paths in the manifest are relative to. */
  readonly cwd: string;
  readonly clock: Clock;
  readonly onProgress?: (progress: Progress) => void;
  /** Aborted: what is running is finished, folded and written; nothing else is started. */
  readonly signal?: AbortSignal;
  /** Facts about the machine for `logs/`. */
  readonly host?: Readonly<Record<string, string | number>>;
}

export interface RunOutcome {
  /** The run's folder, absolute. */
  readonly path: string;
  readonly status: Exclude<RunStatus, 'running'>;
  readonly counts: Manifest['counts'];
  readonly failures: readonly Failure[];
  readonly summary: readonly RowOf<'summary'>[];
  readonly contrasts: readonly RowOf<'contrasts'>[];
  readonly checks: readonly RowOf<'checks'>[];
  readonly survival: readonly RowOf<'survival'>[];
  readonly regret: readonly RowOf<'regret'>[];
  /** How the rule to stop came out; `null` where there is none, or the run was interrupted. */
  readonly stopped: Stopped | null;
  /** Milliseconds: simulating, and all. */
  readonly took: { readonly simulating: number; readonly all: number };
}

/**
 * Runs a plan and writes its folder. Failing replicates do not stop it.
 * @throws RunFolderError where the folder cannot be created; Error where no task can be run or a table cannot be
 *   written, in which case the manifest stays at `running`.
 */
export async function run(prepared: PreparedRun, options: RunOptions): Promise<RunOutcome> {
  const { plan, experiment } = prepared;
  const { clock } = options;
  const started = clock.now();
  const manifest = manifestOf(prepared, options.command, clock.instant(), options.cwd);
  const path = await createRunFolder(options.place, manifest, new Map([['plan.json', planText(plan)]]));

  const { scenarios } = experiment;
  const { geography } = prepared;
  const interleaved = plan.stop !== null;
  const tabulator = new Tabulator({ scenarios, geography, layout: plan.layout, interleaved });
  const ids = scenarios.map(({ id }) => id);
  const trajectories = new PartFiles(path, 'trajectories', ids);
  const runs = new PartFiles(path, 'runs', ids);
  const collector = new Collector(plan, tabulator, trajectories, runs);
  const executor = options.executor(plan);
  const began = clock.now();
  let executed: Executed;
  try {
    executed = await execute(plan, executor, collector, tabulator, {
      chunk: options.chunk,
      now: () => clock.now(),
      signal: options.signal ?? new AbortController().signal,
      onResult: () => options.onProgress?.(progressOf(plan, collector, clock.now() - began)),
    });
  } finally {
    trajectories.close();
    runs.close();
    await executor.close();
  }
  const simulated = clock.now();

  const { draws, stopped } = executed;
  const { failures } = collector;
  const tables = tabulator.finish(plan.explanations);
  await writeRunTables(
    path,
    {
      ...tables,
      scenarios: scenarios.map(scenarioRow),
      forcings: scenarios.flatMap(forcingRows),
      failures: failures.map((failure) => failureRow(failure, options.given, plan.seed)),
    },
    parameterRows({ ...experiment, draws }, prepared.parameters),
    [runs, trajectories],
  );
  const counts = countsOf(plan, executed, collector);
  const status = statusOf(counts);
  if (failures.length > 0) await writeFile(join(path, 'logs/stacks.txt'), stacksText(failures));
  const took = { simulating: simulated - began, all: clock.now() - started };
  const log = { workers: executor.workers, chunk: options.chunk, milliseconds: took, ...options.host };
  await writeFile(join(path, 'logs/run.json'), `${JSON.stringify(log, null, 2)}\n`);
  await writeManifest(path, {
    ...manifest,
    status,
    finished: clock.instant(),
    stop: stopped && { when: stopped.when, draws: stopped.draws, met: stopped.met },
    counts,
    checks: checkCounts(tables.checks),
  });
  const { summary, contrasts, checks, survival, regret } = tables;
  return { path, status, counts, failures, summary, contrasts, checks, survival, regret, stopped, took };
}

function progressOf(plan: Plan, { counts }: Collector, elapsed: number): Progress {
  const done = counts.done + counts.failed + counts.dropped;
  return { done, total: plannedReplicates(plan), failed: counts.failed, elapsed };
}

function countsOf(plan: Plan, { draws }: Executed, { counts }: Collector): Manifest['counts'] {
  const planned = plannedReplicates(plan);
  return { planned, reused: 0, spared: planned - plannedReplicates({ ...plan, draws }), ...counts };
}

function statusOf({ planned, done, failed, dropped, spared }: Manifest['counts']): RunOutcome['status'] {
  if (done + failed + dropped + spared < planned) return 'interrupted';
  return failed > 0 ? 'partial' : 'complete';
}

function checkCounts(checks: readonly RowOf<'checks'>[]): NonNullable<Manifest['checks']> {
  const count = (outcome: string): number => checks.filter((row) => row.outcome === outcome).length;
  return { passed: count('passed'), failed: count('failed'), unknown: count('unknown') };
}

/** The plan without what follows from it or from the package: layout, geography, and `parameters.csv`. */
function planText({ scenarios, explanations, draws, replicates, seed, stop, trajectories }: Plan): string {
  const shown = { scenarios, explanations, draws, replicates, seed, stop, trajectories };
  return `${JSON.stringify(shown, null, 2)}\n`;
}
