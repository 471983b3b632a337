/** A disk that from any write on takes no more, and one that could never be written to. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { diskError } from '../../src/cli/disk-error.js';
import { runState } from '../../src/results/run-state.js';
import { TinyRun } from './tiny-run.js';

/** Whatever changes the disk counts; from write number `from` on it fails. */
const disk = vi.hoisted(() => ({
  from: Infinity,
  code: 'EROFS',
  writes: 0,
  /** What happens at that write instead of failing. */
  instead: null as (() => void) | null,
  write(path: unknown): void {
    if (++this.writes < this.from) return;
    if (this.instead) {
      if (this.writes === this.from) this.instead();
      return;
    }
    throw Object.assign(new Error(`${this.code}: no writing`), { code: this.code, path: String(path) });
  },
}));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const failing = <Args extends readonly unknown[], Result>(call: (...args: Args) => Result) =>
    function (...args: Args): Result {
      disk.write(args[0]);
      return call(...args);
    };
  const openSync = (path: string, flags: string): number => {
    if (flags !== 'r') disk.write(path);
    return fs.openSync(path, flags);
  };
  return {
    ...fs,
    openSync,
    mkdirSync: failing(fs.mkdirSync),
    writeSync: failing(fs.writeSync as (...args: unknown[]) => number),
  };
});

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  const failing = <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async function (...args: Args): Promise<Result> {
      disk.write(args[0]);
      return call(...args);
    };
  const open = async (path: string, flags: string) => {
    if (flags !== 'r') disk.write(path);
    const file = await fs.open(path, flags);
    for (const name of ['writeFile', 'appendFile', 'datasync', 'sync'] as const) {
      const call = file[name].bind(file) as (...args: unknown[]) => Promise<void>;
      file[name] = async (...args: unknown[]) => {
        disk.write(path);
        return call(...args);
      };
    }
    return file;
  };
  const names = ['chmod', 'link', 'mkdir', 'mkdtemp', 'rename', 'rm', 'rmdir', 'writeFile'] as const;
  const wrapped = names.map((name) => [name, failing(fs[name] as (...args: unknown[]) => Promise<unknown>)]);
  return { ...fs, open, ...Object.fromEntries(wrapped) };
});

/** Every write in `npm run test:long`; it is prime to how many writes a file takes. */
const STEP = process.env['LONG'] === '1' ? 1 : 13;

const tiny = new TinyRun();
const { study } = tiny;
afterAll(() => study.remove());
afterEach(() => void (disk.from = Infinity));

/** Counts of what writes before and after a run is in its folder. */
let whole = 0;
beforeAll(async () => {
  disk.writes = 0;
  await tiny.run({ out: tiny.path('whole') });
  whole = disk.writes;
});

/** As when the process has ended: a lock of this one, which lives on, would be believed. */
function processEnded(name: string): void {
  rmSync(tiny.path(`${name}/lock.json`), { force: true });
}

describe.each(['EROFS', 'EACCES', 'ENOSPC', 'EIO'])('%s', (code) => {
  it('from any write on ends the run, which is gone on with where it had begun', async () => {
    expect(whole).toBeGreaterThan(60);
    const states: string[] = [];
    for (let from = 1; from <= whole; from += STEP) {
      const name = `${code}-${from}`;
      Object.assign(disk, { from, code, writes: 0 });
      const failed = await tiny.run({ out: tiny.path(name) }).catch((error: unknown) => error);
      disk.from = Infinity;
      const begun = existsSync(tiny.path(name));
      states.push(begun ? 'begun' : 'not begun');
      expect(failed, name).toBeInstanceOf(Error);
      if (!begun) {
        expect(failed, name).toMatchObject({ name: 'RunFolderError' });
        expect((failed as Error).message, name).toMatch(/^no folder of a run can be made in .*no writing/);
        continue;
      }
      expect(diskError(failed, name, { cwd: study.dir }), name).toMatchObject({
        name: 'CommandError',
        exitCode: 130,
        message: expect.stringContaining(`then duel run --resume ${name}`) as string,
      });
      processEnded(name);
      const { kind } = await runState(tiny.path(name));
      // The very last thing that a run writes is that nobody is at work there any more.
      expect(kind, name).toBe(from === whole || kind === 'complete' ? 'complete' : 'resumable');
      await tiny.run({ resume: tiny.path(name) });
      expect(study.digests(name), name).toEqual(study.digests('whole'));
      rmSync(tiny.path(name), { recursive: true });
    }
    expect(new Set(states)).toEqual(new Set(['not begun', 'begun']));
  }, 600_000);
});

describe('a folder that vanishes', () => {
  it('at any write ends the run with the error of the disk, and nothing is put in its place', async () => {
    let vanished = 0;
    for (let from = 1; from <= whole; from += STEP) {
      const path = tiny.path(`vanished-${from}`);
      let wasDone = false;
      const instead = () => {
        const manifest = join(path, 'manifest.json');
        wasDone ||= existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).status === 'complete';
        rmSync(path, { recursive: true, force: true });
      };
      Object.assign(disk, { from, instead, writes: 0 });
      const ended = await tiny.run({ out: path }).catch((error: unknown) => error);
      Object.assign(disk, { from: Infinity, instead: null });
      // It was not there yet, or nothing was left to do but to let go of it.
      if (!(ended instanceof Error)) {
        if (!wasDone) expect((await runState(path)).kind, path).toBe('complete');
        continue;
      }
      vanished++;
      expect(ended, path).toMatchObject({ code: 'ENOENT' });
      expect(existsSync(path), path).toBe(false);
      expect((diskError(ended, null, { cwd: study.dir }) as Error).message).toContain(
        'is gone: the results folder',
      );
    }
    expect(vanished).toBeGreaterThan(3);
  }, 600_000);
});

describe('a run that is to be gone on with on a disk that can only be read', () => {
  it('is left as it is, and goes on when the disk can be written again', async () => {
    const path = await tiny.killed('stuck');
    Object.assign(disk, { from: 1, code: 'EROFS', writes: 0 });
    await expect(tiny.run({ resume: path })).rejects.toMatchObject({ code: 'EROFS' });
    disk.from = Infinity;
    expect(await runState(path)).toMatchObject({ kind: 'resumable' });
    const { counts } = await tiny.run({ resume: path });
    expect(counts).toMatchObject({ done: 2, reused: 1 });
    expect(study.digests('stuck')).toEqual(study.digests('whole'));
  });
});

/** Makes a folder that cannot be written to, and runs a command there; null where this machine has no way to. */
const readOnly = ((): ((folder: string, command: string) => readonly [string, readonly string[]]) | null => {
  if (process.getuid?.() !== 0) {
    return (folder, command) => {
      chmodSync(folder, 0o555);
      return ['sh', ['-c', command]];
    };
  }
  const bound = (folder: string, command: string): readonly [string, readonly string[]] => {
    const mount = `mount --bind '${folder}' '${folder}' && mount -o remount,ro,bind '${folder}'`;
    return ['unshare', ['-m', 'sh', '-c', `${mount} && ${command}`]];
  };
  mkdirSync(tiny.path('probe'));
  const [file, args] = bound(tiny.path('probe'), 'true');
  return spawnSync(file, args).status === 0 ? bound : null;
})();

describe.skipIf(readOnly === null)('a folder that can only be read', () => {
  const inFolder = (folder: string, command: string) => {
    const [file, args] = readOnly!(tiny.path(folder), command);
    const { status, stderr } = spawnSync(file, args, { cwd: study.dir, encoding: 'utf8' });
    chmodSync(tiny.path(folder), 0o755);
    return { code: status, err: stderr };
  };
  const DUEL = `'${process.execPath}' '${resolve('dist/cli/duel.js')}'`;

  it('takes no new run: invalid input, nothing is left behind', () => {
    mkdirSync(tiny.path('read-only'));
    const { code, err } = inFolder('read-only', `${DUEL} run one.yaml --out read-only/run`);
    expect(err).toMatch(/^error: no folder of a run can be made in .*read-only: E(ROFS|ACCES)/m);
    expect(code).toBe(2);
    expect(study.names('read-only')).toEqual([]);
  });

  it('holds a run that is refused with what to see to, and is still whole to read', async () => {
    const path = await tiny.killed('held');
    const { code, err } = inFolder('held', `${DUEL} run --resume held`);
    expect(err).toMatch(/^error: held\/lock.*could not be written: (the disk can only be read|it may not)/m);
    expect(err).toContain('see to the disk, then duel run --resume held\n');
    expect(code).toBe(130);
    expect((await runState(join(path))).kind).toBe('resumable');
    expect(inFolder('whole', `${DUEL} verify whole`)).toMatchObject({ code: 0 });
  });
});
