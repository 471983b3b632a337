/**
 * Trajectories on their way to disk. Replicates arrive address by address over all scenarios, the table is
 * sorted by scenario first: so each scenario has a part file of gzip members, and at the end the parts are put
 * one after another behind a member that holds the header.
 */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, mkdirSync, openSync, writeSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TABLES } from './columns.js';
import { headerText, TableError } from './csv.js';
import { gzipMember } from './gzip.js';
import type { TableFile } from './table-writer.js';
import type { ReplicateAddress } from './trajectory-text.js';

/** Where parts wait, inside the run's folder. */
export const PARTS_FOLDER = '.parts';

interface Part {
  readonly path: string;
  readonly file: number;
  last: ReplicateAddress | null;
}

/** One open part file for each scenario. Close by {@link PartFiles.assemble} or {@link PartFiles.close}. */
export class PartFiles {
  private readonly parts = new Map<string, Part>();
  private readonly partsFolder: string;
  private rows = 0;
  private open = true;

  constructor(
    private readonly folder: string,
    scenarioIds: readonly string[],
  ) {
    this.partsFolder = join(folder, PARTS_FOLDER);
    mkdirSync(this.partsFolder, { recursive: true });
    for (const [index, id] of [...scenarioIds].sort(byCodeUnits).entries()) {
      if (this.parts.has(id)) throw new TableError(`table trajectories: scenario ${id} is given twice`);
      const path = join(this.partsFolder, `${index}.gz`);
      this.parts.set(id, { path, file: openSync(path, 'w'), last: null });
    }
  }

  /**
   * Appends the rows of one replicate, already compressed.
   * @param member gzip members that hold exactly those rows, without header.
   * @throws TableError for an unknown scenario, or where the address does not come after the scenario's last.
   */
  append(address: ReplicateAddress, member: Uint8Array, rows: number): void {
    const part = this.parts.get(address.scenario_id);
    if (!part) throw new TableError(`table trajectories: no part for scenario ${address.scenario_id}`);
    if (part.last && addressOrder(part.last, address) >= 0) {
      throw new TableError(
        `table trajectories: ${addressText(address)} comes after ${addressText(part.last)}, out of order`,
      );
    }
    for (let written = 0; written < member.length;) written += writeSync(part.file, member, written);
    part.last = address;
    this.rows += rows;
  }

  /** Writes `tables/trajectories.csv.gz` from the parts and removes them. */
  async assemble(): Promise<TableFile> {
    this.close();
    const path = join(this.folder, TABLES.trajectories.path);
    const unfinished = `${path}.unfinished`;
    await mkdir(dirname(path), { recursive: true });
    const file = await open(unfinished, 'w');
    let sizes: { bytes: number; sha256: string };
    try {
      sizes = await concatenated(
        file,
        [...this.parts.values()].map((part) => part.path),
      );
      await file.close();
      await rename(unfinished, path);
    } catch (error) {
      await file.close();
      await rm(unfinished, { force: true });
      throw error;
    }
    await rm(this.partsFolder, { recursive: true });
    return { name: 'trajectories', ...sizes, rows: this.rows };
  }

  /** Closes the part files and leaves them where they are. */
  close(): void {
    if (!this.open) return;
    this.open = false;
    for (const part of this.parts.values()) closeSync(part.file);
  }
}

async function concatenated(
  file: FileHandle,
  parts: readonly string[],
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const write = async (chunk: Buffer): Promise<void> => {
    hash.update(chunk);
    bytes += chunk.length;
    await file.appendFile(chunk);
  };
  await write(gzipMember(headerText('trajectories')));
  for (const part of parts) {
    for await (const chunk of createReadStream(part, { highWaterMark: 1 << 20 }))
      await write(chunk as Buffer);
  }
  return { bytes, sha256: hash.digest('hex') };
}

function addressOrder(a: ReplicateAddress, b: ReplicateAddress): number {
  return (
    byCodeUnits(a.explanation, b.explanation) ||
    a.run_grouping - b.run_grouping ||
    a.stochastic_run - b.stochastic_run
  );
}

function addressText(address: ReplicateAddress): string {
  return `${address.scenario_id}:${address.explanation}:${address.run_grouping}:${address.stochastic_run}`;
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
