/** Where two files of one table differ first: its row, by number and key, and its column. */
import type { Column } from './column.js';
import { TABLES, type TableName } from './columns.js';
import { parseCsv } from './csv-reader.js';
import { sha256Of } from './sha256.js';
import { recordsOf } from './table-check.js';

interface Row {
  /** From 1, the header not counted. */
  readonly number: number;
  readonly cells: readonly string[];
}

/**
 * The first difference in words; `null` where all rows are the same.
 * @param path of the table that is checked @param expected of the one that it is held against, which is whole
 * @throws Error of the disk, or of a file that cannot be unpacked
 */
export async function tableDifference(
  name: TableName,
  path: string,
  expected: string,
): Promise<string | null> {
  // Mostly they are the same to the byte, and then reading rows is waste.
  if ((await sha256Of(path)) === (await sha256Of(expected))) return null;
  const columns: readonly Column[] = TABLES[name].columns;
  const [own, other] = [rowsOf(path), rowsOf(expected)];
  const header = headerDifference((await own.next()).value, (await other.next()).value);
  if (header !== null) return header;
  for (;;) {
    const [a, b] = [await own.next(), await other.next()];
    if (a.done === true && b.done === true) return null;
    const at = a.done || b.done ? -1 : changedCell(columns, a.value, b.value);
    if (at === null) continue;
    // Which of them it is follows from how many rows there are.
    const left = (a.done ? 0 : 1) + (await countOf(own));
    const right = (b.done ? 0 : 1) + (await countOf(other));
    if (left < right) return `row ${rowText(columns, b.value as Row)} is missing`;
    if (left > right) return `row ${rowText(columns, a.value as Row)} is one too many`;
    const [is, was] = [a.value as Row, b.value as Row].map(({ cells }) => cells[at] ?? 'nothing');
    return `row ${rowText(columns, b.value as Row)}, column ${columns[at]!.name}: ${is}, but it comes to ${was}`;
  }
}

function headerDifference(own: Row | undefined, other: Row | undefined): string | null {
  const [is, was] = [own?.cells ?? [], other?.cells ?? []];
  for (let at = 0; at < Math.max(is.length, was.length); at++)
    if (is[at] !== was[at])
      return `column ${at + 1} is called ${is[at] ?? 'nothing'} and not ${was[at] ?? 'anything'}`;
  return null;
}

/** `null` where none has changed. */
function changedCell(columns: readonly Column[], own: Row, other: Row): number | null {
  const at = columns.findIndex((_, index) => own.cells[index] !== other.cells[index]);
  return at < 0 ? null : at;
}

function rowText(columns: readonly Column[], { number, cells }: Row): string {
  const key = columns.flatMap((column, at) => (column.key ? [`${column.name}=${cells[at]}`] : []));
  return key.length === 0 ? String(number) : `${number} (${key.join(', ')})`;
}

async function* rowsOf(path: string): AsyncGenerator<Row, undefined> {
  let number = 0;
  for await (const { text } of recordsOf(path)) {
    const cells = text.includes('"') ? parseCsv(text, path).header : text.split(',');
    yield { number: number++, cells };
  }
  return undefined;
}

async function countOf(rows: AsyncGenerator<Row, undefined>): Promise<number> {
  let count = 0;
  while (!(await rows.next()).done) count++;
  return count;
}
