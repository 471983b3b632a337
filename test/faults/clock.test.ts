/** The clock on the wall is set back, during a run and between runs: nothing that matters goes by it. */
import { afterAll, describe, expect, it } from 'vitest';
import { ProgressLines } from '../../src/cli/progress.js';
import { FinishedRun } from '../../src/results/finished-run.js';
import { listRuns } from '../../src/results/folder.js';
import { lockRun, ownerAtWork, ownerOf, unlockRun } from '../../src/results/run-lock.js';
import { runState } from '../../src/results/run-state.js';
import { fileFaults } from '../../src/results/verify-files.js';
import { SINCE, TinyRun } from './tiny-run.js';

const tiny = new TinyRun();
const { study } = tiny;
afterAll(() => study.remove());

/** Each instant is a day before the last one, while milliseconds go on. */
function backwards(from = Date.parse(SINCE)) {
  let [now, instant] = [0, from];
  return { now: () => now++, instant: () => new Date((instant -= 86_400_000)).toISOString() };
}

describe('a clock that is set back during a run', () => {
  it('changes no byte of its tables, and the run has ended', async () => {
    await tiny.run({ out: tiny.path('calm') });
    await tiny.run({ out: tiny.path('set-back') }, { clock: backwards() });
    expect(study.digests('set-back')).toEqual(study.digests('calm'));
    const { manifest } = await FinishedRun.open(tiny.path('set-back'));
    expect(manifest.finished! < manifest.created).toBe(true);
    expect(await runState(tiny.path('set-back'))).toMatchObject({ kind: 'complete' });
    expect(await fileFaults(tiny.path('set-back'))).toEqual([]);
  });

  it('leaves the time that is left alone: that is measured by a clock that only grows', async () => {
    const told: string[] = [];
    const lines = new ProgressLines({ err: (text) => void told.push(text) });
    await tiny.run({ out: tiny.path('told') }, { clock: backwards(), onProgress: (at) => lines.update(at) });
    expect(told).toEqual([
      '50 %: 1 of 2 replicates, less than 1 s left\n',
      '100 %: 2 of 2 replicates, took less than 1 s\n',
    ]);
  });
});

describe('a clock that is set back between runs', () => {
  it('gives a run of the same day and words another name, and lists both', async () => {
    const place = { results: tiny.path('results'), date: '2026-01-02', random: 0.5 };
    const first = await tiny.run(place, { clock: backwards() });
    const second = await tiny.run(place, { clock: backwards(Date.parse('2001-01-01')) });
    expect(second.path).not.toBe(first.path);
    const runs = await listRuns(place.results);
    expect(new Set(runs.map(({ path }) => path))).toEqual(new Set([first.path, second.path]));
  });

  it('keeps what was in the journal: its order is that in which it was written', async () => {
    const path = await tiny.killed('earlier');
    const { counts } = await tiny.run({ resume: path }, { clock: backwards(0) });
    expect(counts).toMatchObject({ done: 2, reused: 1 });
    expect(study.digests('earlier')).toEqual(study.digests('calm'));
    const { manifest } = await FinishedRun.open(path);
    expect([manifest.created, manifest.finished! < manifest.created]).toEqual([SINCE, true]);
    expect(study.names('earlier/journal')).toEqual(['0001.journal', '0002.journal']);
  });

  it('makes no lock stale and none eternal: who holds it is a process, not a time', async () => {
    const path = await tiny.killed('locked');
    for (const since of ['1970-01-01T00:00:00Z', '2999-01-01T00:00:00Z']) {
      await lockRun(path, ownerOf(since));
      expect(await ownerAtWork(path)).toMatchObject({ since });
      await expect(lockRun(path, ownerOf(SINCE))).rejects.toThrow('is in use by process');
      await unlockRun(path);
      await lockRun(path, { ...ownerOf(since), process: 2 ** 22 + 1, started: null });
      expect(await ownerAtWork(path)).toBeNull();
      await unlockRun(path);
    }
  });
});

describe('the command, whose every look at the wall clock goes back an hour', () => {
  const BACK =
    'data:text/javascript,let t=Date.now();const D=Date;' +
    'globalThis.Date=class extends D{constructor(...a){if(a.length)super(...a);else super(t-=36e5)}' +
    'static now(){return t-=36e5}}';
  const duel = (...args: string[]) => {
    const before = process.env['NODE_OPTIONS'];
    process.env['NODE_OPTIONS'] = `--import=${encodeURI(BACK)}`;
    try {
      return study.duel(...args);
    } finally {
      if (before === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = before;
    }
  };

  it('runs, in the main thread and in a pool, verifies and lists', async () => {
    const took: string[] = [];
    for (const workers of ['1', '2']) {
      const { code, out, err } = duel('run', 'low.yaml', '--workers', workers, '--out', `w${workers}`);
      expect([code, err.match(/-\d+ (s|min|h)/)]).toEqual([0, null]);
      took.push(/done in (.*);/.exec(out)![1]!);
    }
    expect(took.join()).not.toContain('-');
    expect(study.digests('w1')).toEqual(study.digests('w2'));
    const { manifest } = await FinishedRun.open(tiny.path('w2'));
    expect(manifest.finished! < manifest.created).toBe(true);
    expect(duel('verify', 'w2')).toMatchObject({ code: 0 });
    expect(duel('ls')).toMatchObject({ code: 0 });
  });
});
