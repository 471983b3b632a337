/** The folder of a run before its first replicate: a new one, or that of a run to go on with; locked, with its plan. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DATAPACKAGE_FILE } from '../results/datapackage.js';
import { replaceDurably } from '../results/durable-file.js';
import { createRunFolder } from '../results/folder.js';
import { joinJournals } from '../results/join-journals.js';
import { JOURNAL_FOLDER } from '../results/journal.js';
import { type Manifest, readManifest, writeManifest } from '../results/manifest.js';
import { PARTS_FOLDER } from '../results/part-files.js';
import { LOCK_FILE, lockRun, lockText, ownerOf, unlockRun } from '../results/run-lock.js';
import { PLAN_FILE } from '../results/run-plan.js';
import { scenarioKey } from './meaning-keys.js';
import type { Plan } from './plan.js';
import type { PreparedRun } from './prepare-run.js';
import type { RunOptions } from './run.js';
import { manifestOf } from './run-manifest.js';
import type { Share } from './share.js';

export interface OpenRun {
  /** Absolute. */
  readonly path: string;
  readonly manifest: Manifest;
}

export type OpenOptions = Pick<RunOptions, 'place' | 'command' | 'asked' | 'clock' | 'cwd' | 'journals'>;

/**
 * The folder, locked, without anything that says that the run has ended.
 * @param share that the folder is to hold; `null` for a whole run
 * @throws RunFolderError where it cannot be made, or another process is at work in it; Error of the disk
 */
export async function openRun(
  prepared: PreparedRun,
  { place, command, asked, clock, cwd, journals = [] }: OpenOptions,
  share: Share | null = null,
): Promise<OpenRun> {
  const owner = ownerOf(clock.instant());
  const fresh = manifestOf(prepared, command, clock.instant(), cwd, share);
  const plans = planText(prepared.plan, asked);
  if (!('resume' in place)) {
    const files = new Map([
      [PLAN_FILE, plans],
      [LOCK_FILE, lockText(owner)],
    ]);
    const fill = (folder: string) => joinJournals(journals, join(folder, JOURNAL_FOLDER));
    return { path: await createRunFolder(place, fresh, files, fill), manifest: fresh };
  }
  const { resume: path } = place;
  await lockRun(path, owner);
  try {
    const before = await readManifest(path);
    const manifest = { ...fresh, command: before.command, created: before.created };
    // From here on nothing claims that the tables are whole; what is made from them would be out of date.
    const stale = [DATAPACKAGE_FILE, PARTS_FOLDER, 'logs/stacks.txt', 'report.html', 'figures'];
    for (const name of stale) await rm(join(path, name), { recursive: true, force: true });
    // The plan first: who is killed between the two goes on with the new one.
    await replaceDurably(join(path, PLAN_FILE), plans);
    await writeManifest(path, manifest);
    return { path, manifest };
  } catch (error) {
    await unlockRun(path);
    throw error;
  }
}

/** The plan without what follows from it or from the package: layout, geography, and `parameters.csv`. */
function planText(plan: Plan, asked: RunOptions['asked'] = { request: null, shown: {} }): string {
  const { scenarios, explanations, draws, replicates, seed, stop, trajectories } = plan;
  const planned = { scenarios, explanations, draws, replicates, seed, stop, trajectories };
  const keys = Object.fromEntries(scenarios.map((scenario) => [scenario.id, scenarioKey(scenario)]));
  return `${JSON.stringify({ ...asked, keys, ...planned }, null, 2)}\n`;
}
