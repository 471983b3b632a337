/** What a side of a comparison is read from: a finished run, or a CSV file that may be from anywhere. */
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { CsvFile } from './csv-file.js';
import { FinishedRun } from './finished-run.js';
import { MANIFEST_FILE } from './manifest.js';

/** Where a comparison reads trajectories or tables: a finished run, or a file from elsewhere. */
export interface Source {
  /** For messages. */
  readonly name: string;
  /** Two sources with the same path are the same. */
  readonly path: string;
  /** The run that says what the rows are worth; `null` for a file outside one. */
  readonly run: FinishedRun | null;
  /** Where the rows are; of a run, its trajectories. */
  readonly file: CsvFile;
  /** `file` is the run's own table, as the run wrote it. */
  readonly own: boolean;
}

/**
 * The trajectories of a run.
 * @param path folder of a finished run
 */
export async function runSource(path: string): Promise<Source> {
  const run = await FinishedRun.open(path);
  run.assertEnded();
  const file = await CsvFile.open(await run.fileOf('trajectories'));
  return { name: run.name, path: run.path, run, file, own: true };
}

/**
 * A file. One that is called `trajectories` in the `tables/` of a finished run stands for that run, whatever the
 * order of its rows and columns, its line ends and its compression.
 */
export async function fileSource(path: string): Promise<Source> {
  const file = await CsvFile.open(path);
  const absolute = resolve(path);
  const folder = dirname(dirname(absolute));
  const isTrajectories = /^trajectories\.csv(\.gz)?$/.test(basename(absolute));
  const isInRun = basename(dirname(absolute)) === 'tables' && existsSync(resolve(folder, MANIFEST_FILE));
  if (isTrajectories && isInRun) {
    const run = await FinishedRun.open(folder);
    run.assertEnded();
    return { name: run.name, path: run.path, run, file, own: false };
  }
  return { name: path, path: absolute, run: null, file, own: false };
}
