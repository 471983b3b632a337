/** What the rows of a source are, told by its columns. */
import type { Source } from '../results/source.js';
import { CompareError } from './compare-error.js';

/** Replicates can be paired; the others are compared by key. */
export type Holding = 'replicates' | 'summary' | 'quantiles' | 'contrasts';

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
