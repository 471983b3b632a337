/**
 * A run's folder after anything has happened to it: complete, resumable or refused with the reason, never half read;
 * and `duel verify` names the file in which one digit, a row or a column was changed.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FinishedRun } from '../../src/results/finished-run.js';
import { LOCK_FILE, lockRun, lockText, type Owner, ownerOf, unlockRun } from '../../src/results/run-lock.js';
import { runState } from '../../src/results/run-state.js';
import { fileFaults } from '../../src/results/verify-files.js';
import { InlineExecutor } from '../../src/runner/inline-executor.js';
import { packageGeography, prepareRun } from '../../src/runner/prepare-run.js';
import { run } from '../../src/runner/run.js';
import { sampleFaults } from '../../src/runner/verify-sample.js';
import { loadScenarios } from '../../src/scenarios/load.js';
import { Study } from '../commands/study.js';

const study = new Study();
afterAll(() => study.remove());
const { scenarios } = loadScenarios([join(study.dir, 'low.yaml')], packageGeography());
const prepared = prepareRun(scenarios, { draws: 2, replicates: 1 });
const SINCE = '2026-01-02T03:04:05Z';
const WHOLE = join(study.dir, 'whole');
const COPY = join(study.dir, 'copy');

const options = {
  executor: () => new InlineExecutor(prepared.plan),
  chunk: 1,
  command: 'duel run low.yaml',
  given: ['low.yaml'],
  cwd: study.dir,
  clock: { now: () => 0, instant: () => SINCE },
  asked: { request: { files: ['low.yaml'], from: '..', set: [], draws: 2, replicates: 1 }, shown: {} },
};

beforeAll(async () => {
  await run(prepared, { ...options, place: { out: WHOLE } });
});

function copy(): void {
  rmSync(COPY, { recursive: true, force: true });
  cpSync(WHOLE, COPY, { recursive: true });
}

/** Every file of a run by its path inside. */
const FILES = () =>
  readdirSync(WHOLE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(WHOLE.length + 1));

describe('a folder of which any file was cut at any byte', () => {
  it('is complete, resumable or refused with a reason, and no table is read that is not whole', async () => {
    copy();
    for (const file of FILES()) {
      const bytes = readFileSync(join(WHOLE, file));
      const isTable = file.startsWith('tables/');
      // Of the manifest every byte; the others are long, or only their size is looked at.
      const step = file === 'manifest.json' ? 1 : Math.ceil(bytes.length / 60);
      for (let length = 0; length < bytes.length; length += step) {
        writeFileSync(join(COPY, file), bytes.subarray(0, length));
        const state = await runState(COPY);
        const said = `${file} cut at ${length}: ${JSON.stringify(state).slice(0, 200)}`;
        if (isTable) expect(state, said).toMatchObject({ kind: 'resumable' });
        else if (file === 'manifest.json')
          expect(state.kind, said).toBe(length < bytes.length - 1 ? 'refused' : 'complete');
        else if (file === 'datapackage.json') expect(state.kind, said).toBe('resumable');
        else expect(state.kind, said).toBe('complete');
        if (state.kind !== 'complete') expect('why' in state && state.why.length, said).toBeGreaterThan(10);
      }
      writeFileSync(join(COPY, file), bytes);
    }
    expect((await runState(COPY)).kind).toBe('complete');
  });

  it('is to be gone on with where its manifest says something else than what was written', async () => {
    copy();
    const path = join(COPY, 'manifest.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"done": 8', '"done": 7'));
    expect(await runState(COPY)).toMatchObject({
      kind: 'resumable',
      why: 'manifest.json was changed after it was written: its checksum does not hold',
    });
    // Its layout says nothing.
    writeFileSync(path, JSON.stringify(JSON.parse(text)));
    expect((await runState(COPY)).kind).toBe('complete');
  });

  it('is refused where it is to be gone on with and its plan cannot be read', async () => {
    copy();
    const text = readFileSync(join(WHOLE, 'plan.json'), 'utf8');
    truncateSync(join(COPY, 'tables/runs.csv'), 10);
    for (let length = 0; length < text.length - 1; length += 7) {
      writeFileSync(join(COPY, 'plan.json'), text.slice(0, length));
      expect(await runState(COPY)).toMatchObject({
        kind: 'refused',
        why: expect.stringContaining('plan.json') as string,
      });
    }
  });

  it('has its tables made again from whatever of the journal is whole', async () => {
    const journal = readFileSync(join(WHOLE, 'journal/0001.journal'));
    const reused: number[] = [];
    for (const length of [0, 7, journal.length / 3, journal.length - 1, journal.length]) {
      copy();
      writeFileSync(join(COPY, 'journal/0001.journal'), journal.subarray(0, Math.floor(length)));
      rmSync(join(COPY, 'tables'), { recursive: true });
      const { status, counts } = await run(prepared, { ...options, place: { resume: COPY } });
      reused.push(counts.reused);
      expect(status).toBe('complete');
      expect(study.digests('copy')).toEqual(study.digests('whole'));
    }
    // Two scenarios an address, and four addresses.
    expect(reused).toEqual([0, 0, 2, 6, 8]);
  });
});

describe('two that want the same folder', () => {
  const OTHERS: readonly [string, Owner, RegExp | null][] = [
    [
      'this process',
      ownerOf(SINCE),
      /is in use by process \d+ on .*, since 2026.*: wait for it, or end it \(kill \d+\)/,
    ],
    [
      'a process on another host',
      { ...ownerOf(SINCE), host: 'elsewhere' },
      /cannot be seen from here.*delete .*lock\.json/,
    ],
    ['a process that is gone', { ...ownerOf(SINCE), process: 2 ** 22 + 1, started: null }, null],
    ['a process whose number was given again', { ...ownerOf(SINCE), started: 'another boot 17' }, null],
  ];

  it.each(OTHERS)('%s', async (_, owner, refusal) => {
    copy();
    writeFileSync(join(COPY, LOCK_FILE), lockText(owner));
    if (refusal) {
      expect(await runState(COPY)).toMatchObject({
        kind: 'running',
        why: expect.stringMatching(refusal) as string,
      });
      await expect(lockRun(COPY, ownerOf(SINCE))).rejects.toThrow(refusal);
      expect(readFileSync(join(COPY, LOCK_FILE), 'utf8')).toBe(lockText(owner));
    } else {
      expect((await runState(COPY)).kind).toBe('complete');
      await lockRun(COPY, ownerOf(SINCE));
      expect(readFileSync(join(COPY, LOCK_FILE), 'utf8')).toContain(hostname());
    }
  });

  it('a lock that was cut off when it was written keeps nobody out, and one comes through of many', async () => {
    copy();
    writeFileSync(join(COPY, LOCK_FILE), '{"host":');
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => lockRun(COPY, ownerOf(SINCE))));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await unlockRun(COPY);
    await lockRun(COPY, ownerOf(SINCE));
  });
});

describe('verify', () => {
  const changed = async (file: string, change: (text: string) => string) => {
    copy();
    const path = join(COPY, file);
    const isZipped = file.endsWith('.gz');
    const bytes = readFileSync(path);
    const text = (isZipped ? gunzipSync(bytes) : bytes).toString();
    const other = change(text);
    expect(other).not.toBe(text);
    writeFileSync(path, isZipped ? gzipSync(other) : other);
    return fileFaults(COPY);
  };
  const digit = (text: string) => text.replace(/(\d)(?=\D*$)/, (at) => String((Number(at) + 1) % 10));

  it('finds nothing in a run as it was written', async () => {
    expect(await fileFaults(WHOLE)).toEqual([]);
    expect(await sampleFaults(await FinishedRun.open(WHOLE), prepared.plan, 1, () => 0.5)).toEqual({
      replicates: 8,
      faults: [],
    });
  });

  it('names every table of which one digit was changed, the manifest and the descriptor', async () => {
    for (const file of [
      ...FILES().filter((name) => name.startsWith('tables/')),
      'manifest.json',
      'datapackage.json',
    ]) {
      if (study.lines('whole', 'failures.csv').length === 0 && /failures|survival|checks/.test(file))
        continue;
      const faults = await changed(file, digit);
      expect(
        faults.map((fault) => fault.file),
        file,
      ).toContain(file);
      expect(faults, file).toHaveLength(1);
    }
  });

  it('says what is wrong with a row or a column', async () => {
    const lines = (change: (rows: string[]) => string[]) => (text: string) =>
      change(text.split('\n')).join('\n');
    const runs = 'tables/runs.csv';
    const dropped = await changed(
      runs,
      lines(([head, , ...rest]) => [head!, ...rest]),
    );
    expect(dropped[0]!.problem).toContain('7 rows, but datapackage.json says 8');
    const twice = await changed(
      runs,
      lines(([head, first, ...rest]) => [head!, first!, first!, ...rest]),
    );
    expect(twice[0]!.problem).toContain('3: its key does not come after that of the row before');
    const narrow = await changed(
      runs,
      lines((rows) => rows.map((row) => row.replace(/,[^,]*$/, ''))),
    );
    expect(narrow[0]!.problem).toContain('1: the header is not scenario_id,');
    const wrong = await changed(runs, (text) => text.replace(',done,', ',done,x'));
    expect(wrong[0]!.problem).toMatch(/2: column days: "x\d+" is not of type integer/);
    rmSync(join(COPY, runs));
    expect((await fileFaults(COPY))[0]).toMatchObject({ file: runs });
  });

  it('finds a replicate that does not come out again, although every checksum was made to fit', async () => {
    copy();
    const path = join(COPY, 'tables/runs.csv');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/[0-9a-f]{64}$/m, '0'.repeat(64)));
    const found = await sampleFaults(await FinishedRun.open(COPY), prepared.plan, 1, () => 0);
    expect(found.faults).toEqual([
      { file: 'tables/runs.csv', problem: expect.stringContaining('comes out otherwise') as string },
    ]);
    copy();
    const long = join(COPY, 'tables/trajectories.csv.gz');
    const text = gunzipSync(readFileSync(long)).toString();
    const lines = text.split('\n');
    const last = lines.findLastIndex((line) => /,\d+$/.test(line));
    lines[last] = lines[last]!.replace(/,(\d+)$/, ',1$1');
    const other = lines.join('\n');
    const zipped = gzipSync(other);
    writeFileSync(long, zipped);
    const descriptor = join(COPY, 'datapackage.json');
    const size = new RegExp(`"bytes": ${readFileSync(join(WHOLE, 'tables/trajectories.csv.gz')).length},`);
    writeFileSync(descriptor, readFileSync(descriptor, 'utf8').replace(size, `"bytes": ${zipped.length},`));
    const { faults } = await sampleFaults(await FinishedRun.open(COPY), prepared.plan, 1, () => 0);
    expect(faults[0]?.file).toBe('tables/trajectories.csv.gz');
    expect(faults[0]?.problem).toMatch(/simulated again/);
  });
});

describe('a folder that vanishes', () => {
  it('ends the run with the error of the disk', async () => {
    const gone = join(study.dir, 'gone');
    const executor = () => {
      rmSync(gone, { recursive: true });
      return new InlineExecutor(prepared.plan);
    };
    await expect(run(prepared, { ...options, executor, place: { out: gone } })).rejects.toMatchObject({
      code: 'ENOENT',
    });
    expect(existsSync(gone)).toBe(false);
    expect(await runState(gone)).toMatchObject({ kind: 'refused' });
  });
});
