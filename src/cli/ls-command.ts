/** `duel ls`: the runs in `results/`, the most recent first, from their manifests. */
import Table from 'cli-table3';
import type { Command } from 'commander';
import { listRuns, type RunListing } from '../results/folder.js';
import type { Io } from './io.js';
import { tableStyle } from './table-style.js';

export function registerLs(program: Command, io: Io): void {
  program
    .command('ls')
    .option('--json', 'name, path and manifest of each as JSON')
    .action(({ json }: { json?: true }) => listCommand(json === true, io));
}

async function listCommand(json: boolean, io: Io): Promise<void> {
  const runs = await listRuns(io.results);
  if (json) return io.out(`${JSON.stringify(runs, null, 2)}\n`);
  if (runs.length === 0) return io.out('no runs in results/ yet: duel run makes one\n');
  const table = new Table({
    ...tableStyle(io.outColour),
    head: ['run', 'scenarios', 'explanations', 'draws × replicates', 'status', 'done', 'checks'],
  });
  for (const run of runs) table.push(rowOf(run));
  io.out(`${table.toString()}\n`);
}

function rowOf({ name, manifest }: RunListing): string[] {
  const { scenarios, experiment, stop, status, counts, checks } = manifest;
  const draws = stop?.met ? `${stop.draws} of ${experiment.draws}` : String(experiment.draws);
  return [
    name,
    scenarios.map(({ id }) => id).join('\n'),
    experiment.explanations.join('\n'),
    `${draws} × ${experiment.replicates}`,
    status,
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
