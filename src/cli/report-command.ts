/** `duel report RUN`: one page that opens offline, and the figures in it as files. */
import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { calibrationManifest } from '../report/calibration-page.js';
import { reportOfCalibration, reportOfRun, writeReport, type WrittenReport } from '../report/write-report.js';
import { FinishedRun } from '../results/finished-run.js';
import { assertSelfContained, findRun } from '../results/folder.js';
import { lockRun, ownerOf, unlockRun } from '../results/run-lock.js';
import type { Io } from './io.js';

export function registerReport(program: Command, io: Io): void {
  program
    .command('report')
    .argument('<RUN>', 'a finished run: a name in results/ or a path; or the folder of a calibration')
    .option('--json', 'path, size and number of figures as JSON')
    .action((name: string, { json }: { json?: true }) => reportCommand(name, json === true, io));
}

async function reportCommand(name: string, json: boolean, io: Io): Promise<void> {
  const folder = resolve(io.cwd, name);
  const calibration = calibrationManifest(folder);
  const written = calibration
    ? await writeReport(folder, reportOfCalibration(folder, calibration))
    : await writeRunReport(await findRun(name, io.results), io);
  if (json) return io.out(`${JSON.stringify(written, null, 2)}\n`);
  const size = `${Math.ceil(written.bytes / 1000)} kB`;
  io.out(
    `${relative(io.cwd, written.path)}: ${size}, ${written.figures} figures, also as files in figures/; opens offline\n`,
  );
  io.out('Stylised scenarios, not forecasts.\n');
}

/** Nobody goes on with the run meanwhile: the page would be of tables that are no longer there. */
async function writeRunReport(path: string, io: Io): Promise<WrittenReport> {
  await assertSelfContained(path);
  await (await FinishedRun.open(path)).assertEnded();
  await lockRun(path, ownerOf(io.instant()));
  try {
    return await writeReport(path, await reportOfRun(await FinishedRun.open(path)));
  } finally {
    await unlockRun(path);
  }
}
