/** `duel run --share` and `duel merge`: the bytes of a run that was never shared, or nothing. */
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestText, parseManifest } from '../../src/results/manifest.js';
import { Study } from './study.js';

const study = new Study();
afterAll(() => study.remove());
// Two scenarios, two explanations, 35 addresses under each: eight blocks, of which two are half full.
const RUN = ['run', 'low.yaml', '--draws', '7', '--replicates', '5'];
// One scenario, four blocks.
const OTHER = ['run', 'high.yaml', '--draws', '2', '--replicates', '6'];
const share = (number: number, of: number, out: string, ...args: string[]) =>
  study.duel(...RUN, '--workers', '1', '--share', `${number}/${of}`, '--out', out, ...args);
const merge = (...args: string[]) => study.duel('merge', ...args);

beforeAll(() => {
  study.duel(...RUN, '--out', 'whole');
});

describe('shares that are merged', () => {
  it.each([2, 3])('give the bytes of the run, each with a part of the work: %i', (of) => {
    const names = Array.from({ length: of }, (_, at) => `of-${of}/${at + 1}`);
    const counts = names.map((name, at) => {
      const { code, out } = share(at + 1, of, name);
      expect(code).toBe(0);
      expect(out).toMatch(
        new RegExp(`^share ${at + 1} of ${of}, complete: (\\d+) of \\1 replicates done in `),
      );
      expect(readdirSync(join(study.dir, name)).sort()).toEqual([
        'journal',
        'logs',
        'manifest.json',
        'plan.json',
      ]);
      const { counts } = study.json(`${name}/manifest.json`) as { counts: { planned: number } };
      return counts.planned;
    });
    expect(counts.reduce((sum, count) => sum + count)).toBe(140);
    // A block of ten addresses under two scenarios.
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(20);
    const { code, out } = merge(...names.reverse(), '--out', `merged-${of}`);
    expect(out).toContain('complete: 140 of 140 replicates done (140 reused from the journal)');
    expect(code).toBe(0);
    expect(study.digests(`merged-${of}`)).toEqual(study.digests('whole'));
  });

  it('are a run like any other: verified, gone on with, made larger', () => {
    expect(study.duel('verify', 'merged-2')).toMatchObject({
      code: 0,
      out: expect.stringContaining('nothing is broken; tables made again from the journal') as string,
    });
    expect(study.json('merged-2/manifest.json')).toMatchObject({
      command: 'duel merge of-2/2 of-2/1 --out merged-2',
      status: 'complete',
    });
    expect(study.json('merged-2/manifest.json')).not.toHaveProperty('share');
    const larger = study.duel('run', '--resume', 'merged-2', '--draws', '9');
    expect(larger.out).toContain('180 of 180 replicates done (140 reused from the journal)');
  });
});

describe('a share', () => {
  it('that is killed is gone on with, and merges to the same bytes', async () => {
    share(1, 2, 'killed-1');
    const child = study.start(...RUN, '--workers', '1', '--share', '2/2', '--out', 'killed-2');
    let isSent = false;
    child.stderr!.on('data', (chunk: Buffer) => {
      if (!isSent && chunk.includes('0 %: ')) isSent = child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(isSent).toBe(true);
    expect(study.json('killed-2/manifest.json')).toMatchObject({ status: 'running', share: { bytes: null } });
    const refused = merge('killed-1', 'killed-2', '--out', 'too-early');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(
      'the shares are not all there, and nothing was merged:\n  share 2 of 2 is not done, it did not end: its ' +
        'process was killed, or could not write: duel run --resume killed-2\n',
    );
    expect(study.names()).not.toContain('too-early');
    expect(study.duel('run', '--resume', 'killed-2').out).toMatch(
      /^share 2 of 2, complete: 70 of 70 replicates done \([1-6]\d reused from the journal\)/,
    );
    expect(merge('killed-1', 'killed-2', '--out', 'resumed').code).toBe(0);
    expect(study.digests('resumed')).toEqual(study.digests('whole'));
  });

  it('is verified, listed, gone on with where nothing is left, and has no tables to read', () => {
    expect(study.duel('verify', 'killed-2', '--sample', '10%')).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^share 2 of 2: nothing is broken; every record of its journal read; \d+ replicates simulated again\n$/,
      ) as string,
    });
    expect(study.duel('compare', 'killed-2:low', 'killed-2:high')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is share 2 of 2 of a run and has no tables: duel merge puts') as string,
    });
    const again = study.duel('run', '--resume', 'killed-2', '--why');
    expect(again.err).toContain('low: 35 of 35 replicates are reused, 0 are simulated\n');
    expect(again.out).toContain('70 of 70 replicates done (70 reused from the journal)');
    study.duel(...RUN, '--workers', '1', '--share', '1/2');
    expect(study.duel('ls').out).toMatch(/share 1 of 2, complete/);
    const dry = study.duel(...RUN, '--share', '2/3', '--dry-run');
    expect(dry.out).toMatch(/share: {8}2 of 3, \d+ replicates\n/);
  });

  it('of which the journal was cut or changed is found out, told, and put right', () => {
    share(1, 2, 'cut-1');
    share(2, 2, 'cut-2');
    const segment = join(study.dir, 'cut-2/journal/0001.journal');
    const bytes = readFileSync(segment);
    truncateSync(segment, bytes.length - 5);
    expect(merge('cut-1', 'cut-2').err).toMatch(
      /share 2 of 2 is not done, its journal has \d+ bytes, its manifest says \d+: duel run --resume cut-2\n/,
    );
    const turned = Buffer.from(bytes);
    turned[500]! ^= 1;
    writeFileSync(segment, turned);
    const { code, err } = merge('cut-1', 'cut-2');
    expect(code).toBe(2);
    expect(err).toMatch(
      /share 2 of 2 \(cut-2\) lacks 2 of its \d+ replicates; .*bytes \d+ to \d+ are damaged.*: duel run --resume cut-2\n/,
    );
    const { code: found, out } = study.duel('verify', 'cut-2');
    expect([found, out]).toEqual([
      1,
      expect.stringMatching(/^journal: .*are damaged.*\njournal: it lacks 2 of \d+ replicates\n/),
    ]);
    study.duel('run', '--resume', 'cut-2');
    expect(merge('cut-1', 'cut-2', '--out', 'righted').code).toBe(0);
    expect(study.digests('righted')).toEqual(study.digests('whole'));
  });
});

describe('shares that do not fit', () => {
  const expectRefused = (args: readonly string[], ...said: string[]) => {
    const { code, err } = merge(...args, '--out', 'wrong');
    expect(code, err).toBe(2);
    for (const text of said) expect(err).toContain(text);
    expect(study.names()).not.toContain('wrong');
  };

  it('are refused with what is missing and what is double', () => {
    expectRefused(
      ['of-3/1', 'of-3/3', 'of-3/1'],
      'share 1 of 3 is given more than once: of-3/1, of-3/1\n',
      'share 2 of 3 is missing: duel run low.yaml --draws 7 --replicates 5 --share 2/3\n',
    );
    expectRefused(
      ['whole'],
      'whole is a whole run and no share of one: expected folders of duel run --share k/n',
    );
    expectRefused(['nowhere'], 'no run "nowhere"');
  });

  it('are refused with what differs', () => {
    share(2, 2, 'seed', '--seed', 'other');
    expectRefused(
      ['of-2/1', 'seed'],
      'these are not shares of one run',
      'seed differs from of-2/1: seed: short → other\n',
    );
    expectRefused(['of-2/1', 'of-3/2'], 'of-3/2 differs from of-2/1: number of shares: 2 → 3\n');
    study.duel('run', 'low.yaml', '--draws', '8', '--replicates', '5', '--share', '2/2', '--out', 'draws');
    expectRefused(['of-2/1', 'draws'], 'draws differs from of-2/1: draws: 7 → 8\n');
    study.write('values.csv', 'parameter,value\ncells-afghanistan,16\n');
    study.scenario('low', 0.3, 'counterfactual: high\n');
    share(2, 2, 'files');
    expectRefused(
      ['of-2/1', 'files'],
      'files differs from of-2/1: another ',
      'values.csv; low: pressure.taliban.to: 0.1 → 0.3; high: in its parameters\n',
    );
    expectRefused(
      ['of-2/1', 'of-2/2'],
      'what the shares were made from has changed since, and nothing was merged:\n  ',
      'low has changed: pressure.taliban.to: 0.1 → 0.3\n',
    );
  });

  it('are refused where they are of another model, size, explanation or scenario', () => {
    for (const number of [1, 2]) study.duel(...OTHER, '--share', `${number}/2`, '--out', `other-${number}`);
    const manifest = 'other-2/manifest.json';
    const own = parseManifest(study.read(manifest).toString(), manifest);
    study.write(manifest, manifestText({ ...own, model: 'f'.repeat(64) }));
    expectRefused(
      ['other-1', 'other-2'],
      'other-2 differs from other-1: another model, or other data of it\n',
    );
    const other = (name: string, said: string, ...args: string[]) => {
      study.duel(...args, '--share', '2/2', '--out', name);
      expectRefused(['other-1', name], `${name} differs from other-1: ${said}\n`);
    };
    other('replicates', 'replicates: 6 → 7', 'run', 'high.yaml', '--draws', '2', '--replicates', '7');
    other(
      'explanations',
      'explanations: degradation, fade → fade; high: explanation: degradation, fade → fade',
      ...OTHER,
      '--set',
      'explanation=[fade]',
    );
    study.scenario('more', 0.7);
    other('scenarios', 'scenarios: high → more', 'run', 'more.yaml', ...OTHER.slice(2));
  });

  it('are refused while a process is at work in one, or where one cannot be read', () => {
    for (const number of [1, 2]) study.duel(...OTHER, '--share', `${number}/2`, '--out', `held-${number}`);
    const lock = { host: hostname(), process: process.pid, started: null, since: '2026-01-02T03:04:05Z' };
    study.write('held-2/lock.json', JSON.stringify(lock));
    expectRefused(['held-1', 'held-2'], 'held-2', `process ${process.pid}`);
    rmSync(join(study.dir, 'held-2/lock.json'));
    study.write('held-2/manifest.json', '{"schema": "results/v1"}');
    expectRefused(['held-1', 'held-2'], 'held-2 cannot be merged: ', 'not a manifest');
  });

  it('cannot be asked for', () => {
    expect(share(3, 2, 'x').err).toContain('expected k/n with k from 1 to n, such as 2/16');
    expect(study.duel('run', 'high.yaml', '--share', '2').err).toContain('expected k/n with k from 1 to n');
    expect(share(9, 9, 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        '9 shares of 8 blocks of 10 addresses: expected at most 8 shares',
      ) as string,
    });
    expect(share(1, 2, 'x', '--only', 'low:fade:1:1').err).toContain('--only is a single replicate');
    expect(study.duel('run', '--resume', 'of-2/1', '--share', '1/3').err).toContain(
      '--share makes another run',
    );
    rmSync(join(study.dir, 'wrong'), { recursive: true, force: true });
  });
});
