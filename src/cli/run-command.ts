/** `duel run`: scenario files in, a results folder out. */
import { availableParallelism, cpus, hostname, totalmem } from 'node:os';
import { basename, dirname, relative } from 'node:path';
import type { Command } from 'commander';
import { bytesFor, chunkFor, estimate, secondsFor } from '../runner/estimate.js';
import { reproducing, shellWord } from '../runner/failures.js';
import { InlineExecutor } from '../runner/inline-executor.js';
import { addressesPerExplanation, type Plan, plannedReplicates } from '../runner/plan.js';
import { PoolExecutor } from '../runner/pool-executor.js';
import { type PreparedRun, prepareRun } from '../runner/prepare-run.js';
import { run, type RunOutcome } from '../runner/run.js';
import type { Place } from '../results/folder.js';
import { TABLES } from '../results/columns.js';
import { doseText } from './dose-text.js';
import { EXIT } from './exit-codes.js';
import type { Io } from './io.js';
import { loadFor, shownPaths } from './loading.js';
import { durationText, progressOn } from './progress.js';
import { overridesOf, type RunCommandOptions, threadsFor, withRunOptions } from './run-options.js';
import { caveat, compared, headlines, headlineText, levelsText } from './run-summary.js';

export function registerRun(program: Command, io: Io): void {
  const command = program
    .command('run')
    .description('simulate scenarios, compare them, and write a results folder');
  withRunOptions(command).action((files: string[], options: RunCommandOptions) =>
    runCommand(files, options, io),
  );
}

async function runCommand(files: readonly string[], options: RunCommandOptions, io: Io): Promise<void> {
  const loaded = loadFor(files, io);
  if (!loaded) return;
  for (const id of loaded.added) io.err(`${id} is run along: it is the counterfactual of a scenario given\n`);
  const prepared = prepareRun(loaded.scenarios, overridesOf(options));
  if (options.dryRun) return dryRun(prepared, options, io);
  const chunk = options.chunk ?? (options.only ? 1 : chunkFor(estimate(prepared.plan, 1, io.now)));
  const workers = workersFor(prepared.plan, chunk, options, io);
  const outcome = await interruptible(prepared, { chunk, workers }, files, options, io);
  tellFailures(outcome, prepared, shownPaths(files, io), options, io);
  tell(outcome, prepared, options, io);
  if (outcome.status === 'interrupted') io.exitWith(EXIT.interrupted);
  else if (outcome.status === 'partial') io.exitWith(EXIT.partial);
}

/** Threads to start; says so where they are fewer than were asked for. */
function workersFor(plan: Plan, chunk: number, { workers }: RunCommandOptions, io: Io): number {
  const tasks = plan.explanations.length * Math.ceil(addressesPerExplanation(plan) / chunk);
  const processors = availableParallelism();
  const threads = threadsFor(workers ?? processors, tasks, processors);
  if (workers !== undefined && threads < workers)
    io.err(
      `${threads} of ${workers} workers are started: there are ${tasks} tasks and ${processors} processors\n`,
    );
  return threads;
}

/** The first Ctrl-C lets what is running end and keeps it; the second leaves at once. */
async function interruptible(
  prepared: PreparedRun,
  { chunk, workers }: { readonly chunk: number; readonly workers: number },
  files: readonly string[],
  options: RunCommandOptions,
  io: Io,
): Promise<RunOutcome> {
  const stopping = new AbortController();
  const progress = progressOn(io);
  const forget = io.onInterrupt(() => {
    progress.stop();
    if (stopping.signal.aborted) io.leave(EXIT.interrupted);
    stopping.abort();
    io.err('interrupted: what is running is finished and kept; once more leaves at once\n');
  });
  const place: Place =
    options.out === undefined
      ? { results: io.results, date: io.instant().slice(0, 10), random: io.random() }
      : { out: options.out };
  try {
    return await run(prepared, {
      // One worker needs no thread: results are the same, and starting one costs time.
      executor: (plan) => (workers === 1 ? new InlineExecutor(plan) : new PoolExecutor(plan, workers)),
      chunk,
      place,
      command: commandLine(files, options, io),
      given: shownPaths(files, io),
      cwd: io.cwd,
      clock: io,
      onProgress: (now) => progress.update(now),
      signal: stopping.signal,
      host: {
        host: hostname(),
        platform: `${process.platform} ${process.arch}`,
        processor: cpus()[0]?.model ?? 'unknown',
        processors: availableParallelism(),
        memoryBytes: totalmem(),
      },
    });
  } finally {
    forget();
    progress.stop();
  }
}

function commandLine(files: readonly string[], options: RunCommandOptions, io: Io): string {
  const { draws, replicates, seed, workers, chunk, out, only } = options;
  const address = only && [only.scenario, only.explanation, only.draw, only.replicate].join(':');
  const given = Object.entries({ draws, replicates, seed, workers, chunk, out, only: address });
  const flags = given.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]));
  return ['duel', 'run', ...shownPaths(files, io), ...flags].map(shellWord).join(' ');
}

function tellFailures(
  { failures, counts, path }: RunOutcome,
  { plan }: PreparedRun,
  given: readonly string[],
  { only }: RunCommandOptions,
  io: Io,
): void {
  const [first] = failures;
  if (!first) return;
  const { stage, message, stack } = first.result;
  const dropped = counts.dropped > 0 ? `, and ${counts.dropped} were dropped that they pair with` : '';
  io.err(
    `${counts.failed} replicates failed${dropped}: see ${relative(io.cwd, path)}/${TABLES.failures.path}\n`,
  );
  if (only) io.err(`${stage}: ${stack}\n`);
  else io.err(`the first, in ${stage}: ${message}\n  ${reproducing(first, given, plan.seed)}\n`);
}

function tell(
  outcome: RunOutcome,
  { experiment, plan }: PreparedRun,
  options: RunCommandOptions,
  io: Io,
): void {
  const { scenarios } = experiment;
  const found = headlines(scenarios, outcome.contrasts);
  const name = dirname(outcome.path) === io.results ? basename(outcome.path) : relative(io.cwd, outcome.path);
  const next = compared(scenarios).map(
    ({ id, counterfactual }) => `duel compare ${name}:${id} ${name}:${counterfactual}`,
  );
  const { path, status, planned, counts, took } = outcome;
  if (options.json) {
    const rows = found.flatMap(({ differences, shares }) => [...differences, ...shares]);
    const summary = {
      path,
      status,
      counts: { planned, ...counts },
      milliseconds: took,
      headlines: rows,
      next,
    };
    return io.out(`${JSON.stringify(summary, null, 2)}\n`);
  }
  for (const headline of found) io.out(`${headlineText(headline, io.outColour)}\n`);
  if (found.length === 0) {
    for (const scenario of scenarios) io.out(`${levelsText(outcome.summary, scenario, io.outColour)}\n`);
  }
  io.out(doseText(scenarios, plan));
  io.out(caveat(scenarios[0]!.parameters));
  const done = `${counts.done} of ${planned} replicates done in ${durationText(took.all)}`;
  io.out(`${status}: ${done}; results in ${relative(io.cwd, path)}\n`);
  for (const command of next) io.out(`next: ${command}\n`);
}

function dryRun(prepared: PreparedRun, options: RunCommandOptions, io: Io): void {
  const { plan, experiment } = prepared;
  const timed = estimate(plan, plan.explanations.length, io.now);
  const chunk = options.chunk ?? Math.min(addressesPerExplanation(plan), chunkFor(timed));
  const workers = workersFor(plan, chunk, options, io);
  const facts = {
    scenarios: experiment.scenarios.map(({ id }) => id),
    explanations: plan.explanations,
    draws: plan.draws.last - plan.draws.first + 1,
    replicates: plan.replicates.last - plan.replicates.first + 1,
    seed: plan.seed,
    total: plannedReplicates(plan),
    tables: Object.values(TABLES).map(({ path }) => path),
    workers,
    chunk,
    seconds: Math.round(secondsFor(plan, timed, workers)),
    bytes: Math.round(bytesFor(plan, timed)),
  };
  if (options.json) return io.out(`${JSON.stringify(facts, null, 2)}\n`);
  const { scenarios, explanations, draws, replicates, total, seconds, bytes } = facts;
  io.out(
    [
      `scenarios:    ${scenarios.join(', ')}`,
      `explanations: ${explanations.join(', ')}`,
      `replicates:   ${scenarios.length} scenarios × ${explanations.length} explanations × ${draws} draws × ${replicates} replicates = ${total}`,
      `seed:         ${plan.seed}`,
      `tables:       ${facts.tables.join(', ')}`,
      `time:         about ${durationText(1000 * seconds)} with ${workers} workers, ${facts.chunk} addresses a task`,
      `disk:         about ${Math.ceil(bytes / 1e6)} MB`,
      'nothing was written',
      '',
    ].join('\n'),
  );
}
