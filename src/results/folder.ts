/** Run folders on disk: creating one that is never half there, and finding one by name or path. */
import { mkdirSync } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { IsoDate } from '../model/calendar.js';
import { syncFolder, writeDurably } from './durable-file.js';
import { CALIBRATION_REQUEST } from './calibration-files.js';
import { MANIFEST_FILE, type Manifest, manifestText, readManifest } from './manifest.js';
import { PLAN_FILE } from './run-plan.js';
import { nearestName, PAIRS, twoWords } from './run-name.js';

/** The report of a run or of a calibration, in its folder. */
export const REPORT_FILE = 'report.html';

/** A folder that cannot be created, or a run that cannot be found; the message is for the user. */
export class RunFolderError extends Error {
  override readonly name = 'RunFolderError';
}

export interface RunListing {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly manifest: Manifest;
}

export type Place =
  /** `--out DIR`: exactly this folder, which must not exist. */
  | { readonly out: string }
  /** A new name in the folder of all results; `random` in [0, 1). */
  | { readonly results: string; readonly date: IsoDate; readonly random: number };

/**
 * Creates a run's folder with its manifest, its plan and an empty `logs/` in it. It is filled under a name of
 * its own beside its place and renamed, so that nobody ever sees a folder without a plan.
 * @param plan files of the plan: path inside the folder → text.
 * @param fill puts in what else it begins with
 * @returns absolute path.
 * @throws RunFolderError if `--out` exists, or the disk does not take a folder. Nothing is ever overwritten.
 */
export async function createRunFolder(
  place: Place,
  manifest: Manifest,
  plan: ReadonlyMap<string, string>,
  fill: (folder: string) => Promise<void> = async () => undefined,
): Promise<string> {
  if ('out' in place && (await exists(resolve(place.out)))) throw alreadyThere(place.out);
  const path = await filledFolder(place, manifest, plan, fill);
  // From here on the run is there to be gone on with, whatever the disk says.
  await syncFolder(dirname(path));
  return path;
}

/** Under its name, with all that it begins with. */
async function filledFolder(
  place: Place,
  manifest: Manifest,
  plan: ReadonlyMap<string, string>,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const parent = 'out' in place ? dirname(resolve(place.out)) : resolve(place.results);
  let unnamed: string | null = null;
  try {
    await mkdir(parent, { recursive: true });
    unnamed = await mkdtemp(join(parent, '.new-run-'));
    // mkdtemp keeps its folder to its owner; a results folder is for whoever the umask lets in.
    await chmod(unnamed, 0o777 & ~process.umask());
    await mkdir(join(unnamed, 'logs'));
    for (const [path, text] of plan) {
      await mkdir(dirname(join(unnamed, path)), { recursive: true });
      await writeDurably(join(unnamed, path), text);
    }
    await fill(unnamed);
    await writeDurably(join(unnamed, MANIFEST_FILE), manifestText(manifest));
    await syncFolder(unnamed);
    if ('out' in place) {
      if (await moved(unnamed, resolve(place.out))) return resolve(place.out);
      throw alreadyThere(place.out);
    }
    for (let attempt = 0; attempt < PAIRS; attempt++) {
      const path = join(parent, `${place.date}-${twoWords(place.random, attempt)}`);
      if (await moved(unnamed, path)) return path;
    }
    throw new RunFolderError(`every name of ${place.date} is taken in ${parent}; give one with --out`);
  } catch (error) {
    // What failed is told, not that it could not be cleared away either.
    if (unnamed !== null) await rm(unnamed, { recursive: true, force: true }).catch(() => undefined);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new RunFolderError(`no folder of a run can be made in ${parent}: ${message}`, { cause: error });
  }
}

/** Makes a folder inside of a run's: where that has vanished, nothing is put in its place. @throws Error of the disk */
export function makeInside(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Renames unless something is there; a folder with anything in it makes `rename` itself refuse, so races are safe. */
async function moved(from: string, to: string): Promise<boolean> {
  if (await exists(to)) return false;
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') return false;
    if (code !== undefined && IMPOSSIBLE.includes(code))
      throw new RunFolderError(`${to} is no name for a folder: ${message}`, { cause: error });
    throw error;
  }
}

/**
 * The folder of a run.
 * @param run a name in `results`, which has no separators and so cannot leave it; or a path.
 * @throws RunFolderError with the nearest name and the most recent runs.
 */
export async function findRun(run: string, results: string): Promise<string> {
  const isName = run !== '' && run !== '.' && run !== '..' && !/[\\/]/.test(run);
  for (const path of [...(isName ? [resolve(results, run)] : []), resolve(run)]) {
    if (await exists(join(path, MANIFEST_FILE))) return path;
  }
  if (await exists(resolve(run))) {
    if (await exists(join(run, CALIBRATION_REQUEST)))
      throw new RunFolderError(
        `${run} is a calibration that has not ended: duel calibrate --resume ${run} goes on with it`,
      );
    throw new RunFolderError(`${run} is not a run: it has no ${MANIFEST_FILE}`);
  }
  const runs = await listRuns(results);
  const names = runs.map((listing) => listing.name);
  const meant = nearestName(basename(run), names);
  const lines = [`no run "${run}", neither in ${results} nor as a path`];
  if (meant !== undefined) lines.push(`did you mean ${meant}?`);
  if (names.length > 0) lines.push('recent runs:', ...names.slice(0, 5).map((name) => `  ${name}`));
  else lines.push('there are no runs yet');
  throw new RunFolderError(lines.join('\n'));
}

/** Runs in the folder of all results, the most recent first. Folders without a readable manifest are left out, see {@link listDamaged}. */
export async function listRuns(results: string): Promise<RunListing[]> {
  const runs: RunListing[] = [];
  for (const name of await foldersIn(results)) {
    const path = resolve(results, name);
    const manifest = await readManifest(path).catch(() => null);
    if (manifest) runs.push({ name, path, manifest });
  }
  return runs.sort((a, b) => {
    const [left, right] = [b.manifest.created + b.name, a.manifest.created + a.name];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

/** Names of folders that were made by a run, as their plan shows, and whose manifest cannot be read. */
export async function listDamaged(results: string): Promise<string[]> {
  const damaged: string[] = [];
  for (const name of await foldersIn(results)) {
    const path = resolve(results, name);
    const isRead = await readManifest(path).then(
      () => true,
      () => false,
    );
    if (!isRead && (await exists(join(path, PLAN_FILE)))) damaged.push(name);
  }
  return damaged.sort();
}

async function foldersIn(results: string): Promise<string[]> {
  if (!(await exists(results))) return [];
  const folders: string[] = [];
  for (const name of await readdir(results)) {
    // A link may lead nowhere, or to itself.
    const isFolder = await stat(resolve(results, name))
      .then((found) => found.isDirectory())
      .catch(() => false);
    if (!name.startsWith('.') && isFolder) folders.push(name);
  }
  return folders;
}

function alreadyThere(path: string): RunFolderError {
  return new RunFolderError(
    `${path} exists already: --out names a new folder, and nothing is overwritten; ` +
      `to go on with a run that is in it: duel run --resume ${path}`,
  );
}

/** What the system says of a path that nothing can have. */
const IMPOSSIBLE = ['ENOTDIR', 'EEXIST', 'ENAMETOOLONG', 'ELOOP', 'EINVAL', 'ERR_INVALID_ARG_VALUE'];

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || IMPOSSIBLE.includes(code)) return false;
    throw error;
  }
}

/**
 * Before a command writes into the folder of a run that may be from anywhere: nothing in it leads elsewhere.
 * @throws RunFolderError naming the link that does
 */
export async function assertSelfContained(run: string): Promise<void> {
  const root = await realpath(run);
  for (const entry of await readdir(run, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const target = await realpath(path).catch(() => null);
    if (target === null || !`${target}${sep}`.startsWith(`${root}${sep}`))
      throw new RunFolderError(
        `${path} is a link that leads out of the run's folder, or nowhere: nothing is written through it; ` +
          'expected a folder that holds its own files',
      );
  }
}
