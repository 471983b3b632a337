/** The shell around a run: creates the folder, executes, folds, writes. Reads the clock only through its options. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RowOf } from '../results/columns.js';
import type { Place } from '../results/folder.js';
import { type Manifest, type RunStatus, writeManifest } from '../results/manifest.js';
import { unlockRun } from '../results/run-lock.js';
import type { RunPlan } from '../results/run-plan.js';
import { plannedReplicates } from './address.js';
import type { Counts, Failure } from './collect.js';
import type { Executed, Stopped } from './execute.js';
import type { Executor } from './executor.js';
import { stacksText } from './failures.js';
import { type Folded, foldRun } from './fold-run.js';
import { openRun } from './open-run.js';
import type { Plan } from './plan.js';
import type { PreparedRun } from './prepare-run.js';
import { ReplicateJournal } from './replicate-journal.js';

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
  /** Folders of journals that a new run begins with: what they hold is not simulated. */
  readonly journals?: readonly string[];
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
  const { path, manifest } = await openRun(prepared, options);
  try {
    return await runIn(path, manifest, prepared, options, started);
  } finally {
    await unlockRun(path);
  }
}

async function runIn(
  path: string,
  manifest: Manifest,
  prepared: PreparedRun,
  options: RunOptions,
  started: number,
): Promise<RunOutcome> {
  const { plan } = prepared;
  const { clock, chunk, given } = options;
  const journal = new ReplicateJournal(path, plan, manifest.model, () => clock.now());
  const began = clock.now();
  let folded: Folded;
  let workers: number;
  try {
    const executor = options.executor(plan);
    ({ workers } = executor);
    folded = await foldRun(path, prepared, executor, {
      chunk,
      given,
      journal,
      now: () => clock.now(),
      signal: options.signal ?? new AbortController().signal,
      onResult: (counts) => options.onProgress?.(progressOf(plan, counts, clock.now() - began)),
    });
  } finally {
    journal.close();
  }
  const { executed, failures, tables, datapackage, simulated } = folded;
  const { stopped } = executed;
  const counts = countsOf(plan, executed, folded.counts);
  const status = runStatus(counts);
  if (failures.length > 0) await writeFile(join(path, 'logs/stacks.txt'), stacksText(failures));
  const took = { simulating: simulated - began, all: clock.now() - started };
  const found = { addresses: journal.size, reused: counts.reused, faults: journal.faults };
  const log = { workers, chunk, milliseconds: took, journal: found };
  await writeFile(join(path, 'logs/run.json'), `${JSON.stringify({ ...log, ...options.host }, null, 2)}\n`);
  await writeManifest(path, {
    ...manifest,
    status,
    finished: clock.instant(),
    stop: stopOf(executed),
    counts,
    checks: checkCounts(tables.checks),
    datapackage,
  });
  const { summary, contrasts, checks, survival, regret } = tables;
  return { path, status, counts, failures, summary, contrasts, checks, survival, regret, stopped, took };
}

function progressOf(plan: Plan, { done, failed, dropped }: Counts, elapsed: number): Progress {
  return { done: done + failed + dropped, total: plannedReplicates(plan), failed, elapsed };
}

/** What a manifest says of replicates: planned, those that the rule to stop spared, and how the others ended. */
export function countsOf(plan: Plan, { draws }: Executed, counts: Counts): Manifest['counts'] {
  const planned = plannedReplicates(plan);
  return { planned, spared: planned - plannedReplicates({ ...plan, draws }), ...counts };
}

export function runStatus({
  planned,
  done,
  failed,
  dropped,
  spared,
}: Manifest['counts']): RunOutcome['status'] {
  if (done + failed + dropped + spared < planned) return 'interrupted';
  return failed > 0 ? 'partial' : 'complete';
}

export function stopOf({ stopped }: Executed): Manifest['stop'] {
  return stopped && { when: stopped.when, draws: stopped.draws, met: stopped.met };
}

export function checkCounts(checks: readonly RowOf<'checks'>[]): NonNullable<Manifest['checks']> {
  const count = (outcome: string): number => checks.filter((row) => row.outcome === outcome).length;
  return { passed: count('passed'), failed: count('failed'), unknown: count('unknown') };
}
