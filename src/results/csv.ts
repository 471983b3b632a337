/**
 * Writing tables as CSV (RFC 4180, LF, UTF-8, header on line 1). Numbers as `decimal.ts` says; NaN and infinities
 * are refused, and so are magnitudes above 1e300, which rounding could carry to infinity: missing is `null`, written
 * as an empty cell.
 */
import type { Column } from './column.js';
import { type RowOf, TABLES, type TableName } from './columns.js';
import { numberText } from './decimal.js';

const LARGEST = 1e300;

/** A cell that cannot be written, or a row whose columns are not the table's. */
export class TableError extends Error {
  override readonly name = 'TableError';
}

/**
 * How a cell begins that a spreadsheet runs (https://owasp.org/www-community/attacks/CSV_Injection), in full width too.
 * Leading apostrophes are part of the pattern so that taking one away on reading gives back what was written.
 */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const SPECIAL = /[",\n\r]/;
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const YEAR_MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** A text as one CSV cell, quoted where RFC 4180 demands it. */
export function quoted(text: string): string {
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A text that no spreadsheet takes for a formula; {@link restored} undoes it. Applied to every column of text, since
 * names of scenarios and files come from people as titles do; numbers have columns of their own and stay as they are.
 */
export function neutralised(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

export function restored(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}

/** First line of the table, LF included. */
export function headerText(name: TableName): string {
  return `${TABLES[name].columns.map((column) => column.name).join(',')}\n`;
}

/**
 * One row, LF included.
 * @throws TableError naming table and column for a value that is not of the column's type, NaN included, or for
 * columns that the table does not have.
 */
export function rowText<Name extends TableName>(name: Name, row: RowOf<Name>): string {
  const columns: readonly Column[] = TABLES[name].columns;
  const cells = row as Readonly<Record<string, unknown>>;
  let text = '';
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at]!;
    text += (at === 0 ? '' : ',') + cellText(name, column, cells[column.name]);
  }
  const names = Object.keys(cells);
  if (names.length !== columns.length) {
    const unknown = names.filter((key) => !columns.some((column) => column.name === key));
    throw new TableError(`table ${name} has no column ${unknown.join(', ')}`);
  }
  return `${text}\n`;
}

/** One cell. @throws TableError as {@link rowText}. */
export function cellText(table: string, column: Column, cell: unknown): string {
  if (cell === null || cell === '') {
    if (column.missing) return '';
    throw new TableError(`table ${table}, column ${column.name}: missing, but every row must have it`);
  }
  switch (column.type) {
    case 'integer':
      if (Number.isSafeInteger(cell)) return numberText(cell as number);
      break;
    case 'number':
      if (typeof cell === 'number' && Math.abs(cell) <= LARGEST) return numberText(cell);
      break;
    case 'boolean':
      if (typeof cell === 'boolean') return String(cell);
      break;
    case 'date':
      if (typeof cell === 'string' && DATE.test(cell)) return cell;
      break;
    case 'yearmonth':
      if (typeof cell === 'string' && YEAR_MONTH.test(cell)) return cell;
      break;
    case 'string':
      if (typeof cell === 'string') return quoted(neutralised(cell));
  }
  throw new TableError(`table ${table}, column ${column.name}: ${shown(cell)} is not of type ${column.type}`);
}

function shown(cell: unknown): string {
  return typeof cell === 'string' ? JSON.stringify(cell) : String(cell);
}

/**
 * The cell that a text stands for, the reverse of {@link cellText}.
 * @throws TableError without a place: the caller knows file and line.
 */
export function cellOf(column: Column, text: string): string | number | boolean | null {
  if (text === '') {
    if (column.missing) return null;
    throw new TableError(`column ${column.name} is empty, but every row must have it`);
  }
  switch (column.type) {
    case 'integer':
      if (/^-?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
      break;
    case 'number':
      if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return Number(text);
      break;
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      break;
    case 'date':
      if (DATE.test(text)) return text;
      break;
    case 'yearmonth':
      if (YEAR_MONTH.test(text)) return text;
      break;
    case 'string':
      return restored(text);
  }
  throw new TableError(`column ${column.name}: "${text}" is not of type ${column.type}`);
}
