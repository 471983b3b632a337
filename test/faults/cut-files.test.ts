/**
 * Every file of a small run, finished and killed, cut at every byte: the folder is complete, resumable or refused with
 * the reason, what is read of it is whole or an error that names the file, and going on gives the bytes of one run.
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TABLE_NAMES, TABLES } from '../../src/results/columns.js';
import { DamagedRunError } from '../../src/results/damaged-run.js';
import { FinishedRun } from '../../src/results/finished-run.js';
import { lockText, ownerOf } from '../../src/results/run-lock.js';
import { listRuns } from '../../src/results/folder.js';
import { Journal } from '../../src/results/journal.js';
import { type RunState, runState } from '../../src/results/run-state.js';
import { fileFaults } from '../../src/results/verify-files.js';
import { SINCE, TinyRun } from './tiny-run.js';

const tiny = new TinyRun();
afterAll(() => tiny.study.remove());
const WHOLE = tiny.path('whole');
const KILLED = tiny.path('killed');
const COPY = tiny.path('copy');
/** At every byte takes minutes: `npm run test:long`. Here: the ends and about so many places in between. */
const EVERY = process.env['LONG'] === '1';
const PLACES = 25;
const PATIENCE = 1_800_000;

beforeAll(async () => {
  await tiny.run({ out: WHOLE });
  await tiny.killed('killed');
  // A process that is gone, as `kill -9` leaves it.
  writeFileSync(
    join(KILLED, 'lock.json'),
    lockText({ ...ownerOf(SINCE), process: 2 ** 22 + 1, started: null }),
  );
});

const filesOf = (run: string): string[] =>
  readdirSync(run, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(run.length + 1));

/** Lengths to cut a file of so many bytes to. */
function* lengths(size: number): Generator<number> {
  const step = EVERY ? 1 : Math.max(1, Math.floor(size / PLACES));
  for (let length = 0; length < size; length += step) yield length;
  if (step > 1 && size > 1) yield size - 1;
}

/** Cuts each file of a copy in turn, and puts it back. */
async function cutting(
  run: string,
  seen: (file: string, length: number, state: RunState, said: string) => Promise<void>,
): Promise<void> {
  rmSync(COPY, { recursive: true, force: true });
  cpSync(run, COPY, { recursive: true });
  for (const file of filesOf(run)) {
    const bytes = readFileSync(join(run, file));
    for (const length of lengths(bytes.length)) {
      writeFileSync(join(COPY, file), bytes.subarray(0, length));
      const state = await runState(COPY);
      const said = `${file} cut at ${length}: ${JSON.stringify(state).slice(0, 200)}`;
      if (state.kind !== 'complete') expect('why' in state && state.why.length, said).toBeGreaterThan(10);
      // Only a file that cannot be read is a reason to refuse, and the reason names it.
      if (state.kind === 'refused') expect(state.why, said).toContain(basename(file));
      await seen(file, length, state, said);
    }
    writeFileSync(join(COPY, file), bytes);
  }
}

const isText = (file: string, length: number, run: string): boolean =>
  length === readFileSync(join(run, file)).length - 1;

describe('a finished run of which any file was cut at any byte', () => {
  it(
    'is complete, resumable or refused, and no table is read that is not whole',
    async () => {
      await cutting(WHOLE, async (file, length, { kind }, said) => {
        // Without its last line end a JSON file says what it said.
        if (file === 'manifest.json')
          expect(kind, said).toBe(isText(file, length, WHOLE) ? 'complete' : 'refused');
        else if (file === 'datapackage.json')
          expect(kind, said).toBe(isText(file, length, WHOLE) ? 'complete' : 'resumable');
        else if (file.startsWith('tables/')) expect(kind, said).toBe('resumable');
        else expect(kind, said).toBe('complete');
        const table = TABLE_NAMES.find((name) => TABLES[name].path === file);
        if (table === undefined) return;
        const run = await FinishedRun.open(COPY);
        await expect(run.fileOf(table), said).rejects.toBeInstanceOf(DamagedRunError);
        if (table !== 'trajectories') await expect(run.table(table), said).rejects.toThrow(basename(file));
      });
      expect((await runState(COPY)).kind).toBe('complete');
    },
    PATIENCE,
  );

  it('opens or says which file is damaged, is listed where its manifest can be read, and verify names it', async () => {
    for (const file of [
      'manifest.json',
      'datapackage.json',
      'tables/runs.csv',
      'tables/trajectories.csv.gz',
    ]) {
      rmSync(COPY, { recursive: true, force: true });
      cpSync(WHOLE, COPY, { recursive: true });
      const bytes = readFileSync(join(WHOLE, file));
      for (const length of [0, 1, Math.floor(bytes.length / 2), bytes.length - 2]) {
        writeFileSync(join(COPY, file), bytes.subarray(0, length));
        const opened = await FinishedRun.open(COPY).catch((error: unknown) => error);
        if (file.endsWith('.json')) {
          expect(opened, `${file} ${length}`).toBeInstanceOf(DamagedRunError);
          expect((opened as Error).message).toContain(file);
        } else expect(opened).toBeInstanceOf(FinishedRun);
        const names = (await listRuns(tiny.study.dir)).map(({ name }) => name);
        expect(names.includes('copy'), `${file} ${length}`).toBe(file !== 'manifest.json');
        expect((await fileFaults(COPY)).map((fault) => fault.file)).toContain(file);
      }
    }
  });
});

describe('a killed run of which any file was cut at any byte', () => {
  it(
    'is resumable or refused, and its journal holds what was whole',
    async () => {
      const held = (): number => {
        const journal = new Journal(join(COPY, 'journal'), () => 0);
        const { size } = journal;
        journal.close();
        return size;
      };
      await cutting(KILLED, async (file, length, { kind }, said) => {
        const decides = file === 'manifest.json' || file === 'plan.json';
        expect(kind, said).toBe(decides && !isText(file, length, KILLED) ? 'refused' : 'resumable');
        // One record, and it is the last thing there.
        if (file.startsWith('journal/')) expect(held(), said).toBe(0);
      });
      expect(held()).toBe(1);
      expect((await runState(COPY)).kind).toBe('resumable');
    },
    PATIENCE,
  );

  it(
    'is gone on with to the bytes of one run, wherever its journal was cut',
    async () => {
      const journal = readFileSync(join(KILLED, 'journal/0001.journal'));
      // A resumed run takes as long as a run: here at fewer places.
      const step = Math.ceil(journal.length / (EVERY ? 100 : 6));
      for (let length = 0; length <= journal.length; length += Math.min(step, journal.length - length || 1)) {
        rmSync(COPY, { recursive: true, force: true });
        cpSync(KILLED, COPY, { recursive: true });
        writeFileSync(join(COPY, 'journal/0001.journal'), journal.subarray(0, length));
        const { counts } = await tiny.run({ resume: COPY });
        expect(counts, String(length)).toMatchObject({ done: 2, reused: length === journal.length ? 1 : 0 });
        expect(tiny.study.digests('copy'), String(length)).toEqual(tiny.study.digests('whole'));
      }
    },
    PATIENCE,
  );
});
