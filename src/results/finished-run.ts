/** Reading a run's folder: its manifest, its tables, its trajectories as a stream, and whether they are intact. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type RowOf, TABLES, TABLE_NAMES, type TableName } from './columns.js';
import { parseTable } from './csv-reader.js';
import { DamagedRunError } from './damaged-run.js';
import { DATAPACKAGE_FILE, readDatapackage } from './datapackage.js';
import { type Manifest, readManifest } from './manifest.js';
import { inUse, type Owner, ownerAtWork } from './run-lock.js';
import type { PlainTableName, TableFile } from './table-writer.js';
import { type KeyFilter, tableRows } from './table-stream.js';
import { type TrajectoryFilter, trajectoryRows } from './trajectory-reader.js';

export interface TableFault {
  readonly table: TableName;
  readonly problem: string;
}

export class FinishedRun {
  private constructor(
    /** The folder. */
    readonly path: string,
    readonly manifest: Manifest,
    /** What `datapackage.json` says; `null` for a run that did not end. */
    readonly files: ReadonlyMap<TableName, TableFile> | null,
    /** Who was at work in it when it was opened. */
    private readonly owner: Owner | null,
  ) {}

  /** @throws Error naming the file where manifest or descriptor cannot be read. */
  static async open(path: string): Promise<FinishedRun> {
    const [manifest, files] = [await readManifest(path), await readDatapackage(path)];
    return new FinishedRun(path, manifest, files, await ownerAtWork(path));
  }

  get name(): string {
    return basename(this.path);
  }

  /**
   * All rows of a table, in key order.
   * @throws DamagedRunError if its size is not the one in `datapackage.json`; CsvError if it cannot be read.
   */
  async table<Name extends PlainTableName>(name: Name): Promise<RowOf<Name>[]> {
    await this.assertSize(name);
    const path = this.pathOf(name);
    return parseTable(name, await readFile(path, 'utf8'), path);
  }

  /**
   * The rows of a table whose key cells are among those given, in key order: for tables too large to hold.
   * @throws as {@link table}; RangeError for a filter on what is not a key column.
   */
  async rows<Name extends PlainTableName>(name: Name, filter: KeyFilter): Promise<RowOf<Name>[]> {
    await this.assertSize(name);
    const kept: RowOf<Name>[][] = [];
    for await (const block of tableRows(name, this.pathOf(name), filter)) kept.push(block);
    return kept.flat();
  }

  /**
   * Trajectory rows in key order, in blocks so that millions of them stay cheap.
   * @throws DamagedRunError as {@link table}; CsvError where a row cannot be read or the file breaks off.
   */
  async *trajectories(filter: TrajectoryFilter = {}): AsyncGenerator<RowOf<'trajectories'>[]> {
    await this.assertSize('trajectories');
    yield* trajectoryRows(this.pathOf('trajectories'), filter);
  }

  /** Compares every table file with its checksum. Empty = intact. */
  async faults(): Promise<TableFault[]> {
    const faults: TableFault[] = [];
    for (const table of TABLE_NAMES) {
      const file = this.files?.get(table);
      if (!file) {
        faults.push({ table, problem: 'not in datapackage.json' });
        continue;
      }
      try {
        await this.assertSize(table);
        const hash = createHash('sha256');
        for await (const chunk of createReadStream(this.pathOf(table))) hash.update(chunk as Buffer);
        if (hash.digest('hex') !== file.sha256) {
          faults.push({ table, problem: 'its SHA-256 is not the one in datapackage.json' });
        }
      } catch (error) {
        faults.push({ table, problem: (error as Error).message });
      }
    }
    return faults;
  }

  /** @throws DamagedRunError where the run did not end, so that nothing says which tables are whole. */
  assertEnded(): void {
    if (this.files) return;
    if (this.owner) throw new DamagedRunError(inUse(this.path, this.owner));
    const { share } = this.manifest;
    if (share)
      throw new DamagedRunError(
        `${this.path} is share ${share.number} of ${share.of} of a run and has no tables: duel merge puts shares together`,
      );
    throw new DamagedRunError(
      `${this.path} has no ${DATAPACKAGE_FILE}: the run did not end, or the file was removed; ` +
        `to go on with it: duel run --resume ${this.path}`,
    );
  }

  /** Path of a table's file. @throws DamagedRunError as {@link table}. */
  async fileOf(name: TableName): Promise<string> {
    await this.assertSize(name);
    return this.pathOf(name);
  }

  private pathOf(name: TableName): string {
    return join(this.path, TABLES[name].path);
  }

  private async assertSize(name: TableName): Promise<void> {
    const expected = this.files?.get(name)?.bytes;
    if (expected === undefined) return;
    const size = await sizeOf(this.pathOf(name));
    if (size === expected) return;
    const is = size === null ? 'is missing' : `has ${size} bytes, ${DATAPACKAGE_FILE} says ${expected}`;
    throw new DamagedRunError(`${this.pathOf(name)} ${is}: the results folder was damaged or changed`);
  }
}

/** Size of a file in bytes; `null` where there is none. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    // A pipe has no size, and reading it might never end.
    return found.isFile() ? found.size : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
