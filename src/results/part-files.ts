/**
 * A long table on its way to disk. Rows arrive address by address over all scenarios, and explanation by explanation
 * or in turns; the table is sorted by scenario, then explanation. So each of these pairs has a part file, to which
 * blocks of rows are appended as they are, and at the end the parts are put one after another behind the header.
 */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, existsSync, openSync, writeSync } from 'node:fs';
import { type FileHandle, open, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TABLES } from './columns.js';
import { headerText, TableError } from './csv.js';
import { makeInside } from './folder.js';
import { gzipMember } from './gzip.js';
import type { TableFile } from './table-writer.js';

/** Where parts wait, inside the run's folder. */
export const PARTS_FOLDER = '.parts';

/** Tables that are keyed by replicates. */
export type LongTableName = 'trajectories' | 'runs';

/** A draw and one of its replicates. */
export interface Position {
  readonly draw: number;
  readonly replicate: number;
}

/** Rows of consecutive replicates of one scenario and explanation. */
export interface RowBlock {
  readonly scenario_id: string;
  readonly explanation: string;
  readonly first: Position;
  readonly last: Position;
  /** The rows as they stand in the file, without header: text, or gzip members for a table that is compressed. */
  readonly bytes: Uint8Array;
  readonly rows: number;
}

interface Part {
  readonly path: string;
  last: Position | null;
  waiting: Uint8Array[];
  size: number;
}

/** Blocks wait in memory up to so many bytes a part; no file stays open, since there may be hundreds. */
const WAITING = 1 << 17;

export class PartFiles {
  private readonly parts = new Map<string, Map<string, Part>>();
  private rows = 0;

  constructor(
    private readonly folder: string,
    private readonly table: LongTableName,
    scenarioIds: readonly string[],
  ) {
    makeInside(join(folder, PARTS_FOLDER));
    for (const id of [...scenarioIds].sort(byCodeUnits)) {
      if (this.parts.has(id)) throw new TableError(`table ${table}: scenario ${id} is given twice`);
      this.parts.set(id, new Map());
    }
  }

  /** @throws TableError for an unknown scenario, or where the block does not come after the part's last. */
  append({ scenario_id, explanation, first, last, bytes, rows }: RowBlock): void {
    const part = this.partOf(scenario_id, explanation);
    if (part.last && positionOrder(part.last, first) >= 0) {
      const [next, before] = [first, part.last].map(({ draw, replicate }) => `${draw}:${replicate}`);
      throw new TableError(
        `table ${this.table}: ${scenario_id}:${explanation}:${next} comes after ${before}, out of order`,
      );
    }
    part.last = last;
    part.waiting.push(bytes);
    part.size += bytes.length;
    this.rows += rows;
    if (part.size >= WAITING) flush(part);
  }

  /** Writes the table from the parts and removes them. */
  async assemble(): Promise<TableFile> {
    this.close();
    const path = join(this.folder, TABLES[this.table].path);
    const unfinished = `${path}.unfinished`;
    makeInside(dirname(path));
    const header = headerText(this.table);
    const paths = [...this.parts.values()].flatMap((byExplanation) =>
      [...byExplanation].sort(([a], [b]) => byCodeUnits(a, b)).map(([, part]) => part.path),
    );
    const file = await open(unfinished, 'w');
    let sizes: { bytes: number; sha256: string };
    try {
      const first = path.endsWith('.gz') ? gzipMember(header) : Buffer.from(header);
      sizes = await concatenated(file, first, paths.filter(existsSync));
      await file.datasync();
      await file.close();
      await rename(unfinished, path);
    } catch (error) {
      await file.close();
      await rm(unfinished, { force: true });
      throw error;
    }
    for (const part of paths) await rm(part, { force: true });
    await removeIfEmpty(join(this.folder, PARTS_FOLDER));
    return { name: this.table, ...sizes, rows: this.rows };
  }

  /** Writes what waits; the part files stay where they are. */
  close(): void {
    for (const byExplanation of this.parts.values()) for (const part of byExplanation.values()) flush(part);
  }

  private partOf(scenario: string, explanation: string): Part {
    const byExplanation = this.parts.get(scenario);
    if (!byExplanation) throw new TableError(`table ${this.table}: no part for scenario ${scenario}`);
    let part = byExplanation.get(explanation);
    if (!part) {
      const index = [...this.parts.keys()].indexOf(scenario);
      const path = join(this.folder, PARTS_FOLDER, `${this.table}-${index}-${explanation}`);
      byExplanation.set(explanation, (part = { path, last: null, waiting: [], size: 0 }));
    }
    return part;
  }
}

function flush(part: Part): void {
  if (part.waiting.length === 0) return;
  const bytes = part.waiting.length === 1 ? part.waiting[0]! : Buffer.concat(part.waiting);
  const file = openSync(part.path, 'a');
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
  } finally {
    closeSync(file);
  }
  part.waiting = [];
  part.size = 0;
}

async function concatenated(
  file: FileHandle,
  first: Uint8Array,
  parts: readonly string[],
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const write = async (chunk: Uint8Array): Promise<void> => {
    hash.update(chunk);
    bytes += chunk.length;
    await file.appendFile(chunk);
  };
  await write(first);
  for (const part of parts) {
    for await (const chunk of createReadStream(part, { highWaterMark: 1 << 20 }))
      await write(chunk as Buffer);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** The last of the tables to be put together takes the folder of parts with it. */
async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'ENOENT') throw error;
  }
}

function positionOrder(a: Position, b: Position): number {
  return a.draw - b.draw || a.replicate - b.replicate;
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
