/** Reading CSV strictly: small tables, whole in memory. Every error says file:line. */
import type { RowOfTable, Table } from './column.js';
import { type RowOf, TABLES, type TableName } from './columns.js';
import { sentence } from '../scenarios/printable.js';
import { cellOf, TableError } from './csv.js';

/** A CSV file that cannot be read; the message starts with `file:line: `. */
export class CsvError extends Error {
  override readonly name = 'CsvError';

  constructor(
    readonly file: string,
    readonly line: number,
    readonly problem: string,
  ) {
    super(sentence(`${file}:${line}: ${problem}`));
  }
}

export interface ParsedCsv {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Line of the file on which each row starts, from 1. */
  readonly lines: readonly number[];
}

/** What a table must be for its rows to be read at all. */
export interface Expectation {
  /** Called with the header before any row is read; throws where it is another table's. */
  readonly header?: (names: readonly string[]) => void;
  /** More rows than this are refused. */
  readonly mostRows?: number;
}

/**
 * RFC 4180 with LF or CRLF; a byte order mark is skipped and the last line may lack its end.
 * @throws CsvError for no header, a row of another length, a quote inside a bare cell or never closed, too many rows;
 *   what `expected.header` throws
 */
export function parseCsv(text: string, file: string, expected: Expectation = {}): ParsedCsv {
  const { mostRows = Infinity } = expected;
  const rows: string[][] = [];
  const lines: number[] = [];
  const end = text.length;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < end) {
    const width = rows[0]?.length;
    // Of the right length from the start: growing one by one, a short row takes three times the memory.
    const cells = new Array<string>(width ?? 0);
    let count = 0;
    lines.push(line);
    for (;;) {
      let cell: string;
      if (text[at] === '"') {
        [cell, at, line] = quotedCell(text, at, file, line);
      } else {
        const start = at;
        while (at < end && text[at] !== ',' && text[at] !== '\n' && text[at] !== '"') at++;
        if (text[at] === '"')
          throw new CsvError(file, line, 'a quote inside a cell that does not start with one');
        const carriageReturn = text[at - 1] === '\r' && at > start && text[at] !== ',' ? 1 : 0;
        cell = text.slice(start, at - carriageReturn);
      }
      if (width === undefined || count < width) cells[count] = cell;
      count++;
      if (at < end && text[at] === ',') {
        at++;
        continue;
      }
      break;
    }
    if (width === undefined) expected.header?.(cells);
    else if (count !== width) throw new CsvError(file, line, `${count} cells, but the header has ${width}`);
    if (rows.length > mostRows) throw new CsvError(file, line, `more than ${mostRows} rows`);
    rows.push(cells);
    at++;
    line++;
  }
  const header = rows.shift();
  if (!header) throw new CsvError(file, 1, 'empty: not even a header');
  return { header, rows, lines: lines.slice(1) };
}

/** The cell that opens with the quote at `start`: its text, the place after it, and the line reached. */
function quotedCell(text: string, start: number, file: string, line: number): [string, number, number] {
  let cell = '';
  let from = start + 1;
  for (;;) {
    const close = text.indexOf('"', from);
    if (close < 0)
      throw new CsvError(file, line, 'a quote is opened and never closed: is the file truncated?');
    cell += text.slice(from, close);
    if (text[close + 1] !== '"') {
      const reached = line + (cell.match(/\n/g)?.length ?? 0);
      let after = close + 1;
      if (text[after] === '\r' && (after + 1 === text.length || text[after + 1] === '\n')) after++;
      if (after < text.length && text[after] !== ',' && text[after] !== '\n') {
        throw new CsvError(file, reached, 'text after the closing quote of a cell');
      }
      return [cell, after, reached];
    }
    cell += '"';
    from = close + 2;
  }
}

/** Typed rows of a table of a results folder; see {@link parseRows}. */
export function parseTable<Name extends TableName>(name: Name, text: string, file: string): RowOf<Name>[] {
  return parseRows<(typeof TABLES)[Name]>(name, TABLES[name], text, file).rows as RowOf<Name>[];
}

/** Typed rows of a table, and the line on which each starts. */
export interface ParsedRows<T extends Table> {
  readonly rows: RowOfTable<T>[];
  readonly lines: readonly number[];
}

/**
 * Typed rows of one of our tables.
 * @throws CsvError where header or cells are not the table's, or the last line has no end (a truncated file).
 */
export function parseRows<T extends Table>(
  name: string,
  table: T,
  text: string,
  file: string,
): ParsedRows<T> {
  const { columns } = table;
  const expected = columns.map((column) => column.name).join(',');
  const parsed = parseCsv(text, file, {
    header: (names) => {
      if (names.join(',') !== expected)
        throw new CsvError(file, 1, `the header is not that of table ${name}, which is ${expected}`);
    },
  });
  if (!text.endsWith('\n')) {
    throw new CsvError(file, parsed.lines.at(-1) ?? 1, 'the last line has no end: the file is truncated');
  }
  const rows = parsed.rows.map((cells, index) => {
    const row: Record<string, unknown> = {};
    for (const [at, column] of columns.entries()) {
      try {
        row[column.name] = cellOf(column, cells[at]!);
      } catch (error) {
        if (error instanceof TableError) throw new CsvError(file, parsed.lines[index]!, error.message);
        throw error;
      }
    }
    return row as RowOfTable<T>;
  });
  return { rows, lines: parsed.lines };
}
