/** `duel run`: scenario files in, a results folder out. */
import { availableParallelism, cpus, hostname, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Place } from '../results/folder.js';
import { shellWord } from '../runner/failures.js';
import { type Overrides, overridesStop } from '../runner/plan.js';
import { type PreparedRun, prepareRun } from '../runner/prepare-run.js';
import { run, type RunOptions, type RunOutcome } from '../runner/run.js';
import { runShare } from '../runner/run-share.js';
import { assertShare, type Share } from '../runner/share.js';
import type { Scenario } from '../scenarios/scenario.js';
import { CommandError, EXIT, type ExitCode } from './exit-codes.js';
import type { Executors } from './cluster-option.js';
import { runExecutors, workersFor } from './executors.js';
import type { Io } from './io.js';
import { diskError } from './disk-error.js';
import { loadWithParameters, shownPaths, told } from './loading.js';
import { progressOn } from './progress.js';
import { isBroken } from './run-checks.js';
import { dryRun } from './run-dry.js';
import { tellFailures, tellOutcome } from './run-end.js';
import { overridesOf, type RunCommandOptions, withRunOptions } from './run-options.js';
import { tellShare } from './run-share-end.js';
import { type Asked, givenOf, planOfAsked } from './run-request.js';

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
  if (options.dryRun && options.cluster !== undefined)
    throw new CommandError('--dry-run says how long a run takes on this machine: leave out --cluster');
  if (options.share && options.only)
    throw new CommandError('--only is a single replicate, of which there are no shares: leave out --share');
  const { share, set = [] } = options;
  const loaded = told(loadWithParameters(files, io, { set }), io);
  if (!loaded) return;
  for (const id of loaded.added) io.err(`${id} is run along: it is the counterfactual of a scenario given\n`);
  const overrides = overridesOf(options);
  const prepared = prepareRun(loaded.scenarios, overrides);
  // Before anything is estimated or made.
  if (share) assertShare(prepared.plan, share);
  tellStop(loaded.scenarios, overrides, io, share);
  if (options.dryRun) return dryRun(prepared, workersFor(prepared.plan, options, io, share), options, io);
  const asked = { files: shownPaths(files, io), from: io.cwd, set, overrides, ...(share ? { share } : {}) };
  await runAsked(prepared, asked, placeOf(options.out, io), options, io);
}

/** A folder of that name, or else a new name in the folder of all results. */
export function placeOf(out: string | undefined, io: Io): Place {
  return out === undefined
    ? { results: io.results, date: io.instant().slice(0, 10), random: io.random() }
    : { out };
}

/** Says that a rule to stop does not count where draws or replicates are asked for, nor yet in a share. */
export function tellStop([first]: readonly Scenario[], overrides: Overrides, io: Io, share?: Share): void {
  const stop = first?.experiment.stop;
  if (stop && share && !overridesStop(overrides))
    io.err(
      `experiment.stop (${stop.when.text}) counts when the shares are merged: each runs all its draws\n`,
    );
  if (!stop || !overridesStop(overrides)) return;
  io.err(`experiment.stop (${stop.when.text}) is ignored: what --draws and --replicates say runs in full\n`);
}

/** What a run begins with where its replicates were simulated elsewhere. */
export interface Joined {
  /** The command line, for the manifest. */
  readonly command: string;
  /** Folders of journals. */
  readonly journals: readonly string[];
}

/** Runs to the end or to an interruption, and says how it came out. */
export async function runAsked(
  prepared: PreparedRun,
  asked: Asked,
  place: RunOptions['place'],
  options: RunCommandOptions,
  io: Io,
  joined: Joined | null = null,
): Promise<void> {
  const executors = await runExecutors(prepared.plan, options, io, asked.share);
  try {
    const settings = settingsOf(prepared, executors, asked, place, options, io, joined);
    await (asked.share
      ? shareAsked(prepared, asked, asked.share, settings, options, io)
      : wholeAsked(prepared, asked, settings, options, io));
  } finally {
    await executors.close();
  }
}

async function shareAsked(
  prepared: PreparedRun,
  asked: Asked,
  share: Share,
  settings: RunOptions,
  options: RunCommandOptions,
  io: Io,
): Promise<void> {
  const shared = await interruptible(settings, options, io, (watched) =>
    runShare(prepared, share, { ...settings, ...watched }),
  );
  tellShare(shared, share, prepared, givenOf(asked), options.json === true, io);
  io.exitWith(exitOf(shared.status));
}

async function wholeAsked(
  prepared: PreparedRun,
  asked: Asked,
  settings: RunOptions,
  options: RunCommandOptions,
  io: Io,
): Promise<void> {
  const outcome = await interruptible(settings, options, io, (watched) =>
    run(prepared, { ...settings, ...watched }),
  );
  tellFailures(outcome, prepared, givenOf(asked), options, io);
  tellOutcome(outcome, prepared, options, io);
  const isFine = outcome.status === 'complete' && !isBroken(outcome.checks);
  if (!isFine) io.exitWith(outcome.status === 'complete' ? EXIT.assertion : exitOf(outcome.status));
}

function exitOf(status: RunOutcome['status']): ExitCode {
  return { complete: EXIT.fine, partial: EXIT.partial, interrupted: EXIT.interrupted }[status];
}

/** What a run or a share needs, but for who watches it. */
function settingsOf(
  prepared: PreparedRun,
  executors: Executors,
  asked: Asked,
  place: RunOptions['place'],
  options: RunCommandOptions,
  io: Io,
  joined: Joined | null,
): RunOptions {
  return {
    executor: executors.of,
    chunk: options.chunk ?? null,
    place,
    command: joined?.command ?? commandLine(asked, options),
    asked: planOfAsked(asked, folderOf(place, io), prepared),
    journals: joined?.journals ?? [],
    given: givenOf(asked),
    cwd: io.cwd,
    clock: io,
    host: {
      host: hostname(),
      platform: `${process.platform} ${process.arch}`,
      processor: cpus()[0]?.model ?? 'unknown',
      processors: availableParallelism(),
      memoryBytes: totalmem(),
    },
  };
}

/** The first Ctrl-C lets what is running end and keeps it; the second leaves at once. */
async function interruptible<Outcome>(
  { place }: RunOptions,
  options: RunCommandOptions,
  io: Io,
  start: (watched: Pick<RunOptions, 'onProgress' | 'signal'>) => Promise<Outcome>,
): Promise<Outcome> {
  const stopping = new AbortController();
  const progress = progressOn(io);
  const forget = io.onInterrupt(() => {
    progress.stop();
    if (stopping.signal.aborted) io.leave(EXIT.interrupted);
    stopping.abort();
    io.err('interrupted: what is running is finished and kept; once more leaves at once\n');
  });
  try {
    return await start({ onProgress: (now) => progress.update(now), signal: stopping.signal });
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

/** The command that runs what was asked for. @param options with which of the flags it is given */
export function commandLine(asked: Asked, options: RunCommandOptions): string {
  const { draws, replicates, seed, workers, chunk, out, only, cluster } = options;
  const share = asked.share && `${asked.share.number}/${asked.share.of}`;
  const address = only && [only.scenario, only.explanation, only.draw, only.replicate].join(':');
  const given = Object.entries({ draws, replicates, seed, workers, chunk, share, out, only: address });
  const flags = given.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]));
  // Without its address, which may hold a password and is nobody's business: DUEL_CLUSTER has it.
  const where = cluster === undefined ? [] : ['--cluster'];
  return ['duel', 'run', ...givenOf(asked), ...flags, ...where].map(shellWord).join(' ');
}
