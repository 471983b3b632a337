/** `duel run --resume`: what was finished is reused, the rest is simulated, and the bytes are those of one run. */
import { spawnSync } from 'node:child_process';
import { rmSync, truncateSync } from 'node:fs';
import { join, resolve as absolute } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Study } from './study.js';

const study = new Study();
afterAll(() => study.remove());
const resume = (run: string, ...args: string[]) =>
  study.duel('run', '--resume', run, '--workers', '1', ...args);

beforeAll(() => {
  study.duel('run', 'low.yaml', '--draws', '4', '--out', 'whole');
  study.duel('run', 'low.yaml', '--workers', '1', '--out', 'run');
});

describe('a finished run', () => {
  it('is left as it is, and answers 0', () => {
    const before = study.read('run', 'manifest.json');
    const { code, out } = resume('run');
    expect([code, out]).toEqual([
      0,
      'complete: 40 of 40 replicates done; nothing is left to do in run (duel verify checks its files)\n',
    ]);
    expect(study.read('run', 'manifest.json')).toEqual(before);
  });

  it('says what has changed since, and keeps its results', () => {
    study.scenario('low', 0.2, 'counterfactual: high\n');
    const before = study.digests('run');
    const { code, err } = resume('run', '--why');
    expect(code).toBe(0);
    expect(err).toContain('low: 0 of 20 replicates are reused, 20 are simulated\n');
    expect(err).toContain(
      'its results stay as they are:\n  low has changed: pressure.taliban.to: 0.1 → 0.2\n',
    );
    expect(study.digests('run')).toEqual(before);
    const larger = resume('run', '--draws', '4');
    expect(larger.code).toBe(2);
    expect(larger.err).toContain(
      'run has ended, and what it was made from has changed since:\n  low has changed',
    );
    study.scenario('low', 0.1, 'counterfactual: high\n');
  });

  it('is not made smaller, and takes neither files nor what makes another run of it', () => {
    expect(resume('run', '--replicates', '4')).toMatchObject({
      code: 2,
      err: expect.stringContaining('run has 5 replicates, and a run is not made smaller') as string,
    });
    expect(resume('run', '--seed', 'x').err).toContain('--seed makes another run');
    expect(resume('run', 'low.yaml').err).toContain(
      '--resume takes no scenario file, but low.yaml was given',
    );
    expect(study.duel('run', 'low.yaml', '--why').err).toContain('--why says what --resume reuses');
    expect(study.duel('run').err).toContain('no scenario file: expected duel run FILE…');
    expect(resume('rum').err).toContain('no run "rum"');
  });

  it('is made larger: what it had is reused, and comments and order mean nothing', () => {
    study.write(
      'low.yaml',
      '# The same, in another order.\ncounterfactual: high\ntitle: Title of low\nid: low\nschema: scenario/v1\n' +
        'pressure: {taliban: {to: 1e-1, shape: step, after: "2020-05-15"}}\nextends: base.yaml\n',
    );
    const { code, err, out } = resume('run', '--draws', '4', '--why');
    expect(code).toBe(0);
    expect(err).toContain('low: 20 of 40 replicates are reused, 20 are simulated\n');
    expect(err).toContain('simulated, because\n  it is made larger: draws: 2 → 4\n');
    expect(out).toMatch(/complete: 80 of 80 replicates done \(40 reused from the journal\)/);
    expect(study.digests('run')).toEqual(study.digests('whole'));
    expect(study.json('run/manifest.json')).toMatchObject({
      command: 'duel run low.yaml --workers 1 --out run',
      counts: { planned: 80, done: 80, reused: 40 },
    });
    expect(study.json('run/logs/run.json')).toMatchObject({ journal: { reused: 40, faults: [] } });
    // More replicates of each draw, which moves every block.
    expect(resume('run', '--replicates', '7').code).toBe(0);
    study.duel('run', 'low.yaml', '--draws', '4', '--replicates', '7', '--out', 'seven');
    expect(study.digests('run')).toEqual(study.digests('seven'));
    expect(study.json('run/manifest.json')).toMatchObject({ counts: { planned: 112, reused: 80 } });
  });

  it('whose tables are damaged has them made again from the journal', () => {
    truncateSync(join(study.dir, 'run/tables/summary.csv'), 100);
    rmSync(join(study.dir, 'run/tables/contrasts.csv'));
    const { code, out } = resume('run');
    expect(code).toBe(0);
    expect(out).toMatch(/112 of 112 replicates done \(112 reused from the journal\)/);
    expect(study.digests('run')).toEqual(study.digests('seven'));
  });
});

describe('a run that was interrupted', () => {
  const args = ['low.yaml', '--draws', '10', '--workers', '2', '--chunk', '10'];

  /** Starts a run and sends it a signal when it has simulated something. */
  async function stopped(out: string, signal: 'SIGTERM' | 'SIGKILL') {
    const child = study.start('run', ...args, '--out', out);
    let printed = '';
    child.stdout!.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    let isSent = false;
    child.stderr!.on('data', (chunk: Buffer) => {
      if (!isSent && chunk.includes('0 %: ')) isSent = child.kill(signal);
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, printed };
  }

  it('by SIGTERM ends as by Ctrl-C, with the command that goes on', async () => {
    const { code, printed } = await stopped('terminated', 'SIGTERM');
    expect(code).toBe(130);
    expect(printed).toContain('to go on: duel run --resume terminated\n');
    expect(study.json('terminated/manifest.json')).toMatchObject({ status: 'interrupted' });
  });

  it('by SIGKILL is gone on with', async () => {
    await stopped('killed', 'SIGKILL');
    expect(study.json('killed/manifest.json')).toMatchObject({ status: 'running' });
    // Another title meanwhile costs no simulation.
    study.write(
      'low.yaml',
      study
        .read('low.yaml')
        .toString()
        .replace(/title: .*/, 'title: Another'),
    );
    const why = resume('killed', '--why', '--dry-run');
    expect(why.err).toMatch(/low: (\d\d+) of 100 replicates are reused, \d+ are simulated\n/);
    expect(why.err).toMatch(/simulated, because\n {2}the run had not come to them\n/);
    expect(why.err).toContain('no reason to simulate: low has changed: title: ');
    expect(why.err).toContain('nothing was written\n');
    expect(study.json('killed/manifest.json')).toMatchObject({ status: 'running' });
    const ended = resume('killed');
    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/complete: 200 of 200 replicates done \(\d+ reused from the journal\)/);
    study.duel('run', ...args, '--out', 'killed-whole');
    expect(study.digests('killed')).toEqual(study.digests('killed-whole'));
  });

  it('by a disk that takes no more says what to do, and is gone on with', () => {
    // Files may grow to 60 blocks of 1024 bytes, which stands for a disk that is full.
    const duel = `${process.execPath} ${absolute('dist/cli/duel.js')} run ${args.join(' ')} --out full`;
    const { status, stderr } = spawnSync('bash', ['-c', `trap '' XFSZ; ulimit -f 60; ${duel}`], {
      cwd: study.dir,
      encoding: 'utf8',
    });
    expect(stderr).toContain('could not be written: files may not grow as large as this one would');
    expect(stderr).toContain('see to the disk, then duel run --resume full\n');
    expect(status).toBe(130);
    const ended = resume('full');
    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/complete: 200 of 200 replicates done \(\d+ reused from the journal\)/);
  });

  it('follows what its files mean now: one scenario changed, the other is reused', async () => {
    const out = 'changed';
    await stopped(out, 'SIGKILL');
    study.scenario('low', 0.3, 'counterfactual: high\n');
    const { code, err } = resume(out, '--why');
    expect(code).toBe(0);
    expect(err).toMatch(/low: 0 of 100 replicates are reused, 100 are simulated\nhigh: \d\d+ of 100/);
    expect(err).toContain('simulated, because\n  low has changed: pressure.taliban.to: 0.1 → 0.3');
    study.duel('run', ...args, '--out', 'changed-whole');
    expect(study.digests(out)).toEqual(study.digests('changed-whole'));
    // Other values: nothing is as it was.
    study.write('values.csv', 'parameter,value\ncells-afghanistan,16\n');
    const other = resume(out, '--why');
    expect(other.err).toContain('low: 0 of 100 replicates are reused');
    expect(other.err).toContain('values.csv has changed');
  });
});
