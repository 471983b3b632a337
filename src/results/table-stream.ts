/** Rows of a table as a stream, typed only where the filter lets them through: tables may have millions of rows. */
import { createReadStream } from 'node:fs';
import type { Column } from './column.js';
import { type RowOf, TABLES } from './columns.js';
import { cellOf, headerText, TableError } from './csv.js';
import { CsvError, parseCsv } from './csv-reader.js';
import { assertRecordLength } from './record-length.js';
import type { PlainTableName } from './table-writer.js';

/** Texts that a key column may have, by its name; what is not named is not filtered. */
export type KeyFilter = Readonly<Record<string, ReadonlySet<string>>>;

const BLOCK = 1 << 20;

/**
 * Rows in file order, in blocks.
 * @throws CsvError with file and line for a table of other columns, a row that cannot be read, or a last line
 *   without an end; RangeError for a filter on what is not a key column.
 */
export async function* tableRows<Name extends PlainTableName>(
  name: Name,
  path: string,
  filter: KeyFilter,
): AsyncGenerator<RowOf<Name>[]> {
  const columns: readonly Column[] = TABLES[name].columns;
  const lets = filterOf(columns, filter);
  const header = headerText(name).trimEnd();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let [rest, line] = ['', 0];
  for await (const chunk of createReadStream(path, { highWaterMark: BLOCK })) {
    const text = rest + decoder.decode(chunk as Buffer, { stream: true });
    const rows: RowOf<Name>[] = [];
    const records = new Records(text);
    let start = 0;
    for (let end = records.end(0); end >= 0; end = records.end(start)) {
      const record = text.slice(start, end);
      start = end + 1;
      line++;
      if (line === 1) {
        if (record !== header)
          throw new CsvError(path, 1, `the header is not that of table ${name}, which is ${header}`);
      } else if (lets(record)) rows.push(rowOf<Name>(columns, record, path, line));
      if (record.includes('\n')) line += record.split('\n').length - 1;
    }
    rest = text.slice(start);
    assertRecordLength(rest.length, path, line + 1);
    if (rows.length > 0) yield rows;
  }
  if (rest !== '' || line === 0)
    throw new CsvError(path, line + 1, 'the last line has no end: the file is truncated');
}

/** Where records end: at line ends outside quotes. */
class Records {
  /** The first quote not yet passed, `Infinity` where there is none: looked for once, not for every record. */
  private quote = -1;

  constructor(private readonly text: string) {}

  /** End of the record that starts at `start`; -1 if it is not there yet. Starts grow. */
  end(start: number): number {
    const { text } = this;
    let end = text.indexOf('\n', start);
    if (this.quote < start) this.quote = quoteFrom(text, start);
    while (end >= 0 && this.quote < end) {
      const close = quoteFrom(text, this.quote + 1);
      if (close === Infinity) return -1;
      if (close > end) end = text.indexOf('\n', close);
      this.quote = quoteFrom(text, close + 1);
    }
    return end;
  }
}

function quoteFrom(text: string, start: number): number {
  const at = text.indexOf('"', start);
  return at < 0 ? Infinity : at;
}

/** Key columns come first and are bare, so that a record can be judged before it is parsed. */
function filterOf(columns: readonly Column[], filter: KeyFilter): (record: string) => boolean {
  const wanted = Object.entries(filter).map(([name, texts]) => {
    const at = columns.findIndex((column) => column.name === name);
    if (!columns[at]?.key) throw new RangeError(`"${name}" is no key column: only those can be filtered`);
    return { at, texts };
  });
  const last = Math.max(-1, ...wanted.map(({ at }) => at));
  return (record) => {
    let start = 0;
    for (let at = 0; at <= last; at++) {
      const comma = record.indexOf(',', start);
      const cell = record.slice(start, comma < 0 ? record.length : comma);
      for (const one of wanted) if (one.at === at && !one.texts.has(cell)) return false;
      start = comma + 1;
    }
    return true;
  };
}

function rowOf<Name extends PlainTableName>(
  columns: readonly Column[],
  record: string,
  path: string,
  line: number,
): RowOf<Name> {
  const cells = record.includes('"') ? parseCsv(record, path).header : record.split(',');
  if (cells.length !== columns.length)
    throw new CsvError(path, line, `${cells.length} cells, but the header has ${columns.length}`);
  try {
    return Object.fromEntries(
      columns.map((column, at) => [column.name, cellOf(column, cells[at]!)]),
    ) as RowOf<Name>;
  } catch (error) {
    if (error instanceof TableError) throw new CsvError(path, line, error.message);
    throw error;
  }
}
