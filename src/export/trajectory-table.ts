/** The trajectories of a finished run in the database, with types. */
import { CsvFile } from '../results/csv-file.js';
import { Engine } from '../results/engine.js';
import type { FinishedRun } from '../results/finished-run.js';

/** A month as the first day of it, so that readers know it for a date. */
const FIRST_DAY = (month: string): string => `CAST(${month} || '-01' AS DATE)`;

/** Columns of {@link withTrajectories}' table, in the order of its key. */
export const KEY = [
  'scenario_id',
  'explanation',
  'run_grouping',
  'stochastic_run',
  'location',
  'target',
  'month',
] as const;

/**
 * Calls `use` with the database, in which the table `trajectories` holds the run's.
 *
 * @throws DamagedRunError, CsvError where they are damaged
 */
export async function withTrajectories<T>(run: FinishedRun, use: (engine: Engine) => Promise<T>): Promise<T> {
  const file = await CsvFile.open(await run.fileOf('trajectories'));
  const engine = await Engine.open();
  try {
    const columns = KEY.map((name) => {
      const column = file.sql(name);
      return `${name === 'month' ? FIRST_DAY(column) : column} AS ${name}`;
    });
    await file.into(
      engine,
      'trajectories',
      { run_grouping: 'INTEGER', stochastic_run: 'INTEGER', value: 'DOUBLE' },
      `${columns.join(', ')}, ${file.sql('value')} AS value`,
    );
    return await use(engine);
  } finally {
    engine.close();
  }
}
