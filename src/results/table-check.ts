/**
 * A table against what `datapackage.json` says of it: columns, types, missing cells, order and number of rows. Read
 * from the descriptor alone, as any reader of Data Packages would, and line by line.
 */
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { cellOf, TableError } from './csv.js';
import { CsvError, parseCsv } from './csv-reader.js';
import type { ColumnType } from './column.js';
import { assertRecordLength, linesOf } from './record-length.js';

const TYPES = ['string', 'integer', 'number', 'boolean', 'date', 'yearmonth'] as const satisfies ColumnType[];

export const DESCRIBED_TABLE = z.object({
  name: z.string(),
  path: z.string(),
  rows: z.int(),
  schema: z.object({
    fields: z.array(
      z.object({
        name: z.string(),
        type: z.enum(TYPES),
        constraints: z.object({ required: z.boolean() }).optional(),
      }),
    ),
    primaryKey: z.array(z.string()),
  }),
});
export type DescribedTable = z.infer<typeof DESCRIBED_TABLE>;

type Cell = string | number | boolean | null;

/** The first thing that is wrong with the file of a table, with its line; `null` where nothing is. */
export async function tableProblem(path: string, table: DescribedTable): Promise<string | null> {
  const check = new RowCheck(table);
  try {
    for await (const { text, line } of recordsOf(path)) check.take(text, line, path);
    return check.end();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof CsvError) return `${error.line}: ${error.problem}`;
    if (error instanceof RowError || code !== undefined) return message;
    throw error;
  }
}

class RowError extends Error {}

class RowCheck {
  private rows = 0;
  private header = false;
  private previous: readonly Cell[] | null = null;
  private readonly keys: readonly number[];
  private readonly columns: readonly Parameters<typeof cellOf>[0][];

  constructor(private readonly table: DescribedTable) {
    const { fields, primaryKey } = table.schema;
    this.keys = primaryKey.map((name) => fields.findIndex((field) => field.name === name));
    this.columns = fields.map(({ name, type, constraints }) => ({
      name,
      type,
      missing: constraints?.required !== true,
      key: primaryKey.includes(name),
      unit: null,
      description: '',
    }));
  }

  /** @param text one record without its end */
  take(text: string, line: number, path: string): void {
    const cells = text.includes('"') ? parseCsv(text, path).header : text.split(',');
    if (!this.header) {
      const expected = this.columns.map(({ name }) => name).join(',');
      if (cells.join(',') !== expected) throw new RowError(`1: the header is not ${expected}`);
      this.header = true;
      return;
    }
    if (cells.length !== this.columns.length)
      throw new RowError(`${line}: ${cells.length} cells, but there are ${this.columns.length} columns`);
    const values = cells.map((cell, at): Cell => {
      try {
        return cellOf(this.columns[at]!, cell);
      } catch (error) {
        if (error instanceof TableError) throw new RowError(`${line}: ${error.message}`);
        throw error;
      }
    });
    if (this.previous && !this.isAfter(values, this.previous))
      throw new RowError(`${line}: its key does not come after that of the row before`);
    this.previous = values;
    this.rows++;
  }

  end(): string | null {
    if (!this.header) return '1: empty: not even a header';
    const { rows } = this.table;
    return this.rows === rows ? null : `${this.rows} rows, but datapackage.json says ${rows}`;
  }

  private isAfter(row: readonly Cell[], previous: readonly Cell[]): boolean {
    for (const at of this.keys) {
      const [a, b] = [previous[at]!, row[at]!];
      if (a < b) return true;
      if (a > b) return false;
    }
    return false;
  }
}

/** Records of a CSV file, which may have line breaks in quoted cells. */
export async function* recordsOf(
  path: string,
): AsyncGenerator<{ readonly text: string; readonly line: number }> {
  if (!(await stat(path)).isFile()) throw new RowError('is no file');
  let [open, length, first, line] = [[] as string[], 0, 1, 0];
  for await (const lines of linesOf(path)) {
    for (const part of lines) {
      line++;
      length += part.length;
      assertRecordLength(length, path, first);
      const quotes = part.split('"').length - 1;
      // An odd number of quotes opens a cell where none is open, and closes the one that is.
      if ((quotes % 2 === 1) === (open.length === 0)) {
        open.push(part);
        continue;
      }
      yield { text: open.length === 0 ? part : [...open, part].join('\n'), line: first };
      [open, length, first] = [[], 0, line + 1];
    }
  }
  if (open.length > 0) throw new RowError(`${first}: a quote is opened and never closed`);
}
