/** Journals of several folders as one: their segments side by side, since none is ever appended to. */
import { constants } from 'node:fs';
import { copyFile, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './durable-file.js';
import { segmentName, segmentsIn } from './journal.js';

/**
 * Copies all segments, those of the first folder first, and waits for the disk. Nothing is made where there are none.
 * @param folders of journals @param into need not exist
 * @throws Error of the disk
 */
export async function joinJournals(folders: readonly string[], into: string): Promise<void> {
  const paths = folders.flatMap((folder) => segmentsIn(folder).map((at) => join(folder, segmentName(at))));
  if (paths.length === 0) return;
  await mkdir(into, { recursive: true });
  for (const [index, path] of paths.entries()) {
    const copy = join(into, segmentName(index + 1));
    await copyFile(path, copy, constants.COPYFILE_FICLONE);
    const file = await open(copy, 'r+');
    try {
      await file.datasync();
    } finally {
      await file.close();
    }
  }
  await syncFolder(into);
}
