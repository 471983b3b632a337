/** What can be done with a run's folder: it is complete, can be gone on with, is being worked on, or is refused. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TABLE_NAMES, TABLES } from './columns.js';
import { DamagedRunError } from './damaged-run.js';
import { DATAPACKAGE_FILE, readDatapackage } from './datapackage.js';
import { isUnchanged, type Manifest, MANIFEST_FILE, parseManifest } from './manifest.js';
import { JOURNAL_FOLDER, journalBytes } from './journal.js';
import { inUse, ownerAtWork } from './run-lock.js';
import { documentText } from './run-document.js';
import { readPlan } from './run-plan.js';

export type RunState =
  /** Every replicate is done, and every table has its size, or the journal of a share. */
  | { readonly kind: 'complete'; readonly manifest: Manifest }
  | { readonly kind: 'resumable'; readonly manifest: Manifest; readonly why: string }
  | { readonly kind: 'running'; readonly manifest: Manifest; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string };

/** Never throws for what a folder holds. */
export async function runState(folder: string): Promise<RunState> {
  try {
    const path = join(folder, MANIFEST_FILE);
    const text = documentText(path);
    const manifest = parseManifest(text, path);
    const owner = await ownerAtWork(folder);
    if (owner) return { kind: 'running', manifest, why: inUse(folder, owner) };
    const why = isUnchanged(text, path)
      ? await unfinished(folder, manifest)
      : `${MANIFEST_FILE} was changed after it was written: its checksum does not hold`;
    if (why === null) return { kind: 'complete', manifest };
    const { request } = await readPlan(folder);
    if (request) return { kind: 'resumable', manifest, why };
    return {
      kind: 'refused',
      why: `${why}, and ${folder} was not written by a command that can go on with it`,
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof DamagedRunError || code !== undefined) return { kind: 'refused', why: message };
    throw error;
  }
}

/** Why there is something left to do; `null` where there is not. */
async function unfinished(folder: string, manifest: Manifest): Promise<string | null> {
  const { status, counts } = manifest;
  if (status === 'running') return 'it did not end: its process was killed, or could not write';
  if (status === 'interrupted') {
    const { planned, done, failed, dropped, spared } = counts;
    return `it was interrupted: ${planned - done - failed - dropped - spared} replicates were not started`;
  }
  const damaged = manifest.share ? damagedJournal(folder, manifest.share.bytes) : await damagedTable(folder);
  if (damaged !== null) return damaged;
  return status === 'partial' ? `${counts.failed} replicates failed` : null;
}

/** A share has no tables: its journal is its result. */
function damagedJournal(folder: string, expected: number | null): string | null {
  const bytes = journalBytes(join(folder, JOURNAL_FOLDER));
  return bytes === expected
    ? null
    : `its journal has ${bytes} bytes, its manifest says ${expected ?? 'nothing'}`;
}

async function damagedTable(folder: string): Promise<string | null> {
  const files = await readDatapackage(folder).catch((error: unknown) => {
    if (error instanceof DamagedRunError) return error.message;
    throw error;
  });
  if (typeof files === 'string') return files;
  if (files === null) return `it has no ${DATAPACKAGE_FILE}`;
  for (const name of TABLE_NAMES) {
    const { path } = TABLES[name];
    const expected = files.get(name)?.bytes;
    const size = (await stat(join(folder, path)).catch(() => null))?.size;
    if (size === undefined) return `${path} is missing`;
    if (size !== expected)
      return `${path} has ${size} bytes, ${DATAPACKAGE_FILE} says ${expected ?? 'nothing'}`;
  }
  return null;
}
