/** What a side of a comparison is read from: a finished run, or a CSV file that may be from anywhere. */
import type { CsvFile } from '../results/csv-file.js';
import type { FinishedRun } from '../results/finished-run.js';
import { CompareError } from './compare-error.js';

/** What the rows of a file are. Replicates can be paired; the others are compared by key. */
export type Holding = 'replicates' | 'summary' | 'quantiles' | 'contrasts';

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

/** Columns by which the tables are told apart, the first that has all of them. */
const TOLD_BY: readonly (readonly [Holding, readonly string[]])[] = [
  ['contrasts', ['target', 'location', 'window', 'statistic', 'estimate']],
  ['summary', ['target', 'location', 'window', 'mean']],
  ['quantiles', ['target', 'location', 'month', 'output_type_id', 'value']],
  ['replicates', ['target', 'location', 'month', 'value']],
];

/** @throws CompareError naming the columns that are missing, for the table that it comes nearest to */
export function holdingOf({ file, name }: Source): Holding {
  const missing = TOLD_BY.map(([, columns]) => columns.filter((column) => !file.has(column)));
  const found = missing.findIndex((of) => of.length === 0);
  if (found >= 0) return TOLD_BY[found]![0];
  const nearest = missing.reduce((best, of, at) => (of.length <= missing[best]!.length ? at : best), 0);
  const [table, columns] = TOLD_BY[nearest]!;
  const one = missing[nearest]!.length === 1 ? 'column' : 'columns';
  throw new CompareError(
    `${name} has no ${one} ${missing[nearest]!.join(', ')}; it has ${file.header.join(', ')}\n` +
      `expected at least ${columns.join(', ')} (${table})`,
  );
}
