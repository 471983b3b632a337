/** Writing a table file, sorted by key, with its checksum and number of rows taken on the way. */
import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type RowOf, TABLES, type TableName } from './columns.js';
import { headerText, rowText } from './csv.js';
import { makeInside } from './folder.js';
import { assertAscending, keyOrder, sortedByKey } from './key-order.js';

/** What `datapackage.json` says about a table file. */
export interface TableFile {
  readonly name: TableName;
  /** Size on disk. */
  readonly bytes: number;
  /** SHA-256 of the file on disk, hex. */
  readonly sha256: string;
  /** Rows, the header not counted. */
  readonly rows: number;
}

/** Tables that are written as plain CSV; trajectories go through part files. */
export type PlainTableName = Exclude<TableName, 'trajectories'>;

/** Text is handed to the disk in blocks of at least so many characters. */
const BLOCK = 1 << 20;

/**
 * Sorts the rows by key and writes the table into the run's folder. The file appears under its name when it is
 * whole.
 * @throws TableError for a duplicate key or a cell that cannot be written; nothing is left behind.
 */
export async function writeTable<Name extends PlainTableName>(
  folder: string,
  name: Name,
  rows: readonly RowOf<Name>[],
): Promise<TableFile> {
  return streamTable(folder, name, [sortedByKey(name, rows)]);
}

/**
 * The same for a table that does not fit in memory: parts whose rows are already in key order.
 * @throws TableError where a row does not come after the one before it.
 */
export async function streamTable<Name extends PlainTableName>(
  folder: string,
  name: Name,
  parts: Iterable<readonly RowOf<Name>[]> | AsyncIterable<readonly RowOf<Name>[]>,
): Promise<TableFile> {
  const path = join(folder, TABLES[name].path);
  const unfinished = `${path}.unfinished`;
  const order = keyOrder(name);
  const hash = createHash('sha256');
  let bytes = 0;
  let count = 0;
  makeInside(dirname(path));
  const file = await open(unfinished, 'w');
  try {
    let text = headerText(name);
    const flush = async (): Promise<void> => {
      const block = Buffer.from(text, 'utf8');
      hash.update(block);
      bytes += block.length;
      text = '';
      await file.appendFile(block);
    };
    let previous: RowOf<Name> | null = null;
    for await (const rows of parts) {
      for (const row of rows) {
        if (previous) assertAscending(name, order, previous, row);
        previous = row;
        text += rowText(name, row);
        count++;
        if (text.length >= BLOCK) await flush();
      }
    }
    await flush();
    await file.datasync();
    await file.close();
    await rename(unfinished, path);
  } catch (error) {
    await file.close();
    await rm(unfinished, { force: true });
    throw error;
  }
  return { name, bytes, sha256: hash.digest('hex'), rows: count };
}
