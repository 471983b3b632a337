/**
 * `duel run --resume RUN`: goes on with a run. One that has not ended follows its scenario files as they are now:
 * whatever is left as it was is reused, whatever changed is simulated again. One that has ended can be made larger;
 * what it means it keeps.
 */
import { basename, dirname, relative } from 'node:path';
import { assertSelfContained, findRun } from '../results/folder.js';
import type { Manifest } from '../results/manifest.js';
import { readPlan } from '../results/run-plan.js';
import { runState } from '../results/run-state.js';
import { addressesOf, sizeOf } from '../runner/address.js';
import { modelVersion } from '../runner/package-files.js';
import { type PreparedRun, prepareRun } from '../runner/prepare-run.js';
import { ReplicateJournal } from '../runner/replicate-journal.js';
import { shareAddresses } from '../runner/share.js';
import { CommandError } from './exit-codes.js';
import type { Io } from './io.js';
import { loadFor } from './loading.js';
import { type Changes, changesOf } from './run-changes.js';
import { commandLine, runAsked, tellStop } from './run-command.js';
import { overridesOf, type RunCommandOptions } from './run-options.js';
import { askedOf, pathsFromHere } from './run-request.js';

export async function resumeCommand(
  run: string,
  files: readonly string[],
  options: RunCommandOptions,
  io: Io,
): Promise<void> {
  refuseOthers(files, options);
  const path = await findRun(run, io.results);
  await assertSelfContained(path);
  const name = nameOf(path, io);
  const state = await runState(path);
  if (state.kind === 'running') throw new CommandError(state.why);
  if (state.kind === 'refused')
    throw new CommandError(`${name} cannot be gone on with: ${state.why}; start it again in a new folder`);
  const { manifest } = state;
  const plan = await readPlan(path);
  if (!plan.request)
    throw new CommandError(`${name} was not started by a command: nothing says with which files`);
  const before = askedOf(plan.request, path);
  const overrides = { ...before.overrides, ...overridesOf(options) };
  const loaded = loadFor(pathsFromHere(before, io), io, { set: before.set });
  if (!loaded) return;
  const prepared = prepareRun(loaded.scenarios, overrides);
  const changes = changesOf(manifest, plan, prepared);
  refuseSmaller(name, manifest, prepared);
  const ended = manifest.status === 'complete' || manifest.status === 'partial';
  // Whether a share is whole only its journal tells.
  // Without --out, whose folder is there.
  const anew = commandLine(before, before.overrides);
  if (state.kind === 'complete' && changes.ofSize === null && !before.share) {
    if (options.why) tellWhy(path, prepared, changes, manifest, io);
    return tellNothing(name, path, manifest, changes, anew, options, io);
  }
  const others = [...changes.ofReplicates, ...changes.ofWhat];
  if (ended && others.length > 0)
    throw new CommandError(
      `${name} has ended, and what it was made from has changed since:\n  ${others.join('\n  ')}\n` +
        `going on would make another experiment of it: undo the change, or run it anew\n  ${anew}`,
    );
  if (options.why || options.dryRun) tellWhy(path, prepared, changes, manifest, io);
  else {
    if (changes.ofReplicates.length > 0)
      io.err(`simulated again, since something has changed:\n  ${changes.ofReplicates.join('\n  ')}\n`);
    tellLeftOut(changes, io);
  }
  if (options.dryRun) return io.err('nothing was written\n');
  tellStop(loaded.scenarios, overrides, io, before.share);
  await runAsked(prepared, { ...before, overrides }, { resume: path }, options, io);
}

/** A run as the other commands take it. */
export function nameOf(path: string, io: Io): string {
  return dirname(path) === io.results ? basename(path) : relative(io.cwd, path) || '.';
}

function refuseOthers(files: readonly string[], { seed, set, only, out, share }: RunCommandOptions): void {
  if (files.length > 0)
    throw new CommandError(
      `--resume takes no scenario file, but ${files.join(', ')} was given: the run has its own`,
    );
  for (const [flag, value] of Object.entries({ seed, set, only, out, share })) {
    if (value !== undefined)
      throw new CommandError(`--${flag} makes another run: with --resume there is --draws and --replicates`);
  }
}

function refuseSmaller(name: string, { experiment, stop }: Manifest, { plan }: PreparedRun): void {
  const had = { draws: stop?.met ? stop.draws : experiment.draws, replicates: experiment.replicates };
  for (const key of ['draws', 'replicates'] as const) {
    const now = sizeOf(plan[key]);
    if (now < had[key])
      throw new CommandError(
        `${name} has ${had[key]} ${key}, and a run is not made smaller: ` +
          `expected --${key} ${had[key]} or more, or a new run`,
      );
  }
}

/** What is reused, what is not, and why. */
function tellWhy(
  path: string,
  run: PreparedRun,
  changes: Changes,
  { counts, share }: Manifest,
  io: Io,
): void {
  const { plan } = run;
  const journal = new ReplicateJournal(path, plan, modelVersion(), io.now);
  const addresses = [...(share ? shareAddresses(plan, share) : addressesOf(plan))];
  const reusable = journal.reusable(addresses);
  const { length: each } = addresses;
  for (const [at, { id }] of plan.scenarios.entries())
    io.err(
      `${id}: ${reusable[at]} of ${each} replicates are reused, ${each - reusable[at]!} are simulated\n`,
    );
  const reasons = [
    ...changes.ofReplicates,
    ...(changes.ofSize === null ? [] : [`it is made larger: ${changes.ofSize}`]),
    ...(counts.failed > 0 ? [`${counts.failed} failed replicates are tried again`] : []),
    ...journal.faults,
  ];
  journal.close();
  const left = each * plan.scenarios.length - reusable.reduce((sum, count) => sum + count, 0);
  if (left > 0) {
    io.err('simulated, because\n');
    for (const reason of reasons) io.err(`  ${reason}\n`);
    if (reasons.length === 0) io.err('  the run had not come to them\n');
  }
  for (const change of changes.ofTheRest) io.err(`no reason to simulate: ${change}\n`);
  tellLeftOut(changes, io);
}

function tellLeftOut({ ofWhat }: Changes, io: Io): void {
  for (const change of ofWhat)
    io.err(`left out of the tables, though the journal keeps what was simulated: ${change}\n`);
}

function tellNothing(
  name: string,
  path: string,
  { status, counts }: Manifest,
  { ofReplicates, ofTheRest, ofWhat }: Changes,
  anew: string,
  { json }: RunCommandOptions,
  io: Io,
): void {
  const changed = [...ofReplicates, ...ofWhat, ...ofTheRest];
  if (changed.length > 0)
    io.err(
      `since ${name} has ended its sources have changed; its results stay as they are:\n  ${changed.join('\n  ')}\n` +
        `for the results of what is there now: ${anew}\n`,
    );
  if (json) return io.out(`${JSON.stringify({ path, status, counts }, null, 2)}\n`);
  io.out(
    `${status}: ${counts.done} of ${counts.planned} replicates done; nothing is left to do in ${name} (duel verify checks its files)\n`,
  );
}
