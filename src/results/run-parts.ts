/**
 * Rows of `runs.csv` on their way to the table: they arrive address by address over all scenarios, the table is
 * sorted by scenario first. So each scenario has a part file, and the table is read from the parts at the end.
 */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { RowOf } from './columns.js';
import { headerText, rowText, TableError } from './csv.js';
import { parseTable } from './csv-reader.js';
import { PARTS_FOLDER } from './part-files.js';

/** Rows wait in memory up to so many characters a scenario. */
const BLOCK = 1 << 16;

interface Part {
  readonly path: string;
  readonly file: number;
  waiting: string;
}

/** One part file for each scenario, beside those of the trajectories, with which they are removed. */
export class RunParts {
  private readonly parts = new Map<string, Part>();
  private open = true;

  constructor(folder: string, scenarioIds: readonly string[]) {
    mkdirSync(join(folder, PARTS_FOLDER), { recursive: true });
    for (const [index, id] of [...scenarioIds].sort().entries()) {
      const path = join(folder, PARTS_FOLDER, `runs-${index}.csv`);
      this.parts.set(id, { path, file: openSync(path, 'w'), waiting: headerText('runs') });
    }
  }

  /**
   * Rows of one scenario come in key order; the writer of the table checks it.
   * @throws TableError for an unknown scenario or a cell that cannot be written
   */
  append(row: RowOf<'runs'>): void {
    const part = this.parts.get(row.scenario_id);
    if (!part) throw new TableError(`table runs: no part for scenario ${row.scenario_id}`);
    part.waiting += rowText('runs', row);
    if (part.waiting.length >= BLOCK) flush(part);
  }

  /** Every row in key order, a few thousand at a time. Nothing may be appended afterwards. */
  async *rows(): AsyncGenerator<RowOf<'runs'>[]> {
    this.close();
    for (const { path } of this.parts.values()) {
      const file = await open(path);
      try {
        let text = '';
        const take = (): RowOf<'runs'>[] => {
          const rows = parseTable('runs', headerText('runs') + text, path);
          text = '';
          return rows;
        };
        let isHeader = true;
        for await (const line of file.readLines()) {
          if (!isHeader) text += `${line}\n`;
          isHeader = false;
          if (text.length >= BLOCK) yield take();
        }
        yield take();
      } finally {
        await file.close();
      }
    }
  }

  /** Closes the part files and leaves them where they are. */
  close(): void {
    if (!this.open) return;
    this.open = false;
    for (const part of this.parts.values()) {
      flush(part);
      closeSync(part.file);
    }
  }
}

function flush(part: Part): void {
  const bytes = Buffer.from(part.waiting, 'utf8');
  for (let written = 0; written < bytes.length;) written += writeSync(part.file, bytes, written);
  part.waiting = '';
}
