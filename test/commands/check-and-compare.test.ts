/** `duel check calibration` and `duel compare` as whole processes. */
import { afterAll, describe, expect, it } from 'vitest';
import { INCREMENTS } from '../../src/calibration/increments.js';
import { EXPLANATIONS } from '../../src/model/explanations.js';
import { TABLES } from '../../src/results/columns.js';
import { Study } from './study.js';

const study = new Study();
afterAll(() => study.remove());

describe('duel check calibration', () => {
  it('prints printed value, median and 90 % interval of each increment under each explanation', () => {
    const { code, out, err } = study.duel('check', 'calibration', '--replicates', '6');
    expect([code, err]).toEqual([0, '']);
    for (const explanation of EXPLANATIONS)
      expect(out).toMatch(new RegExp(`^${explanation}: \\d+ of ${INCREMENTS.length} medians`, 'm'));
    for (const { sentence } of INCREMENTS) expect(out).toContain(sentence);
    expect(out).toContain('90 % interval');
    expect(out).toContain('One provisional parameter set per explanation');
  });

  it('says the same to machines', () => {
    const { code, out } = study.duel('check', 'calibration', '--replicates', '3', '--json');
    const rows = JSON.parse(out) as { increment: string; printed: number; n: number }[];
    expect([code, rows.length]).toEqual([0, EXPLANATIONS.length * INCREMENTS.length]);
    expect(rows[0]).toMatchObject({ increment: 'afghanistan-2020', printed: 83, n: 3 });
  });

  it('refuses what is no number of replicates', () => {
    const { code, err } = study.duel('check', 'calibration', '--replicates', 'many');
    expect(code).toBe(2);
    expect(err).toContain('expected a whole number from 1 to 100000');
  });
});

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

  it('refuses a run that is not there', () => {
    const { code, err } = study.duel('compare', 'rnu:low', 'run:high');
    expect(code).toBe(2);
    expect(err).toContain('rnu');
  });
});
