/** The tables of a run made again from its journal, and held against those in its folder, cell by cell. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RowOf, TABLE_NAMES, TABLES } from '../results/columns.js';
import { parseTable } from '../results/csv-reader.js';
import { DATAPACKAGE_FILE } from '../results/datapackage.js';
import { jsonDifference } from '../results/json-difference.js';
import { JOURNAL_FOLDER } from '../results/journal.js';
import { type Manifest, MANIFEST_FILE } from '../results/manifest.js';
import { tableDifference } from '../results/table-difference.js';
import type { Fault } from '../results/verify-files.js';
import { type Folded, foldRun } from './fold-run.js';
import type { PreparedRun } from './prepare-run.js';
import { RecallExecutor } from './recall-executor.js';
import { ReplicateJournal } from './replicate-journal.js';
import { checkCounts, countsOf, runStatus, stopOf } from './run.js';

export interface Refolded {
  readonly faults: readonly Fault[];
  /** Why nothing could be made again; `null` where everything was. */
  readonly unfolded: string | null;
}

/** Addresses that are read between two turns of the event loop. */
const CHUNK = 20;

/**
 * Finds what checksums cannot: a cell that was changed together with every checksum. What failures say of themselves
 * is taken as it stands. Needs room for another copy of the tables in the system's temporary folder.
 * @param prepared meaning what the run meant when it was made
 * @param given files and settings, as the commands in `failures.csv` name them
 * @throws Error of the disk
 */
export async function refoldFaults(
  path: string,
  manifest: Manifest,
  prepared: PreparedRun,
  given: readonly string[],
  now: () => number,
): Promise<Refolded> {
  const failures = await failuresOf(path);
  if (failures === null) return { faults: [], unfolded: `${TABLES.failures.path} cannot be read` };
  const journal = new ReplicateJournal(path, prepared.plan, manifest.model, now);
  const folder = await mkdtemp(join(tmpdir(), 'duel-verify-'));
  try {
    // A journal may be removed to save room, but not be unreadable.
    if (journal.size === 0 && journal.faults.length === 0)
      return { faults: [], unfolded: 'there is no journal' };
    const stopping = new AbortController();
    const executor = new RecallExecutor(prepared.plan, failures, () => stopping.abort());
    const folded = await foldRun(folder, prepared, executor, {
      chunk: CHUNK,
      given,
      journal: { recalled: (task) => executor.recalled(task, journal), keep: () => undefined },
      now,
      signal: stopping.signal,
      onResult: () => undefined,
    });
    if (executor.lacking !== null && ended(folded.counts) < ended(manifest.counts)) {
      const problem = [`it lacks ${executor.lacking}`, ...journal.faults].join('; ');
      return {
        faults: [{ file: JOURNAL_FOLDER, problem }],
        unfolded: `the journal lacks ${executor.lacking}`,
      };
    }
    const faults = [...(await tableFaults(path, folder)), ...manifestFaults(manifest, prepared, folded)];
    const { contradicted } = executor;
    if (contradicted !== null)
      faults.push({
        file: TABLES.failures.path,
        problem: `${contradicted} is told as failed, but the journal holds it as done`,
      });
    return { faults, unfolded: null };
  } finally {
    journal.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const ended = ({ done, failed, dropped }: Pick<Manifest['counts'], 'done' | 'failed' | 'dropped'>): number =>
  done + failed + dropped;

/** `null` where the table cannot be read. */
async function failuresOf(run: string): Promise<RowOf<'failures'>[] | null> {
  const { path } = TABLES.failures;
  try {
    return parseTable('failures', await readFile(join(run, path), 'utf8'), path);
  } catch {
    return null;
  }
}

async function tableFaults(run: string, again: string): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const name of TABLE_NAMES) {
    const { path } = TABLES[name];
    const problem = await tableDifference(name, join(run, path), join(again, path)).catch(
      (error: Error) => error.message,
    );
    if (problem !== null) faults.push({ file: path, problem });
  }
  const descriptors = await Promise.all(
    [run, again].map(async (folder) => described(await readFile(join(folder, DATAPACKAGE_FILE), 'utf8'))),
  ).catch((error: Error) => error);
  if (descriptors instanceof Error)
    return [...faults, { file: DATAPACKAGE_FILE, problem: descriptors.message }];
  const found = jsonDifference(descriptors[0], descriptors[1]);
  if (found) {
    const problem = `${found.path} is ${found.left}, but it comes to ${found.right}`;
    faults.push({ file: DATAPACKAGE_FILE, problem });
  }
  return faults;
}

/** Without what depends on the bytes of files: compression differs between machines, and checksums are held elsewhere. */
function described(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => (key === 'bytes' || key === 'hash' ? undefined : value));
}

/** What the manifest says of the outcome, against what came of it again. */
function manifestFaults(
  manifest: Manifest,
  { plan }: PreparedRun,
  { executed, counts, tables }: Folded,
): Fault[] {
  const again = { ...countsOf(plan, executed, counts), reused: manifest.counts.reused };
  const { status, stop, checks } = manifest;
  const found = jsonDifference(
    { status, stop, counts: manifest.counts, checks },
    { status: runStatus(again), stop: stopOf(executed), counts: again, checks: checkCounts(tables.checks) },
  );
  if (!found) return [];
  return [{ file: MANIFEST_FILE, problem: `${found.path} is ${found.left}, but it comes to ${found.right}` }];
}
