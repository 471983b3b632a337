/**
 * `duel merge SHARE…`: the run that shares are shares of. Their journals are put into its folder together and its
 * tables are made from them, so that they are, byte for byte, those of a run that was never shared.
 */
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Place } from '../results/folder.js';
import { JOURNAL_FOLDER } from '../results/journal.js';
import { shellWord } from '../runner/failures.js';
import { prepareRun } from '../runner/prepare-run.js';
import { CommandError } from './exit-codes.js';
import { assertHeld, assertOneRun, type GivenShare, givenShare } from './given-shares.js';
import type { Io } from './io.js';
import { loadFor } from './loading.js';
import { changesOf } from './run-changes.js';
import { placeOf, runAsked } from './run-command.js';
import { wholeNumber } from './run-options.js';
import { type Asked, askedOf, pathsFromHere } from './run-request.js';

interface Flags {
  readonly out?: string;
  readonly workers?: number;
  readonly json?: true;
}

export function registerMerge(program: Command, io: Io): void {
  program
    .command('merge')
    .argument('<shares...>', 'folders of duel run --share k/n: names in results/ or paths')
    .option(
      '--out <dir>',
      "the run's own folder, which must not exist yet (default: results/<date>-<two words>)",
    )
    .option('--workers <n>', 'threads that read the journals (default: all processors)', wholeNumber)
    .option('--json', 'a summary for machines on stdout')
    .action((runs: string[], flags: Flags) => mergeCommand(runs, flags, io));
}

async function mergeCommand(runs: readonly string[], flags: Flags, io: Io): Promise<void> {
  const shares: GivenShare[] = [];
  for (const run of runs) shares.push(await givenShare(run, io));
  assertOneRun(shares);
  const [first] = shares as [GivenShare];
  const { files, from, set, overrides } = askedOf(first.plan.request, first.path);
  const asked: Asked = { files, from, set, overrides };
  const loaded = loadFor(pathsFromHere(asked, io), io, { set });
  if (!loaded) return;
  const prepared = prepareRun(loaded.scenarios, overrides);
  const { ofReplicates, ofSize, ofTheRest, ofWhat } = changesOf(first.manifest, first.plan, prepared);
  const changed = [...ofReplicates, ...ofWhat, ...(ofSize === null ? [] : [ofSize])];
  if (changed.length > 0)
    throw new CommandError(
      `what the shares were made from has changed since, and nothing was merged:\n  ${changed.join('\n  ')}\n` +
        'undo the change, or run the shares anew',
    );
  for (const change of ofTheRest) io.err(`the merged run follows its files as they are now: ${change}\n`);
  assertHeld(shares, prepared.plan, io);
  const failed = shares.reduce((sum, { manifest }) => sum + manifest.counts.failed, 0);
  if (failed > 0) io.err(`${failed} replicates that failed in their shares are tried again\n`);
  const place: Place = placeOf(flags.out, io);
  const joined = {
    command: [
      'duel',
      'merge',
      ...shares.map(({ name }) => name),
      ...(flags.out === undefined ? [] : ['--out', flags.out]),
    ]
      .map(shellWord)
      .join(' '),
    journals: shares.map(({ path }) => join(path, JOURNAL_FOLDER)),
  };
  await runAsked(prepared, asked, place, flags, io, joined);
}
