/** The shell around a run: creates the folder, executes, folds, writes. Reads the clock only through its options. */
import { writeFile } from 'node:fs/promises';
import { relative, sep, join } from 'node:path';
import { Tabulator } from '../analysis/tabulator.js';
import type { RowOf } from '../results/columns.js';
import { createRunFolder, type Place } from '../results/folder.js';
import { type Manifest, MANIFEST_SCHEMA, type RunStatus, writeManifest } from '../results/manifest.js';
import { PartFiles } from '../results/part-files.js';
import { RunParts } from '../results/run-parts.js';
import { Collector, type Counts, type Failure } from './collect.js';
import type { Executor } from './executor.js';
import { failureRow, stacksText } from './failures.js';
import { dataHashes, modelVersion } from './package-files.js';
import { parameterRows } from './parameter-sets.js';
import { type Plan, plannedReplicates } from './plan.js';
import type { PreparedRun } from './prepare-run.js';
import { forcingRows, scenarioRow, writeRunTables } from './run-tables.js';
import { tasks } from './task.js';

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
  /** Addresses per task. */
  readonly chunk: number;
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
  readonly planned: number;
  readonly counts: Readonly<Counts>;
  readonly failures: readonly Failure[];
  readonly summary: readonly RowOf<'summary'>[];
  readonly contrasts: readonly RowOf<'contrasts'>[];
  /** Milliseconds: simulating, and all. */
  readonly took: { readonly simulating: number; readonly all: number };
}

const ADDRESSING =
  'Threefry-4x32-20 keyed by (seed, explanation, run_grouping, stochastic_run); within a replicate every draw is ' +
  'addressed by (entity, purpose, ordinal). The scenario is no part of the address: that pairs scenarios.';

/**
 * Runs a plan and writes its folder. Failing replicates do not stop it.
 * @throws RunFolderError where the folder cannot be created; Error where no task can be run or a table cannot be
 *   written, in which case the manifest stays at `running`.
 */
export async function run(prepared: PreparedRun, options: RunOptions): Promise<RunOutcome> {
  const { plan, experiment } = prepared;
  const { clock } = options;
  const signal = options.signal ?? new AbortController().signal;
  const started = clock.now();
  const planned = plannedReplicates(plan);
  const manifest = manifestOf(prepared, options, planned);
  const path = await createRunFolder(options.place, manifest, new Map([['plan.json', planText(plan)]]));

  const { scenarios } = experiment;
  const tabulator = new Tabulator({ scenarios, geography: prepared.geography, layout: plan.layout });
  const ids = scenarios.map(({ id }) => id);
  const parts = new PartFiles(path, ids);
  const runs = new RunParts(path, ids);
  const collector = new Collector(plan, tabulator, parts, runs);
  const { counts } = collector;
  const executor = options.executor(plan);
  const began = clock.now();
  try {
    await executor.execute(
      tasks(plan, options.chunk),
      (result) => {
        collector.receive(result);
        const done = counts.done + counts.failed + counts.dropped;
        options.onProgress?.({ done, total: planned, failed: counts.failed, elapsed: clock.now() - began });
      },
      signal,
    );
  } catch (error) {
    parts.close();
    runs.close();
    throw error;
  } finally {
    await executor.close();
  }
  const simulated = clock.now();

  const { failures } = collector;
  const { summary, quantiles, contrasts, convergence } = tabulator.finish();
  await writeRunTables(
    path,
    {
      scenarios: scenarios.map(scenarioRow),
      forcings: scenarios.flatMap(forcingRows),
      quantiles: [...quantiles],
      summary,
      contrasts,
      survival: [],
      convergence,
      checks: [],
      failures: failures.map((failure) => failureRow(failure, options.given, plan.seed)),
    },
    { runs: runs.rows(), parameters: parameterRows(experiment, prepared.parameters) },
    parts,
  );
  const isWhole = counts.done + counts.failed + counts.dropped === planned;
  const status = !isWhole ? 'interrupted' : counts.failed > 0 ? 'partial' : 'complete';
  if (failures.length > 0) await writeFile(join(path, 'logs/stacks.txt'), stacksText(failures));
  const took = { simulating: simulated - began, all: clock.now() - started };
  const log = { workers: executor.workers, chunk: options.chunk, milliseconds: took, ...options.host };
  await writeFile(join(path, 'logs/run.json'), `${JSON.stringify(log, null, 2)}\n`);
  await writeManifest(path, {
    ...manifest,
    status,
    finished: clock.instant(),
    counts: { planned, reused: 0, ...counts },
  });
  return { path, status, planned, counts, failures, summary, contrasts, took };
}

function manifestOf(
  { experiment, plan, files }: PreparedRun,
  options: RunOptions,
  planned: number,
): Manifest {
  const size = ({ first, last }: { first: number; last: number }): number => last - first + 1;
  return {
    schema: MANIFEST_SCHEMA,
    command: options.command,
    status: 'running',
    created: options.clock.instant(),
    finished: null,
    scenarios: experiment.scenarios.map(({ id, file, sha256 }) => ({
      id,
      file: relative(options.cwd, file).replaceAll(sep, '/'),
      sha256,
    })),
    experiment: {
      explanations: [...plan.explanations],
      draws: size(plan.draws),
      replicates: size(plan.replicates),
    },
    seed: { text: plan.seed, addressing: ADDRESSING },
    model: modelVersion(),
    node: process.version,
    data: dataHashes(files),
    counts: { planned, done: 0, reused: 0, failed: 0, dropped: 0 },
  };
}

/** The plan without what follows from it or from the package: layout, geography, and `parameters.csv`. */
function planText({ scenarios, explanations, draws, replicates, seed, trajectories }: Plan): string {
  return `${JSON.stringify({ scenarios, explanations, draws, replicates, seed, trajectories }, null, 2)}\n`;
}
