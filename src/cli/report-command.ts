/** `duel report RUN`: one page that opens offline, and the figures in it as files. */
import { relative } from 'node:path';
import type { Command } from 'commander';
import { reportOfRun, writeReport } from '../report/write-report.js';
import { FinishedRun } from '../results/finished-run.js';
import { findRun } from '../results/folder.js';
import type { Io } from './io.js';

export function registerReport(program: Command, io: Io): void {
  program
    .command('report')
    .argument('<RUN>', 'a finished run: a name in results/ or a path')
    .option('--json', 'path, size and number of figures as JSON')
    .action((name: string, { json }: { json?: true }) => reportCommand(name, json === true, io));
}

async function reportCommand(name: string, json: boolean, io: Io): Promise<void> {
  const run = await FinishedRun.open(await findRun(name, io.results));
  const written = await writeReport(run, await reportOfRun(run));
  if (json) return io.out(`${JSON.stringify(written, null, 2)}\n`);
  const size = `${Math.ceil(written.bytes / 1000)} kB`;
  io.out(
    `${relative(io.cwd, written.path)}: ${size}, ${written.figures} figures, also as files in figures/; opens offline\n`,
  );
  io.out('Stylised scenarios, not forecasts.\n');
}
