import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRunFolder, findRun, listRuns } from '../../src/results/folder.js';
import { type Manifest, manifestText, parseManifest, writeManifest } from '../../src/results/manifest.js';
import { MANIFEST, PLAN } from './manifest.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('manifest.json', () => {
  it('reads back what was written, keys in a fixed order', async () => {
    expect(parseManifest(manifestText(MANIFEST), 'm')).toEqual(MANIFEST);
    const reversed = Object.fromEntries(Object.entries(MANIFEST).reverse()) as unknown as Manifest;
    expect(manifestText(reversed)).toBe(manifestText(MANIFEST));
    await writeManifest(folder, { ...MANIFEST, status: 'complete' });
    expect(await readdir(folder)).toEqual(['manifest.json']);
  });

  it('says what is wrong with it', () => {
    expect(() => parseManifest('{', 'm.json')).toThrow('m.json: not JSON');
    const wrong = JSON.stringify({ ...MANIFEST, status: 'done' });
    expect(() => parseManifest(wrong, 'm.json')).toThrow(/^m\.json: not a manifest: [^]*at status/);
  });
});

describe('createRunFolder', () => {
  const place = () => ({ results: folder, date: '2026-01-02', random: 0.5 });

  it('creates a folder that has manifest, plan and logs', async () => {
    const run = await createRunFolder(place(), MANIFEST, PLAN);
    expect(run).toMatch(/2026-01-02-[a-z]+-[a-z]+$/);
    expect((await readdir(run)).sort()).toEqual(['logs', 'manifest.json', 'plan.json']);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('gives creators of the same name different folders, also at the same time', async () => {
    const runs = await Promise.all(Array.from({ length: 8 }, () => createRunFolder(place(), MANIFEST, PLAN)));
    expect(new Set(runs).size).toBe(8);
    expect(await readdir(folder)).toHaveLength(8);
    for (const run of runs) expect(await readFile(join(run, 'plan.json'), 'utf8')).toBe('{}\n');
  });

  it('does not take over an empty folder or a file of the name it draws', async () => {
    const first = await createRunFolder(place(), MANIFEST, PLAN);
    await rm(first, { recursive: true });
    await mkdir(first);
    const second = await createRunFolder(place(), MANIFEST, PLAN);
    expect(second).not.toBe(first);
    await rm(second, { recursive: true });
    await writeFile(second, 'a file');
    expect([first, second]).not.toContain(await createRunFolder(place(), MANIFEST, PLAN));
    expect(await readdir(first)).toEqual([]);
    expect(await readFile(second, 'utf8')).toBe('a file');
  });

  it('refuses --out that exists, even empty, and leaves it as it was', async () => {
    const out = join(folder, 'mine');
    await mkdir(out);
    await expect(createRunFolder({ out }, MANIFEST, PLAN)).rejects.toThrow(
      'mine exists already: --out names a new',
    );
    expect(await readdir(out)).toEqual([]);
    expect(await readdir(folder)).toEqual(['mine']);
  });

  it('leaves nothing behind where the plan cannot be written', async () => {
    const wrong = { ...MANIFEST, model: 'x' };
    await expect(createRunFolder(place(), wrong, PLAN)).rejects.toThrow('not a SHA-256 in hex');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('findRun', () => {
  it('finds a run by name and by path', async () => {
    const run = await createRunFolder({ out: join(folder, 'one') }, MANIFEST, PLAN);
    expect(await findRun('one', folder)).toBe(run);
    expect(await findRun(run, join(folder, 'elsewhere'))).toBe(run);
  });

  it('names the nearest and the recent runs, the latest first, where there is none', async () => {
    await createRunFolder({ out: join(folder, 'quiet-heron') }, MANIFEST, PLAN);
    const later = { ...MANIFEST, created: '2026-01-03T00:00:00Z' };
    await createRunFolder({ out: join(folder, 'amber-acorn') }, later, PLAN);
    await writeFile(join(folder, 'README.md'), '');
    await expect(findRun('quiet-hero', folder)).rejects.toThrow(
      /^no run "quiet-hero".*\ndid you mean quiet-heron\?\nrecent runs:\n {2}amber-acorn\n {2}quiet-heron$/,
    );
    expect((await listRuns(folder)).map((run) => run.name)).toEqual(['amber-acorn', 'quiet-heron']);
    await expect(findRun('x', join(folder, 'none'))).rejects.toThrow('there are no runs yet');
    await mkdir(join(folder, 'plain'));
    await expect(findRun(join(folder, 'plain'), folder)).rejects.toThrow(
      'plain is not a run: it has no manifest',
    );
    await writeFile(join(folder, 'plain', 'request.json'), '{}');
    await expect(findRun(join(folder, 'plain'), folder)).rejects.toThrow(
      /plain is a calibration that has not ended: duel calibrate --resume .*plain goes on with it$/,
    );
  });
});
