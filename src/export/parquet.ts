/** Trajectories as one Parquet file: typed, sorted by key, `month` as the first day of it. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, literal } from '../results/engine.js';
import type { FinishedRun } from '../results/finished-run.js';
import { KEY, withTrajectories } from './trajectory-table.js';

export async function exportParquet(run: FinishedRun, folder: string): Promise<string[]> {
  await withTrajectories(run, (engine) =>
    writeParquet(
      engine,
      `SELECT ${KEY.join(', ')}, value FROM trajectories ORDER BY ${KEY.join(', ')}`,
      join(folder, 'trajectories.parquet'),
    ),
  );
  return [];
}

/** Writes the rows of a query; the same rows in the same order give the same bytes. */
export async function writeParquet(engine: Engine, query: string, path: string): Promise<void> {
  // The database may write to its own folder only.
  const file = join(engine.folder, 'written.parquet');
  await engine.run(`COPY (${query}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`);
  await copyFile(file, path);
}
