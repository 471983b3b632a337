/** What a power cut could still take: bytes that no order to the disk followed, and names in folders likewise. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { syncTree } from '../../src/results/durable-file.js';
import { TinyRun } from './tiny-run.js';

/** A disk that keeps only what it was ordered to. */
const disk = vi.hoisted(() => ({
  /** Files with bytes, and paths whose name, that are not on the disk yet. */
  bytes: new Set<string>(),
  names: new Set<string>(),
  /** Of open files. */
  paths: new Map<number, string>(),
  onRename: (() => undefined) as (to: string) => void,
  synced(path: string, isFolder: boolean): void {
    this.bytes.delete(path);
    if (!isFolder) return;
    for (const name of this.names) if (name.slice(0, name.lastIndexOf('/')) === path) this.names.delete(name);
  },
  moved(from: string, to: string): void {
    for (const set of [this.bytes, this.names])
      for (const path of [...set])
        if (path === from || path.startsWith(`${from}/`)) {
          set.delete(path);
          set.add(to + path.slice(from.length));
        }
    this.names.add(to);
    this.onRename(to);
  },
}));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    mkdirSync: (path: string, ...more: []) => {
      if (!fs.existsSync(path)) disk.names.add(path);
      return fs.mkdirSync(path, ...more);
    },
    openSync: (path: string, flags: string) => {
      if (!fs.existsSync(path)) disk.names.add(path);
      const file = fs.openSync(path, flags);
      disk.paths.set(file, path);
      return file;
    },
    writeSync: (file: number, ...more: [Uint8Array]) => {
      disk.bytes.add(disk.paths.get(file)!);
      return fs.writeSync(file, ...more);
    },
    fdatasyncSync: (file: number) => {
      disk.synced(disk.paths.get(file)!, false);
      fs.fdatasyncSync(file);
    },
    fsyncSync: (file: number) => {
      disk.synced(disk.paths.get(file)!, true);
      fs.fsyncSync(file);
    },
  };
});

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  const { existsSync } = await vi.importActual<typeof import('node:fs')>('node:fs');
  return {
    ...fs,
    mkdir: async (path: string, ...more: []) => {
      if (!existsSync(path)) disk.names.add(path);
      return fs.mkdir(path, ...more);
    },
    rename: async (from: string, to: string) => {
      await fs.rename(from, to);
      disk.moved(from, to);
    },
    open: async (path: string, flags: string) => {
      if (!existsSync(path)) disk.names.add(path);
      const file = await fs.open(path, flags);
      for (const name of ['writeFile', 'appendFile', 'datasync', 'sync'] as const) {
        const call = file[name].bind(file) as (...args: unknown[]) => Promise<void>;
        file[name] = async (...args: unknown[]) => {
          await call(...args);
          if (name === 'writeFile' || name === 'appendFile') disk.bytes.add(path);
          else disk.synced(path, name === 'sync');
        };
      }
      return file;
    },
  };
});

const tiny = new TinyRun();
afterAll(() => tiny.study.remove());
beforeEach(() => {
  disk.bytes.clear();
  disk.names.clear();
});

/** What a cut would take of a run, by path inside; logs and parts of tables are no results. */
function atRisk(run: string): string[] {
  const inside = [...disk.bytes, ...disk.names]
    .filter((path) => path.startsWith(`${run}/`))
    .map((path) => relative(run, path));
  return [...new Set(inside)].filter((path) => !/^(logs|\.parts|lock\.json)/.test(path)).sort();
}

describe('a power cut', () => {
  it('takes nothing that the manifest of an ended run tells of', async () => {
    const run = tiny.path('ended');
    const seen: string[][] = [];
    // As the last name before that of the manifest comes, everything else must be there.
    disk.onRename = (to) => {
      if (basename(to) === 'manifest.json' && dirname(to) === run) seen.push(atRisk(run));
    };
    await tiny.run({ out: run });
    expect(seen).toEqual([['manifest.json']]);
    expect(atRisk(run)).toEqual([]);
  });

  it('takes no folder of a journal that records were put into', async () => {
    const run = tiny.path('at-work');
    await tiny.killed('at-work');
    expect(atRisk(run)).toEqual([]);
  });

  it('takes nothing of a folder that was waited for', async () => {
    const path = tiny.path('tree');
    mkdirSync(join(path));
    mkdirSync(join(path, 'inner'));
    for (const file of ['a', 'inner/b']) {
      writeFileSync(join(path, file), file);
      disk.bytes.add(join(path, file));
      disk.names.add(join(path, file));
    }
    expect(atRisk(path)).toEqual(['a', 'inner', 'inner/b']);
    await syncTree(path);
    expect(atRisk(path)).toEqual([]);
  });
});
