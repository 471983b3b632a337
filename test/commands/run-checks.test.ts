/** Assertions and rules to stop, as a whole process: what is printed and written, and the exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseTable } from '../../src/results/csv-reader.js';
import { Study } from './study.js';

const study = new Study();
afterAll(() => study.remove());

const checksOf = (run: string) => {
  const path = join(study.dir, run, 'tables/checks.csv');
  return parseTable('checks', readFileSync(path, 'utf8'), path);
};
const asserting = (id: string, ...lines: string[]): void =>
  study.scenario(id, 1, `assert:\n${lines.map((line) => `  - ${line}\n`).join('')}`);

describe('assertions', () => {
  it('that hold are told first, and leave the exit code alone', () => {
    asserting(
      'holds',
      '{that: "min(*.*) >= 0", on_fail: error}',
      '{that: "max(attacks.all) < 100000", on_fail: warn, because: no month has that many}',
      '{that: "share(attacks.afghanistan >= 0 at end) == 1", on_fail: error}',
    );
    const { code, out } = study.duel('run', 'holds.yaml', '--out', 'holds');
    expect(code).toBe(0);
    // Three assertions under two explanations.
    expect(out).toMatch(/^checks: 6 of 6 passed \(2 of them not resolved\)\n/);
    const rows = checksOf('holds');
    expect(rows.map(({ outcome }) => outcome)).toEqual(Array(6).fill('passed'));
    const [share] = rows.filter(({ that }) => that.startsWith('share'));
    expect(share).toMatchObject({ seen: 1, upper: 1, level: 0.9, n: 10, at: 'attacks.afghanistan' });
    expect(study.json('holds/manifest.json')).toMatchObject({
      checks: { passed: 6, failed: 0, unknown: 0 },
      version: (
        JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
          version: string;
        }
      ).version,
    });
  });

  it('that fail with on_fail: error end with 3, results complete; with warn they do not', () => {
    const failing = '{that: "max(attacks.afghanistan) < 0", because: claims are never negative, on_fail: ';
    asserting('breaks', `${failing}error}`);
    const { code, out } = study.duel('run', 'breaks.yaml', '--out', 'breaks');
    expect(code).toBe(3);
    expect(out).toMatch(/^checks: 0 of 2 passed, 2 failed\n {2}FAILED \(error\) breaks, degradation: max\(/);
    expect(out).toContain('because: claims are never negative');
    expect(study.json('breaks/manifest.json')).toMatchObject({ status: 'complete' });
    expect(study.lines('breaks', 'runs.csv')).toHaveLength(20);
    asserting('warns', `${failing}warn}`);
    expect(study.duel('run', 'warns.yaml', '--out', 'warns').code).toBe(0);
    const json = study.duel('run', 'warns.yaml', '--json', '--out', 'warns-2');
    expect((JSON.parse(json.out) as { checks: unknown }).checks).toEqual(checksOf('warns'));
  });

  it('of which nothing is known are no pass', () => {
    // Without a claim anywhere, KP has no share of the claims.
    study.write('empty.csv', 'parameter,value\ntempo,0\n');
    asserting('nothing', '{that: "mean(kp_share.all) >= 0", on_fail: error}');
    const { code, out } = study.duel(
      'run',
      'nothing.yaml',
      '--set',
      'parameters=empty.csv',
      '--out',
      'nothing',
    );
    expect(out).toContain('UNKNOWN (error) nothing, degradation: mean(kp_share.all) >= 0: no data');
    expect(code).toBe(3);
    expect(checksOf('nothing')[0]).toMatchObject({ outcome: 'unknown', seen: null, n: 0 });
  });
});

describe('a rule to stop', () => {
  const stop = (id: string, when: string, atLeast: number): void =>
    study.scenario(
      id,
      0.5,
      `experiment: {draws: 40, replicates: 3, seed: short, stop: {when: "${when}", at_least: ${atLeast}}}\n`,
    );

  it('ends the run at a boundary, the same for any workers, and as if no more had been asked for', () => {
    stop('enough', 'mcse(attacks.afghanistan) < 0.5', 4);
    const { code, out } = study.duel('run', 'enough.yaml', '--out', 'enough', '--workers', '1');
    expect(code).toBe(0);
    const manifest = study.json('enough/manifest.json') as {
      stop: { draws: number; met: boolean };
      counts: { planned: number; done: number; spared: number };
      status: string;
    };
    const { draws } = manifest.stop;
    // 4, and then a quarter more each time, rounded up.
    expect([4, 5, 7, 9, 12, 15, 19, 24, 30, 38]).toContain(draws);
    expect(manifest).toMatchObject({
      status: 'complete',
      stop: { when: 'mcse(attacks.afghanistan) < 0.5', met: true },
      counts: { planned: 240, done: 6 * draws, spared: 240 - 6 * draws },
    });
    expect(out).toMatch(new RegExp(`^stopped after ${draws} draws, .* spared: mcse`, 'm'));
    expect(out).toContain('A run that stops by its error has intervals that are a little too narrow');
    expect(study.lines('enough', 'runs.csv')).toHaveLength(6 * draws);

    for (const [workers, chunk] of [
      ['2', '1'],
      ['3', '50'],
    ] as const) {
      const name = `enough-${workers}`;
      study.duel('run', 'enough.yaml', '--out', name, '--workers', workers, '--chunk', chunk);
      expect(study.digests(name)).toEqual(study.digests('enough'));
    }
    const whole = study.duel('run', 'enough.yaml', '--out', 'whole', '--draws', String(draws));
    expect(whole.err).toContain('experiment.stop (mcse(attacks.afghanistan) < 0.5) is ignored');
    expect(study.json('whole/manifest.json')).toMatchObject({ stop: null, counts: { spared: 0 } });
    for (const table of ['runs.csv', 'summary.csv', 'quantiles.csv', 'parameters.csv', 'trajectories.csv.gz'])
      expect(study.lines('whole', table)).toEqual(study.lines('enough', table));
  });

  it('counts when shares are merged, and ends the run where it would have ended undivided', () => {
    stop('shared', 'mcse(attacks.afghanistan) < 0.5', 4);
    study.duel('run', 'shared.yaml', '--out', 'undivided');
    for (const number of [1, 2]) {
      const name = `shared-of-2/${number}`;
      const { code, err } = study.duel('run', 'shared.yaml', '--share', `${number}/2`, '--out', name);
      expect(code).toBe(0);
      expect(err).toContain(
        'experiment.stop (mcse(attacks.afghanistan) < 0.5) counts when the shares are merged: each runs all its draws\n',
      );
      // No share sees the others.
      expect(study.json(`${name}/manifest.json`)).toMatchObject({
        stop: null,
        counts: { planned: 120, done: 120, spared: 0 },
      });
    }
    const { code, out } = study.duel('merge', 'shared-of-2/1', 'shared-of-2/2', '--out', 'merged');
    expect(code).toBe(0);
    expect(study.digests('merged')).toEqual(study.digests('undivided'));
    const whole = study.json('undivided/manifest.json') as {
      stop: { draws: number };
      counts: { done: number };
    };
    expect(study.json('merged/manifest.json')).toMatchObject({
      stop: whole.stop,
      counts: { ...whole.counts, reused: whole.counts.done },
    });
    expect(out).toContain(`stopped after ${whole.stop.draws} draws`);
  });

  it('that is never met runs all draws, and says what was missing', () => {
    stop('never', 'mcse(attacks.afghanistan) < 0.000001', 38);
    const { out } = study.duel('run', 'never.yaml', '--out', 'never');
    expect(out).toMatch(
      /^ran all 40 draws: mcse.* was not met, the largest is .* \(attacks\.afghanistan in never, /m,
    );
    expect(study.json('never/manifest.json')).toMatchObject({
      stop: { draws: 40, met: false },
      counts: { done: 240, spared: 0 },
    });
  });

  it('does not take the spread of nothing for precision', () => {
    stop('flat', 'mcse(external_plots.kabul) < 1', 2);
    const { out } = study.duel('run', 'flat.yaml', '--out', 'flat');
    expect(out).toContain('ran all 40 draws');
    expect(out).toContain('0, seen in too few draws to believe');
  });
});

describe('settings', () => {
  it('put in by --set are in scenarios.csv and in the command of the manifest', () => {
    const set = ['--set', 'pressure.taliban.to=0.25', '--set', 'experiment.draws=1'];
    expect(study.duel('run', 'low.yaml', ...set, '--out', 'set').code).toBe(0);
    const rows = parseTable(
      'scenarios',
      study.read('set', 'tables/scenarios.csv').toString(),
      'scenarios.csv',
    );
    expect(rows.find(({ scenario_id }) => scenario_id === 'low')!.settings).toBe(
      'experiment.draws=1; pressure.taliban.to=0.25',
    );
    expect(study.json('set/manifest.json')).toMatchObject({
      command: 'duel run low.yaml --set pressure.taliban.to=0.25 --set experiment.draws=1 --out set',
    });
  });
});

describe('duel ls', () => {
  it('lists runs with scenarios, draws, checks and status', () => {
    expect(study.duel('ls').out).toContain('no runs in results/ yet');
    study.duel('run', 'holds.yaml');
    const [name] = study.names('results');
    const { code, out } = study.duel('ls');
    expect(code).toBe(0);
    for (const part of [name!, 'holds', '2 × 5', 'complete', '20 of 20', '6 passed'])
      expect(out).toContain(part);
    const json = JSON.parse(study.duel('ls', '--json').out) as { name: string; manifest: object }[];
    expect(json).toMatchObject([{ name, manifest: { status: 'complete' } }]);
  });
});
