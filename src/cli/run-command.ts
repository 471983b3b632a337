/** `duel run`: scenario files in, a results folder out. */
import { availableParallelism, cpus, hostname, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Place } from '../results/folder.js';
import { addressesPerExplanation } from '../runner/address.js';
import { BLOCK } from '../runner/block.js';
import { shellWord } from '../runner/failures.js';
import { type Overrides, overridesStop, type Plan } from '../runner/plan.js';
import { type PreparedRun, prepareRun } from '../runner/prepare-run.js';
import { run, type RunOptions, type RunOutcome } from '../runner/run.js';
import type { Scenario } from '../scenarios/scenario.js';
import { CommandError, EXIT } from './exit-codes.js';
import { executorOf } from './executor-of.js';
import type { Io } from './io.js';
import { diskError } from './disk-error.js';
import { loadFor, shownPaths } from './loading.js';
import { progressOn } from './progress.js';
import { isBroken } from './run-checks.js';
import { dryRun } from './run-dry.js';
import { tellFailures, tellOutcome } from './run-end.js';
import {
  overridesOf,
  type RunCommandOptions,
  settingFlags,
  threadsFor,
  withRunOptions,
} from './run-options.js';
import { type Asked, planOfAsked } from './run-request.js';

export function registerRun(program: Command, io: Io): void {
  const command = program.command('run');
  withRunOptions(command).action((files: string[], options: RunCommandOptions) =>
    runCommand(files, options, io),
  );
}

async function runCommand(files: readonly string[], options: RunCommandOptions, io: Io): Promise<void> {
  if (options.resume !== undefined) {
    const { resumeCommand } = await import('./run-resume.js');
    return resumeCommand(options.resume, files, options, io);
  }
  if (options.why) throw new CommandError('--why says what --resume reuses: it needs --resume RUN');
  if (files.length === 0)
    throw new CommandError(
      'no scenario file: expected duel run FILE…, as in duel run scenarios/lapsed-2023-07.yaml, or --resume RUN',
    );
  const set = options.set ?? [];
  const loaded = loadFor(files, io, { set });
  if (!loaded) return;
  for (const id of loaded.added) io.err(`${id} is run along: it is the counterfactual of a scenario given\n`);
  const overrides = overridesOf(options);
  const prepared = prepareRun(loaded.scenarios, overrides);
  tellStop(loaded.scenarios, overrides, io);
  const workers = workersFor(prepared.plan, options, io);
  if (options.dryRun) return dryRun(prepared, workers, options, io);
  const asked = { files: shownPaths(files, io), from: io.cwd, set, overrides };
  const place: Place =
    options.out === undefined
      ? { results: io.results, date: io.instant().slice(0, 10), random: io.random() }
      : { out: options.out };
  await runAsked(prepared, asked, place, workers, options, io);
}

/** Says that a rule to stop does not count where draws or replicates are asked for. */
export function tellStop([first]: readonly Scenario[], overrides: Overrides, io: Io): void {
  const stop = first?.experiment.stop;
  if (!stop || !overridesStop(overrides)) return;
  io.err(`experiment.stop (${stop.when.text}) is ignored: what --draws and --replicates say runs in full\n`);
}

/** Runs to the end or to an interruption, and says how it came out. */
export async function runAsked(
  prepared: PreparedRun,
  asked: Asked,
  place: RunOptions['place'],
  workers: number,
  options: RunCommandOptions,
  io: Io,
): Promise<void> {
  const outcome = await interruptible(prepared, workers, asked, place, options, io);
  tellFailures(outcome, prepared, givenOf(asked), options, io);
  tellOutcome(outcome, prepared, options, io);
  if (outcome.status === 'interrupted') io.exitWith(EXIT.interrupted);
  else if (outcome.status === 'partial') io.exitWith(EXIT.partial);
  else if (isBroken(outcome.checks)) io.exitWith(EXIT.assertion);
}

/** Files and settings, as the commands that reproduce a failure name them. */
function givenOf({ files, set }: Asked): string[] {
  return [...files, ...settingFlags(set)];
}

/** Threads to start; says so where they are fewer than were asked for. */
export function workersFor(plan: Plan, { workers, chunk = BLOCK }: RunCommandOptions, io: Io): number {
  const perTask = BLOCK * Math.ceil(chunk / BLOCK);
  const tasks = plan.explanations.length * Math.ceil(addressesPerExplanation(plan) / perTask);
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
  workers: number,
  asked: Asked,
  place: RunOptions['place'],
  options: RunCommandOptions,
  io: Io,
): Promise<RunOutcome> {
  const timeout = options.taskTimeout === undefined ? null : 1000 * options.taskTimeout;
  const stopping = new AbortController();
  const progress = progressOn(io);
  const forget = io.onInterrupt(() => {
    progress.stop();
    if (stopping.signal.aborted) io.leave(EXIT.interrupted);
    stopping.abort();
    io.err('interrupted: what is running is finished and kept; once more leaves at once\n');
  });
  try {
    return await run(prepared, {
      executor: executorOf(workers, io, timeout),
      chunk: options.chunk ?? null,
      place,
      command: commandLine(asked, options),
      asked: planOfAsked(asked, folderOf(place, io), prepared),
      given: givenOf(asked),
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
  } catch (error) {
    throw diskError(error, 'resume' in place ? place.resume : (options.out ?? null), io);
  } finally {
    forget();
    progress.stop();
  }
}

/** A folder as deep as the one that the run will have. */
function folderOf(place: RunOptions['place'], io: Io): string {
  if ('resume' in place) return place.resume;
  return 'out' in place ? resolve(io.cwd, place.out) : join(place.results, 'run');
}

function commandLine(asked: Asked, options: RunCommandOptions): string {
  const { draws, replicates, seed, workers, chunk, out, only } = options;
  const address = only && [only.scenario, only.explanation, only.draw, only.replicate].join(':');
  const given = Object.entries({ draws, replicates, seed, workers, chunk, out, only: address });
  const flags = given.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]));
  return ['duel', 'run', ...givenOf(asked), ...flags].map(shellWord).join(' ');
}
