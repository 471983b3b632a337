/** `duel ls`: the runs in `results/`, the most recent first, from their manifests. */
import { join } from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { listDamaged, listRuns, type RunListing } from '../results/folder.js';
import { type RunState, runState } from '../results/run-state.js';
import { shareText } from '../runner/share.js';
import type { Io } from './io.js';
import { tableStyle } from './table-style.js';

export function registerLs(program: Command, io: Io): void {
  program
    .command('ls')
    .option('--json', 'name, path and manifest of each as JSON')
    .action(({ json }: { json?: true }) => listCommand(json === true, io));
}

async function listCommand(json: boolean, io: Io): Promise<void> {
  const listings = await listRuns(io.results);
  const runs = await Promise.all(
    listings.map(async (listing) => ({ ...listing, state: await runState(listing.path) })),
  );
  const damaged = await Promise.all(
    (await listDamaged(io.results)).map(async (name) => {
      const path = join(io.results, name);
      return { name, path, ...shownState(await runState(path)), manifest: null };
    }),
  );
  if (json) {
    const shown = runs.map(({ name, path, manifest, state }) => ({
      name,
      path,
      ...shownState(state),
      manifest,
    }));
    return io.out(`${JSON.stringify([...shown, ...damaged], null, 2)}\n`);
  }
  if (runs.length + damaged.length === 0) return io.out('no runs in results/ yet: duel run makes one\n');
  const table = new Table({
    ...tableStyle(io.outColour),
    head: ['run', 'scenarios', 'explanations', 'draws × replicates', 'status', 'done', 'checks'],
  });
  for (const run of runs) table.push(rowOf(run));
  if (runs.length > 0) io.out(`${table.toString()}\n`);
  const [resumable] = runs.filter(({ state }) => state.kind === 'resumable');
  if (resumable) io.out(`to go on with one that is resumable: duel run --resume ${resumable.name}\n`);
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

function rowOf({ name, manifest, state }: RunListing & { readonly state: RunState }): string[] {
  const { scenarios, experiment, stop, counts, checks } = manifest;
  const draws = stop?.met ? `${stop.draws} of ${experiment.draws}` : String(experiment.draws);
  return [
    name,
    scenarios.map(({ id }) => id).join('\n'),
    experiment.explanations.join('\n'),
    `${draws} × ${experiment.replicates}`,
    statusText(manifest, state),
    `${counts.done} of ${counts.planned - counts.spared}`,
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
