import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { TABLES } from '../../src/results/columns.js';
import { parseTable } from '../../src/results/csv-reader.js';
import { FinishedRun } from '../../src/results/finished-run.js';
import { scenario } from '../known/analysis/toy.js';
import { compareInProcess, finishedRun, type Monthly, resultsFolder } from './compare/finished.js';

const EXPLANATIONS = ['degradation', 'displacement', 'fade', 'mixed', 'slowdown'];
const outputs = {
  targets: ['attacks', 'attacks_expected', 'cells'],
  trajectories: ['national'],
  quantiles: ['national'],
} as const;
/** A few attacks a month; from July 2023 on one more for every other replicate of lapsed. */
const monthly: Monthly = (id, explanation, draw, replicate, month) => {
  const base = (7 * draw + 3 * replicate + month * month + explanation.length) % 4;
  return id === 'lapsed' && month >= 42 ? base + ((draw + replicate + month) % 2) : base;
};
const PAIR = [scenario('lapsed', 'sustained', { outputs }), scenario('sustained', null, { outputs })];
let results = '';

beforeAll(async () => {
  results = await resultsFolder();
  await finishedRun(results, { name: 'one', scenarios: PAIR, explanations: EXPLANATIONS, monthly });
  await finishedRun(results, { name: 'again', scenarios: PAIR, explanations: EXPLANATIONS, monthly });
  await finishedRun(results, {
    name: 'elsewhere',
    scenarios: PAIR,
    explanations: EXPLANATIONS,
    monthly: (...at) => monthly(...at) + (at[3] % 2),
    seed: 'another',
  });
  const copy = [scenario('copy', 'sustained', { outputs }), scenario('sustained', null, { outputs })];
  await finishedRun(results, { name: 'same', scenarios: copy, explanations: ['fade'], monthly });
  const kinds = { ...outputs, targets: ['attacks', 'attacks_guerrilla', 'kp_share'] };
  const three = [...PAIR, scenario('third', null)].map((of) => ({
    ...of,
    counterfactual: null,
    outputs: kinds,
  }));
  await finishedRun(results, { name: 'three', scenarios: three, explanations: ['fade'], monthly });
});

const csv = async (...args: string[]) => {
  const { out, code, err } = await compareInProcess(results, ...args, '--csv');
  expect(err).toBe('');
  return { rows: parseTable('contrasts', out, 'stdout'), code, out };
};

describe('duel compare of two scenarios of one run', () => {
  it('gives exactly the national rows of contrasts.csv', async () => {
    const run = await FinishedRun.open(join(results, 'one'));
    const national = (await run.table('contrasts')).filter(({ location }) =>
      ['afghanistan', 'all'].includes(location),
    );
    const { rows, out, code } = await csv('one', 'one');
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe(TABLES.contrasts.columns.map(({ name }) => name).join(','));
    expect(national.length).toBeGreaterThan(100);
    expect(rows).toEqual(national);
  });

  it('recomputes what is not whole to the digits that trajectories hold', async () => {
    const [back, forth] = [await csv('one:sustained', 'one:lapsed'), await csv('one', 'one')];
    const expected = (rows: typeof back.rows) =>
      rows.filter(({ target, statistic }) => target === 'attacks_expected' && statistic === 'difference');
    expect(expected(back.rows)).toHaveLength(expected(forth.rows).length);
    for (const [at, row] of expected(back.rows).entries()) {
      // Ten digits of each of 66 months with up to a few hundred attacks.
      expect(Math.abs(row.estimate! + expected(forth.rows)[at]!.estimate!)).toBeLessThan(1e-6);
    }
  });

  it('takes the names that are needed and no more', async () => {
    const { out } = await csv('one', 'one');
    for (const [a, b] of [
      ['one:lapsed', 'one:sustained'],
      ['one', 'one:sustained'],
      ['one:lapsed', 'one'],
      [join(results, 'one'), 'one'],
    ] as const) {
      expect((await csv(a, b)).out).toBe(out);
    }
  });

  it('negates differences when A and B change places', async () => {
    const [forth, back] = [
      await csv('one:lapsed', 'one:sustained'),
      await csv('one:sustained', 'one:lapsed'),
    ];
    const estimates = (rows: typeof forth.rows, sign: number) =>
      rows
        .filter(({ statistic, target }) => statistic === 'difference' && target !== 'attacks_expected')
        .map(({ estimate }) => sign * estimate! + 0);
    expect(estimates(back.rows, -1)).toEqual(estimates(forth.rows, 1));
    expect(back.rows.some(({ statistic }) => statistic === 'p_above_twice_before_difference')).toBe(true);
  });

  it('breaks down by month', async () => {
    const { rows } = await csv('one', 'one', '--by', 'month', '--target', 'attacks');
    const differences = rows.filter(
      ({ statistic, explanation }) => statistic === 'difference' && explanation === 'fade',
    );
    expect(differences.map(({ window }) => window.slice(0, 7))).toHaveLength(66);
    expect(differences.slice(0, 42).every(({ estimate, mc_upper }) => estimate === 0 && mc_upper === 0)).toBe(
      true,
    );
    // 34 provinces; draw 0 to 2, replicate 0 and 1: half of the six have one more in every month.
    expect(differences[42]!.estimate).toBe(34 / 2);
  });

  it('breaks down by zone and region from contrasts.csv', async () => {
    const zones = await csv('one', 'one', '--by', 'zone');
    expect([...new Set(zones.rows.map(({ location }) => location))]).toEqual([
      'kabul',
      'kp',
      'nangarhar',
      'north',
      'rest-of-afghanistan',
    ]);
    const regions = await csv('one', 'one', '--by', 'region');
    expect(new Set(regions.rows.map(({ location }) => location)).size).toBe(35);
    expect(regions.rows.every(({ statistic }) => statistic === 'difference')).toBe(true);
  });

  it('breaks down by kind', async () => {
    const { rows } = await csv('three:lapsed', 'three:third', '--by', 'kind');
    expect(new Set(rows.map(({ target }) => target))).toEqual(new Set(['attacks_guerrilla']));
    const { err, code } = await compareInProcess(results, 'one', 'one', '--by', 'kind');
    expect([code, err]).toEqual([2, expect.stringContaining('outputs.targets would need attacks_guerrilla')]);
  });

  it('exits 1 with --fail-if-diff only where something differs', async () => {
    expect((await csv('one', 'one', '--fail-if-diff')).code).toBe(1);
    expect((await csv('same', 'same')).rows.some(({ statistic }) => statistic === 'difference')).toBe(true);
    expect((await csv('same', 'same', '--fail-if-diff')).code).toBe(0);
  });
});

describe('duel compare of two runs', () => {
  const values = (value: number) =>
    EXPLANATIONS.map((explanation) => ({
      explanation,
      run_grouping: 0,
      parameter: 'growth',
      value,
      unit: '1',
      origin: 'prior',
    }));

  it('does not pair draws of other parameters', async () => {
    const run = { scenarios: PAIR, explanations: EXPLANATIONS, monthly };
    await finishedRun(results, { ...run, name: 'low-growth', parameters: values(0.1) });
    await finishedRun(results, { ...run, name: 'low-too', parameters: values(0.1), replicates: 3 });
    await finishedRun(results, { ...run, name: 'high-growth', parameters: values(0.2) });
    const why = async (other: string): Promise<unknown> => {
      const { out } = await compareInProcess(results, 'low-growth:lapsed', `${other}:lapsed`, '--json');
      const { paired, why } = JSON.parse(out) as { paired: boolean; why: string };
      return [paired, why];
    };
    expect(await why('low-too')).toEqual([true, 'two runs with the same seed, model, draws and parameters']);
    expect(await why('high-growth')).toEqual([false, 'two runs with different parameters']);
    expect(await why('one')).toEqual([false, 'two runs with different parameters']);
  });

  it('takes replicates of one run only for a difference, and says so', async () => {
    const run = { scenarios: PAIR, monthly };
    await finishedRun(results, { ...run, name: 'longer', explanations: EXPLANATIONS, replicates: 3 });
    const paired = await compareInProcess(results, 'one:lapsed', 'longer:lapsed', '--fail-if-diff', '--csv');
    // Three draws under five explanations, one replicate more.
    const message = 'replicates are in one of the runs only and were left out';
    expect([paired.code, paired.err]).toEqual([1, `15 ${message}, which is a difference\n`]);
    const plain = await compareInProcess(results, 'one:lapsed', 'longer:lapsed', '--csv');
    expect([plain.code, plain.err]).toEqual([0, `15 ${message}\n`]);
    // The pairs there are do not differ.
    const differences = parseTable('contrasts', plain.out, 'stdout').filter(
      ({ statistic }) => statistic === 'difference',
    );
    expect(new Set(differences.map(({ estimate }) => estimate))).toEqual(new Set([0]));

    const constant = { ...run, monthly: () => 1 };
    await finishedRun(results, { ...constant, name: 'flat', explanations: ['fade', 'mixed'] });
    await finishedRun(results, { ...constant, name: 'flatter', explanations: ['fade'], seed: 'another' });
    const apart = await compareInProcess(results, 'flat:lapsed', 'flatter:lapsed', '--fail-if-diff', '--csv');
    expect([apart.code, apart.err]).toEqual([1, `6 ${message}, which is a difference\n`]);
  });

  it('pairs runs with the same seed, model and draws', async () => {
    const { out, code } = await compareInProcess(results, 'one:lapsed', 'again', '--json', '--fail-if-diff');
    const comparison = JSON.parse(out) as {
      paired: boolean;
      rows: { statistic: string; estimate: number | null }[];
    };
    expect(comparison.paired).toBe(true);
    expect(code).toBe(0);
    const differences = comparison.rows.filter(({ statistic }) => statistic.endsWith('difference'));
    expect(differences.every(({ estimate }) => estimate === 0)).toBe(true);
  });

  it('says so where they are not paired', async () => {
    const { out } = await compareInProcess(results, 'one:lapsed', 'elsewhere:lapsed');
    expect(out).toContain('NOT paired, so less is resolved (two runs with different seeds)');
    const { rows } = await csv('one:lapsed', 'elsewhere:lapsed', '--target', 'attacks');
    expect(rows.every((row) => row.n_pairs === 0 && row.share_pairs_greater === null)).toBe(true);
    // Half of the replicates have one more in each of 34 provinces and 66 months.
    const run = rows.find(
      (row) =>
        row.window === '2020-01/2025-06' && row.explanation === 'fade' && row.location === 'afghanistan',
    )!;
    expect(run.estimate).toBe((-34 * 66) / 2);
    expect(run.sentence).toContain('not paired');
  });
});

describe('what duel compare prints', () => {
  it('is a table with the effect, its interval, the share of pairs and the error', async () => {
    const { out, code } = await compareInProcess(results, 'one', 'one');
    expect(code).toBe(0);
    expect(out).toContain(
      'lapsed against sustained: paired replicate by replicate (two scenarios of one run)',
    );
    for (const word of [
      '90 % Monte Carlo interval',
      'greater',
      'pairs',
      'MC error',
      'would resolve it',
      'equal',
    ]) {
      expect(out).toContain(word);
    }
    expect(out).toContain('one parameter set, the centre of the posterior');
    expect(out).toContain('stylised scenarios, not forecasts');
    expect(out).not.toMatch(/±|p-value|p =/);
  });

  it('marks what is not resolved with ~ and says what would resolve it', async () => {
    const { out } = await compareInProcess(
      results,
      'one:lapsed',
      'elsewhere:sustained',
      '--target',
      'attacks',
    );
    expect(out).toMatch(/~ -?\d/);
    expect(out).toMatch(/\d draws|not known/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThan(140);
  });

  it('says where no pair differed, and looks at the two years after the change first', async () => {
    const { out } = await compareInProcess(results, 'same', 'same', '--by', 'zone', '--target', 'attacks');
    expect(out).toContain('no pair differed');
    expect(out).not.toMatch(/│ ~ /);
    expect(new Set(out.match(/20\d\d-\d\d\/20\d\d-\d\d/g))).toEqual(
      new Set(['2023-07/2024-06', '2024-07/2025-06']),
    );
  });

  it('is Markdown on demand', async () => {
    const { out } = await compareInProcess(results, 'one', 'one', '--md');
    expect(out).toMatch(/^\| explanation \|.*effect.*\|$/m);
    expect(out).toMatch(/^\|---\|/m);
    expect(out).not.toContain('│');
  });
});

describe('duel compare refuses with exit code 2', () => {
  const refused = async (message: string, ...args: string[]): Promise<void> => {
    const { err, code, out } = await compareInProcess(results, ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  };

  it('a run or a scenario that is not there, with the nearest name', async () => {
    await refused('did you mean again?', 'agian', 'one');
    await refused('run one has no scenario "lapsd"\ndid you mean lapsed?', 'one:lapsd', 'one:sustained');
  });

  it('what is not clear', async () => {
    await refused(
      'which scenario of run three is meant is not clear; expected one of\n  three:lapsed',
      'three',
      'three',
    );
    await refused('one:lapsed would be compared with itself', 'one:lapsed', 'one:lapsed');
  });

  it('a file that is not there', async () => {
    await refused('no file "tables/contrasts.csv"', 'tables/contrasts.csv', 'one');
  });

  it('a target that was not measured', async () => {
    await refused('did you mean attacks?', 'one', 'one', '--target', 'atacks');
    await refused('kp_share in afghanistan', 'three:lapsed', 'three:third', '--target', 'kp_share');
  });

  it('places that neither trajectories nor contrasts hold', async () => {
    await refused('outputs.trajectories: [zone]', 'one:sustained', 'one:lapsed', '--by', 'zone');
    await refused('outputs.trajectories: [region]', 'one:sustained', 'one:lapsed', '--by', 'region');
  });

  it('two formats at once, and an unknown breakdown', async () => {
    await refused("option '--json' cannot be used with option '--csv'", 'one', 'one', '--json', '--csv');
    await refused('Allowed choices are month, zone, region, kind', 'one', 'one', '--by', 'year');
  });
});
