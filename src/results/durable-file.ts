/** Files that survive a power cut whole: on the disk before anything relies on them. */
import { open, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

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

/** Waits until everything in a folder is on the disk: files, folders and names. */
export async function syncTree(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) await syncTree(inside);
    else if (entry.isFile()) await synced(inside);
  }
  await synced(path);
}

/** Waits until the names in a folder are on the disk. */
export async function syncFolder(path: string): Promise<void> {
  await synced(path);
}

async function synced(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
