/** `duel compare` as a whole process. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXPLANATIONS } from '../../src/model/explanations.js';
import { TABLES } from '../../src/results/columns.js';
import { parseTable } from '../../src/results/csv-reader.js';
import { scenario } from '../known/analysis/toy.js';
import { finishedRun } from './compare/finished.js';
import { Study } from './study.js';

const study = new Study();
afterAll(() => study.remove());

describe('duel compare', () => {
  it('reads a finished run and ends as its answer says', () => {
    expect(study.duel('run', 'low.yaml', '--out', 'run').code).toBe(0);
    const table = study.duel('compare', 'run:low', 'run:high');
    expect(table.code).toBe(0);
    expect(table.out).toContain('low against high: paired replicate by replicate');
    const csv = study.duel('compare', 'run:low', 'run:high', '--csv');
    expect(csv.out.split('\n')[0]).toBe(TABLES.contrasts.columns.map(({ name }) => name).join(','));
    expect(study.duel('compare', 'run:low', 'run:high', '--fail-if-diff').code).toBe(1);
  });

  it('says what is damaged, as the fault of no program', () => {
    const tables = join(study.dir, 'run/tables');
    const whole = readFileSync(join(tables, 'trajectories.csv.gz'));
    const refusal = (message: string): void => {
      const { code, out, err } = study.duel('compare', 'run:low', 'run:high');
      expect(err).toMatch(new RegExp(`^error: .*${message}`));
      expect([code, out, err.includes('defect')]).toEqual([2, '', false]);
    };
    writeFileSync(join(tables, 'trajectories.csv.gz'), whole.subarray(0, 100));
    refusal('trajectories.csv.gz has 100 bytes');
    rmSync(join(tables, 'trajectories.csv.gz'));
    refusal('trajectories.csv.gz is missing');
    rmSync(join(study.dir, 'run/datapackage.json'));
    refusal('the run did not end');
    writeFileSync(join(study.dir, 'run/manifest.json'), '{');
    refusal('manifest.json: not JSON');
  });

  it('of unpaired runs has an interval where nothing varies under one explanation', async () => {
    const outputs = { targets: ['attacks'], trajectories: ['national'], quantiles: ['national'] } as const;
    const runs = {
      scenarios: [scenario('lapsed', 'sustained', { outputs }), scenario('sustained', null, { outputs })],
      explanations: [...EXPLANATIONS].sort(),
      // The same number in every replicate under fade, which is one of the four of the average.
      monthly: (_: string, explanation: string, draw: number, replicate: number) =>
        explanation === 'fade' ? 1 : (draw + replicate) % 3,
    };
    for (const [draws, replicates] of [
      [3, 3],
      [1, 2],
    ] as const) {
      const names = ['one', 'other'].map((seed) => `${seed}-${draws}x${replicates}`);
      for (const name of names) {
        await finishedRun(study.dir, { ...runs, name, draws, replicates, seed: name });
      }
      const { code, out, err } = study.duel(
        'compare',
        `${names[0]}:lapsed`,
        `${names[1]}:sustained`,
        '--csv',
      );
      expect([code, err]).toEqual([0, '']);
      const rows = parseTable('contrasts', out, 'stdout').filter(
        ({ statistic }) => statistic === 'difference',
      );
      const flat = rows.filter(({ explanation }) => explanation === 'fade');
      expect(flat.length).toBeGreaterThan(0);
      for (const row of flat) expect(row).toMatchObject({ estimate: 0, mc_lower: 0, mc_upper: 0, mcse: 0 });
      for (const row of rows.filter(({ explanation }) => explanation === 'equal')) {
        expect(row.estimate).toBe(0);
        expect(row.mc_upper).toBeGreaterThan(0);
        expect(row.mc_lower).toBe(-row.mc_upper!);
      }
    }
  });

  it('refuses a run that is not there', () => {
    const { code, err } = study.duel('compare', 'rnu:low', 'run:high');
    expect(code).toBe(2);
    expect(err).toContain('rnu');
  });
});
