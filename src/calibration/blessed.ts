/** `calibration/blessed.csv`: what the gate holds the model to, each value with the reason for which it stands. */
import { EXPLANATIONS, isExplanation } from '../model/explanations.js';
import { key, maybe, type RowOfTable, table, value } from '../results/column.js';
import { CsvError, parseRows } from '../results/csv-reader.js';
import { lineOf } from './calibration-folder.js';
import { type GateValue, TIERS } from './gate-values.js';

export const BLESSED_FILE = 'calibration/blessed.csv';

export const BLESSED = table('blessed.csv', 'What the gate holds the model to.', [
  key('quantity', 'string', 'A target of data/targets.csv, a process, or a hash.'),
  key('explanation', 'string', 'Explanation of the 2023 decline.'),
  key('tier', 'string', 'exact: equal to the last digit; statistical: equal but for chance.'),
  maybe('value', 'number', 'Total over the replicates of the point set, or mean over draws.'),
  maybe('se', 'number', 'Standard error of the mean by chance; missing in the exact tier.'),
  value('reason', 'string', 'Why it is what it is.'),
]);

export type BlessedRow = RowOfTable<typeof BLESSED>;

/** What a row is about: one of each in a table. */
export function keyOf({
  quantity,
  explanation,
  tier,
}: Pick<BlessedRow, 'quantity' | 'explanation' | 'tier'>) {
  return `${quantity} ${explanation} ${tier}`;
}

/** @throws CsvError with file and line for the first thing that is wrong */
export function parseBlessed(text: string, file: string): BlessedRow[] {
  const { rows, lines } = parseRows('blessed', BLESSED, text, file);
  const seen = new Map<string, number>();
  for (const [at, row] of rows.entries()) {
    const problem = problemOf(row);
    if (problem !== null) throw new CsvError(file, lines[at]!, problem);
    const twice = seen.get(keyOf(row));
    if (twice !== undefined)
      throw new CsvError(file, lines[at]!, `${keyOf(row)} stands on line ${twice} already`);
    seen.set(keyOf(row), lines[at]!);
  }
  return rows;
}

function problemOf({ explanation, tier, value: mean, se, reason }: BlessedRow): string | null {
  if (!isExplanation(explanation)) return `"${explanation}" is not one of ${EXPLANATIONS.join(', ')}`;
  if (!TIERS.some((name) => name === tier)) return `tier "${tier}" is not one of ${TIERS.join(', ')}`;
  if (reason.trim() === '') return 'the reason is empty';
  if (tier === 'exact') {
    if (!Number.isSafeInteger(mean))
      return `the value of an exact row is ${mean ?? 'missing'}, not a whole number`;
    return se === null ? null : 'an exact row has no standard error';
  }
  if ((mean === null) !== (se === null)) return 'value and se are missing together or not at all';
  return se === null || se >= 0 ? null : `the standard error ${se} is below 0`;
}

export function blessedText(rows: readonly BlessedRow[]): string {
  const header = `${BLESSED.columns.map(({ name }) => name).join()}\n`;
  return header + rows.map((row) => lineOf('blessed', BLESSED.columns, row)).join('');
}

/** Every row of a first table, with one reason. */
export function firstBlessing(values: readonly GateValue[], reason: string): BlessedRow[] {
  return inOrder(values.map((seen) => ({ ...seen, reason })));
}

/**
 * The table with some rows replaced: those that are there keep their place, new ones come at the end of their
 * quantity, or of the table.
 * @param gone keys of rows that are taken out
 */
export function blessed(
  rows: readonly BlessedRow[],
  values: readonly GateValue[],
  gone: ReadonlySet<string>,
  reason: string,
): BlessedRow[] {
  const fresh = new Map(values.map((seen) => [keyOf(seen), { ...seen, reason }]));
  const kept = rows
    .filter((row) => !gone.has(keyOf(row)))
    .map((row) => {
      const own = fresh.get(keyOf(row));
      fresh.delete(keyOf(row));
      return own ?? row;
    });
  return inOrder([...kept, ...fresh.values()]);
}

/** By quantity in the order in which each first comes; then by tier and explanation. */
function inOrder(rows: readonly BlessedRow[]): BlessedRow[] {
  const quantities = [...new Set(rows.map(({ quantity }) => quantity))];
  const place = ({ quantity, tier, explanation }: BlessedRow): number =>
    (quantities.indexOf(quantity) * TIERS.length + (TIERS as readonly string[]).indexOf(tier)) *
      EXPLANATIONS.length +
    (EXPLANATIONS as readonly string[]).indexOf(explanation);
  return rows
    .map((row) => ({ row, at: place(row) }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}
