/** Files that survive a power cut whole: on the disk before anything relies on them. */
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a new file, or over an old one, and waits for the disk. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Replaces a file; a reader sees the old one or the new one, never half of one, whenever the power goes. */
export async function replaceDurably(path: string, text: string): Promise<void> {
  await writeDurably(`${path}.unfinished`, text);
  await rename(`${path}.unfinished`, path);
  await syncFolder(dirname(path));
}

/** Waits until the names in a folder are on the disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
