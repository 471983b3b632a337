/** A calibration's folder on disk: tables as CSV, draws compressed, each written whole or not at all. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Column, RowOfTable, Table } from '../results/column.js';
import { cellText } from '../results/csv.js';
import { gzipMember } from '../results/gzip.js';

export class CalibrationFolder {
  /** @param path created if it is not there */
  constructor(readonly path: string) {
    mkdirSync(path, { recursive: true });
  }

  /** @throws TableError for a cell that is not of its column's type */
  table<T extends Table>(name: string, { path, columns }: T, rows: readonly RowOfTable<T>[]): void {
    const header = `${columns.map((column) => column.name).join()}\n`;
    this.file(path, header + rows.map((row) => lineOf(name, columns, row)).join(''));
  }

  /** @param bytes text, or what is to be stored as it is */
  file(name: string, bytes: string | Uint8Array): void {
    const path = join(this.path, name);
    writeFileSync(`${path}.unfinished`, bytes);
    renameSync(`${path}.unfinished`, path);
  }

  compressed(name: string, text: string): void {
    this.file(name, gzipMember(text));
  }
}

/** A row as a line of CSV. @throws TableError for a cell that is not of its column's type */
export function lineOf(table: string, columns: readonly Column[], row: object): string {
  const cells = row as Readonly<Record<string, unknown>>;
  return `${columns.map((column) => cellText(table, column, cells[column.name])).join()}\n`;
}
