/**
 * Who is at work in a run's folder. The file `lock.json` names a process by host, number and start, so that neither a
 * number that was given again nor a process that died keeps a folder locked.
 */
import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { RunFolderError } from './folder.js';

export const LOCK_FILE = 'lock.json';

const OWNER = z.strictObject({
  host: z.string(),
  // 0 and below are groups of processes, which the advice to end it must never name.
  process: z.int().positive(),
  /** When the process started, as its system counts it; `null` where the system does not say. */
  started: z.string().nullable(),
  /** ISO 8601, for people. */
  since: z.string(),
});
export type Owner = z.infer<typeof OWNER>;

/** This process. @param since ISO 8601 */
export function ownerOf(since: string): Owner {
  return { host: hostname(), process: process.pid, started: startOf(process.pid), since };
}

export function lockText(owner: Owner): string {
  return `${JSON.stringify(owner)}\n`;
}

/**
 * Takes the folder of a run for this process.
 * @throws RunFolderError where another process is at work there, or may be: one on another host
 */
export async function lockRun(folder: string, owner: Owner): Promise<void> {
  const path = join(folder, LOCK_FILE);
  for (;;) {
    if (await created(path, lockText(owner))) return;
    const text = await textOf(path);
    if (text === null) continue;
    const held = parsed(text);
    if (held && mayBeAlive(held)) throw new RunFolderError(inUse(folder, held));
    // Moved away rather than removed: who finds another lock there than the one that was read puts it back.
    const aside = `${path}.${owner.process}`;
    try {
      await rename(path, aside);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw error;
    }
    if ((await textOf(aside)) !== text) await link(aside, path).catch(() => undefined);
    await rm(aside, { force: true });
  }
}

export async function unlockRun(folder: string): Promise<void> {
  await rm(join(folder, LOCK_FILE), { force: true });
}

/** Who is at work in a folder, or may be; `null` for nobody. */
export async function ownerAtWork(folder: string): Promise<Owner | null> {
  const text = await textOf(join(folder, LOCK_FILE));
  const owner = text === null ? null : parsed(text);
  return owner && mayBeAlive(owner) ? owner : null;
}

/** What a user can do about a folder that is in use. */
export function inUse(folder: string, { host, process: number, since }: Owner): string {
  const there = `process ${number} on ${host}, since ${since}`;
  return host === hostname()
    ? `${folder} is in use by ${there}: wait for it, or end it (kill ${number}) and resume`
    : `${folder} is in use by ${there}; whether that is still running cannot be seen from here: if it is not, ` +
        `delete ${join(folder, LOCK_FILE)} and resume`;
}

/** A file that could not be read to its end was left by a process that died while it wrote it. */
function parsed(text: string): Owner | null {
  try {
    return OWNER.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function mayBeAlive({ host, process: number, started }: Owner): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(number, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startOf(number);
  return started === null || now === null || now === started;
}

/** Boot and ticks since, as Linux tells them. The 22nd field of `stat` comes after a name that may hold anything. */
function startOf(number: number): string | null {
  try {
    const stat = readFileSync(`/proc/${number}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return null;
  }
}

async function created(path: string, text: string): Promise<boolean> {
  // Written beside its place and linked to it: a lock is never half there.
  const beside = `${path}.${process.pid}.new`;
  await writeFile(beside, text);
  try {
    await link(beside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(beside, { force: true });
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
