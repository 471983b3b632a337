/** The folder of an export: it appears when it is whole, and nothing is ever overwritten. */
import { mkdtempSync, rmSync } from 'node:fs';
import { lstat, mkdir, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { RunFolderError } from '../results/folder.js';

/**
 * @param fill writes the files into the folder that it is given
 * @returns what `fill` returned
 * @throws RunFolderError where something is there already
 */
export async function fillFolder<T>(folder: string, fill: (unfinished: string) => Promise<T>): Promise<T> {
  const path = resolve(folder);
  if (await isThere(path))
    throw new RunFolderError(`${path} exists already: remove it, or name another folder with --out`);
  await mkdir(dirname(path), { recursive: true });
  const parent = mkdtempSync(join(dirname(path), '.new-export-'));
  const remove = (): void => rmSync(parent, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    // With the rights of any new folder, which mkdtemp does not give.
    const unfinished = join(parent, 'export');
    await mkdir(unfinished);
    const filled = await fill(unfinished);
    await rename(unfinished, path);
    return filled;
  } finally {
    remove();
    process.off('exit', remove);
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
