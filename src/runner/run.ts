/** The shell around a run: creates the folder, executes, folds, writes. Reads the clock only through its options. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tabulator } from '../analysis/tabulator.js';
import type { RowOf } from '../results/columns.js';
import { DATAPACKAGE_FILE } from '../results/datapackage.js';
import { replaceDurably } from '../results/durable-file.js';
import { createRunFolder, type Place } from '../results/folder.js';
import { type Manifest, readManifest, type RunStatus, writeManifest } from '../results/manifest.js';
import { PARTS_FOLDER, PartFiles } from '../results/part-files.js';
import { LOCK_FILE, lockRun, lockText, ownerOf, unlockRun } from '../results/run-lock.js';
import { PLAN_FILE, type RunPlan } from '../results/run-plan.js';
import { plannedReplicates } from './address.js';
import { Collector, type Failure } from './collect.js';
import { averagesFor } from './evidence-weights.js';
import { type Executed, execute, type Stopped } from './execute.js';
import type { Executor } from './executor.js';
import { failureRow, stacksText } from './failures.js';
import { scenarioKey } from './meaning-keys.js';
import { parameterRows } from './parameter-sets.js';
import type { Plan } from './plan.js';
import type { PreparedRun } from './prepare-run.js';
import { ReplicateJournal } from './replicate-journal.js';
import { manifestOf } from './run-manifest.js';
import { forcingRows, scenarioRow, writeRunTables } from './run-tables.js';

/** Time, as the caller measures it. */
export interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** The present instant, ISO 8601 in UTC. */
  instant(): string;
}

/** How far a run has come. */
export interface Progress {
  /** Replicates that ended, however they ended. */
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Milliseconds since the first task was handed out. */
  readonly elapsed: number;
}

/** What a run needs beside its plan: threads, folder, clock, and who listens. */
export interface RunOptions {
  /** Makes the executor of the plan; the run closes it. */
  readonly executor: (plan: Plan) => Executor;
  /** About how many addresses a task holds; `null` = as many as suit the time that they take. */
  readonly chunk: number | null;
  /** Where a new folder is made, or the folder of the run to go on with. */
  readonly place: Place | { readonly resume: string };
  /** The command line, for the manifest; a run that is gone on with keeps its own. */
  readonly command: string;
  /** What the command asked for and how it reads, for `plan.json`; without it nobody can go on with the run. */
  readonly asked?: Omit<RunPlan, 'keys'>;
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

/** What came of a run: its folder, counts, and the rows of the tables that its end prints. */
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
 * Runs a plan and writes its folder, or goes on with it: what its journal holds is not simulated again, and what is
 * simulated goes to the journal as it ends. Failing replicates do not stop it.
 * @throws RunFolderError where the folder cannot be created, or another process is at work in it; Error where no
 *   task can be run or a file cannot be written, in which case the manifest stays at `running` and the run can be
 *   gone on with.
 */
export async function run(prepared: PreparedRun, options: RunOptions): Promise<RunOutcome> {
  const started = options.clock.now();
  const { path, manifest } = await opened(prepared, options);
  try {
    return await runIn(path, manifest, prepared, options, started);
  } finally {
    await unlockRun(path);
  }
}

/** The folder, locked, without anything that says that the run has ended. */
async function opened(
  { plan, ...prepared }: PreparedRun,
  { place, command, asked, clock, cwd }: RunOptions,
): Promise<{ readonly path: string; readonly manifest: Manifest }> {
  const owner = ownerOf(clock.instant());
  const fresh = manifestOf({ plan, ...prepared }, command, clock.instant(), cwd);
  const plans = planText(plan, asked);
  if (!('resume' in place)) {
    const files = new Map([
      [PLAN_FILE, plans],
      [LOCK_FILE, lockText(owner)],
    ]);
    return { path: await createRunFolder(place, fresh, files), manifest: fresh };
  }
  const { resume: path } = place;
  await lockRun(path, owner);
  try {
    const before = await readManifest(path);
    const manifest = { ...fresh, command: before.command, created: before.created };
    // From here on nothing claims that the tables are whole; what is made from them would be out of date.
    const stale = [DATAPACKAGE_FILE, PARTS_FOLDER, 'logs/stacks.txt', 'report.html', 'figures'];
    for (const name of stale) await rm(join(path, name), { recursive: true, force: true });
    // The plan first: who is killed between the two goes on with the new one.
    await replaceDurably(join(path, PLAN_FILE), plans);
    await writeManifest(path, manifest);
    return { path, manifest };
  } catch (error) {
    await unlockRun(path);
    throw error;
  }
}

async function runIn(
  path: string,
  manifest: Manifest,
  prepared: PreparedRun,
  options: RunOptions,
  started: number,
): Promise<RunOutcome> {
  const { plan, experiment, geography } = prepared;
  const { clock } = options;
  const { scenarios } = experiment;
  const interleaved = plan.stop !== null;
  const tabulator = new Tabulator({
    scenarios,
    geography,
    layout: plan.layout,
    interleaved,
    averages: averagesFor(scenarios[0]!.parameters),
  });
  const ids = scenarios.map(({ id }) => id);
  const journal = new ReplicateJournal(path, plan, manifest.model, () => clock.now());
  const trajectories = new PartFiles(path, 'trajectories', ids);
  const runs = new PartFiles(path, 'runs', ids);
  const collector = new Collector(plan, tabulator, trajectories, runs);
  const executor = options.executor(plan);
  const began = clock.now();
  let executed: Executed;
  try {
    executed = await execute(plan, executor, collector, tabulator, {
      chunk: options.chunk,
      journal,
      now: () => clock.now(),
      signal: options.signal ?? new AbortController().signal,
      onResult: () => options.onProgress?.(progressOf(plan, collector, clock.now() - began)),
    });
    trajectories.close();
    runs.close();
  } finally {
    await executor.close();
    journal.close();
  }
  const simulated = clock.now();

  const { draws, stopped } = executed;
  const { failures } = collector;
  const tables = tabulator.finish(plan.explanations);
  const datapackage = await writeRunTables(
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
  const found = { addresses: journal.size, reused: counts.reused, faults: journal.faults };
  const log = { workers: executor.workers, chunk: options.chunk, milliseconds: took, journal: found };
  await writeFile(join(path, 'logs/run.json'), `${JSON.stringify({ ...log, ...options.host }, null, 2)}\n`);
  await writeManifest(path, {
    ...manifest,
    status,
    finished: clock.instant(),
    stop: stopped && { when: stopped.when, draws: stopped.draws, met: stopped.met },
    counts,
    checks: checkCounts(tables.checks),
    datapackage,
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
  return { planned, spared: planned - plannedReplicates({ ...plan, draws }), ...counts };
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
function planText(plan: Plan, asked: RunOptions['asked'] = { request: null, shown: {} }): string {
  const { scenarios, explanations, draws, replicates, seed, stop, trajectories } = plan;
  const planned = { scenarios, explanations, draws, replicates, seed, stop, trajectories };
  const keys = Object.fromEntries(scenarios.map((scenario) => [scenario.id, scenarioKey(scenario)]));
  return `${JSON.stringify({ ...asked, keys, ...planned }, null, 2)}\n`;
}
