/** `duel ls`: the runs in `results/` or another folder, the most recent first, from their manifests. */
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { listDamaged, listRuns, type RunListing } from '../results/folder.js';
import { Journal, JOURNAL_FOLDER, journalBytes } from '../results/journal.js';
import { type RunState, runState } from '../results/run-state.js';
import { shellWord } from '../runner/failures.js';
import { shareText } from '../runner/share.js';
import { scenariosIn } from '../runner/tally-record.js';
import { CommandError } from './exit-codes.js';
import type { Io } from './io.js';
import { tableStyle } from './table-style.js';

export function registerLs(program: Command, io: Io): void {
  program
    .command('ls')
    .argument('[folder]', 'a folder of runs or of shares (default: results/)')
    .option('--json', 'name, path and manifest of each as JSON')
    .action((folder: string | undefined, { json }: { json?: true }) =>
      listCommand(folder === undefined ? io.results : resolve(folder), json === true, io),
    );
}

async function listCommand(folder: string, json: boolean, io: Io): Promise<void> {
  if (folder !== io.results && !existsSync(folder))
    throw new CommandError(`there is no folder ${relative(io.cwd, folder)}`);
  const listings = await listRuns(folder);
  const runs = await Promise.all(
    listings.map(async (listing) => {
      const state = await runState(listing.path);
      return { ...listing, state, kept: keptOf(listing, state) };
    }),
  );
  const damaged = await Promise.all(
    (await listDamaged(folder)).map(async (name) => {
      const path = join(folder, name);
      return { name, path, ...shownState(await runState(path)), manifest: null };
    }),
  );
  if (json) {
    const shown = runs.map(({ name, path, manifest, state, kept }) => ({
      name,
      path,
      ...shownState(state),
      kept,
      manifest,
    }));
    return io.out(`${JSON.stringify([...shown, ...damaged], null, 2)}\n`);
  }
  if (runs.length + damaged.length === 0) {
    const isDefault = folder === io.results;
    return io.out(
      isDefault
        ? 'no runs in results/ yet: duel run makes one; duel ls FOLDER looks elsewhere\n'
        : `no runs in ${relative(io.cwd, folder) || '.'}\n`,
    );
  }
  const table = new Table({
    ...tableStyle(io.outColour),
    head: ['run', 'scenarios', 'explanations', 'draws × replicates', 'status', 'done', 'checks'],
  });
  for (const run of runs) table.push(rowOf(run));
  if (runs.length > 0) io.out(`${table.toString()}\n`);
  const [resumable] = runs.filter(({ state }) => state.kind === 'resumable');
  if (resumable) {
    const run = folder === io.results ? resumable.name : shellWord(relative(io.cwd, resumable.path));
    io.out(`to go on with one that is resumable: duel run --resume ${run}\n`);
  }
  for (const { name, manifest, state } of runs) {
    // Of one that was killed or interrupted its status says enough.
    const isTold = state.kind === 'refused' || (state.kind === 'resumable' && manifest.status === 'complete');
    if (isTold) io.out(`${name}: ${state.why}\n`);
  }
  for (const { name, why } of damaged) io.out(`${name}: refused: ${why}\n`);
}

function shownState(state: RunState): { readonly state: RunState['kind']; readonly why: string | null } {
  return { state: state.kind, why: 'why' in state ? state.why : null };
}

/** What the manifest says, and what can be done where that is not all. */
function statusText({ status, share }: RunListing['manifest'], { kind }: RunState): string {
  const part = share ? `${shareText(share)}, ` : '';
  if (kind === 'running') return `${part}running`;
  if (kind === 'complete') return part + status;
  return `${part}${status === 'running' ? 'killed' : status}, ${kind}`;
}

/** Journals up to this size are read to tell what a killed run holds. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Replicates in the journal of a run whose manifest was never told of them; `null` where it was, or not known. */
function keptOf({ path, manifest }: RunListing, { kind }: RunState): number | null {
  const folder = join(path, JOURNAL_FOLDER);
  if (manifest.status !== 'running' || kind === 'refused' || journalBytes(folder) > MOST_BYTES) return null;
  const held = new Set<string>();
  new Journal(
    folder,
    () => 0,
    (key, record) => {
      for (const scenario of scenariosIn(record)) held.add(`${key} ${scenario}`);
    },
  ).close();
  return held.size;
}

type Listed = RunListing & { readonly state: RunState; readonly kept: number | null };

function rowOf({ name, manifest, state, kept }: Listed): string[] {
  const { scenarios, experiment, stop, counts, checks } = manifest;
  const draws = stop?.met ? `${stop.draws} of ${experiment.draws}` : String(experiment.draws);
  return [
    name,
    scenarios.map(({ id }) => id).join('\n'),
    experiment.explanations.join('\n'),
    `${draws} × ${experiment.replicates}`,
    statusText(manifest, state),
    `${kept ?? counts.done} of ${counts.planned - counts.spared}${kept === null ? '' : ', kept'}`,
    checksText(checks),
  ];
}

function checksText(checks: RunListing['manifest']['checks']): string {
  if (!checks) return '';
  const told = Object.entries(checks).flatMap(([outcome, count]) =>
    count > 0 ? [`${count} ${outcome}`] : [],
  );
  return told.join('\n') || 'none';
}
