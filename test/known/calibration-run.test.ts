import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { tablesWithEveryInterval } from '../../src/calibration/calibration-tables.js';
import { CALIBRATION_TABLES } from '../../src/calibration/columns.js';
import { headlineVerdict } from '../../src/calibration/headlines.js';
import { parameterVerdict } from '../../src/calibration/identification.js';
import { LEAST_EFFECTIVE } from '../../src/statistics/weighted.js';
import { withoutRefused } from '../../src/calibration/refusal.js';
import { fitVerdicts, summaryText } from '../../src/calibration/summary.js';
import { type ParameterId, PARAMETERS } from '../../src/model/parameters.js';
import { masterKey } from '../../src/random/seed.js';
import { parseCsv } from '../../src/results/csv-reader.js';
import { textOf } from '../../src/runner/package-files.js';
import { PosteriorDraws } from '../../src/runner/posterior-draws.js';
import { calibrated, TARGETS, TINY, type Written } from './calibration/tiny.js';

let run: Written;
beforeAll(async () => {
  run = await calibrated();
}, 120_000);

describe('a calibration from end to end', () => {
  it('writes every table with its columns, and what a reader needs beside them', () => {
    for (const { path, columns } of Object.values(CALIBRATION_TABLES)) {
      const { header, rows } = parseCsv(run.files.get(path)!, path);
      expect(header).toEqual(columns.map(({ name }) => name));
      expect(rows.length, path).toBeGreaterThan(0);
    }
    for (const file of ['manifest.json', 'diagnostics.json', 'summary.md', 'point.csv'])
      expect(run.files.get(file), file).toBeTruthy();
    for (const text of run.files.values()) expect(text).not.toMatch(/NaN|undefined|Infinity|\.unfinished/);
  });

  it('has posterior weights and readings that sum to 1, and no more simulations than allowed', () => {
    const { most: moved, size, refinement } = TINY.fit;
    const most = moved + size * refinement.replicates;
    for (const { posterior, without, forecast } of run.calibration.explanations) {
      for (const { draws, readings, fit, effectiveSampleSize } of [posterior, without, forecast]) {
        expect(draws.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
        expect(readings.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        expect(effectiveSampleSize).toBeLessThanOrEqual(draws.length + 1e-9);
        for (const one of fit.runs) expect(one.simulations).toBeLessThanOrEqual(most);
      }
    }
    expect(run.tables.readings.reduce((sum, { prior }) => sum + prior, 0)).toBeCloseTo(1, 12);
    expect(run.tables.readings.reduce((sum, { posterior }) => sum + posterior, 0)).toBeCloseTo(1, 12);
  });

  it('orders every interval, and says of every target whether it is held', () => {
    const { predictive, forecast, monthly, dispersion } = tablesWithEveryInterval(run.calibration);
    for (const row of [...predictive, ...forecast, ...monthly, ...dispersion]) {
      const quantiles = [row.q05, row.q25, row.median, row.q75, row.q95];
      if (row.n === 0) expect(quantiles).toEqual(quantiles.map(() => null));
      else expect(quantiles).toEqual([...quantiles].sort((a, b) => a! - b!));
    }
    for (const parameters of ['prior', 'posterior']) {
      const rows = predictive.filter((row) => row.parameters === parameters);
      expect(rows.map(({ target, reading }) => `${target} ${reading}`)).toEqual(
        TARGETS.map(({ id, readings }) => `${id} ${readings.length === 3 ? 'all' : readings.join(' ')}`),
      );
    }
    for (const row of predictive.filter(({ n }) => n > 0)) {
      const { rounding } = TARGETS.find(
        ({ id, readings }) =>
          id === row.target && (row.reading === 'all' || readings[0] === row.reading.slice(0, 2)),
      )!;
      expect(row.covered).toBe(row.q05! <= rounding[1] && row.q95! >= rounding[0]);
    }
    expect(forecast.map(({ target }) => target)).toEqual([
      'afghanistan-2023-01-06',
      'kp-2023-01-06',
      'suicide-count-2023-01-06',
    ]);
  });

  it('applies the rules of its verdicts', () => {
    const { identification, headlines } = tablesWithEveryInterval(run.calibration);
    const floorOf = (of: (row: (typeof identification)[number]) => number): number =>
      Math.max(...identification.filter(({ parameter }) => parameter.startsWith('effect-')).map(of));
    const floor = {
      contraction: floorOf(({ contraction }) => contraction),
      shift: floorOf(({ shift }) => Math.abs(shift)),
    };
    for (const row of identification) {
      expect(row.verdict).toBe(parameterVerdict(row.contraction, row.shift, floor));
      expect(row.posterior_q05).toBeLessThanOrEqual(row.posterior_q95!);
      if (row.parameter.startsWith('effect-')) expect(row.verdict).toBe('assumed');
    }
    const keys = new Set(headlines.map(({ window, statistic }) => `${window} ${statistic}`));
    expect(keys.size).toBeGreaterThan(4);
    for (const key of keys) {
      const rows = headlines.filter(({ window, statistic }) => key === `${window} ${statistic}`);
      expect(rows.map(({ parameters }) => parameters)).toEqual([
        'prior',
        'posterior',
        'posterior-without-2020-21',
      ]);
      expect(new Set(rows.map(({ verdict }) => verdict)).size).toBe(1);
    }
  });

  it('refuses every interval of a posterior with fewer than a hundred effective draws, and no other', () => {
    const whole = tablesWithEveryInterval(run.calibration);
    const [own] = run.calibration.explanations;
    expect(own!.posterior.effectiveSampleSize).toBeLessThan(LEAST_EFFECTIVE);
    const { predictive, monthly, identification, headlines, forecast } = run.tables;
    for (const row of [...predictive.filter(({ parameters }) => parameters === 'posterior'), ...forecast])
      expect([row.q05, row.q25, row.q75, row.q95, row.expected_q05, row.expected_q95, row.covered]).toEqual(
        new Array(7).fill(null),
      );
    for (const row of monthly) expect([row.q05, row.q95]).toEqual([null, null]);
    for (const row of identification)
      expect([row.posterior_q05, row.posterior_q95, row.verdict]).toEqual([null, null, 'refused']);
    for (const [at, row] of headlines.entries())
      expect(row).toEqual(
        row.parameters === 'prior'
          ? { ...whole.headlines[at], verdict: 'refused' }
          : { ...whole.headlines[at], lower: null, upper: null, verdict: 'refused' },
      );
    const medians = (rows: typeof predictive): (number | null)[] => rows.map(({ median }) => median);
    expect(medians(predictive)).toEqual(medians(whole.predictive));
    expect(run.files.get('summary.md')).toContain('refused');
    const enough = run.calibration.explanations.map((one) => ({
      ...one,
      posterior: { ...one.posterior, effectiveSampleSize: LEAST_EFFECTIVE },
      without: { ...one.without, effectiveSampleSize: LEAST_EFFECTIVE },
      forecast: { ...one.forecast, effectiveSampleSize: LEAST_EFFECTIVE },
    }));
    expect(withoutRefused(whole, enough)).toEqual(whole);
  });

  it('does not let the evidence of one explanation stand, and says why', () => {
    expect(run.tables.evidence).toHaveLength(1);
    expect(run.tables.evidence[0]).toMatchObject({
      weight: 1,
      stands: false,
      reason: 'not all of the first four explanations were fitted',
      n_seeds: 2,
    });
    expect(run.tables.confusion).toEqual([
      { explanation: 'fade', assigned: 'fade', share: 1, weight: 1, n: TINY.table },
    ]);
  });

  it('summarises what stands in its tables', () => {
    const [verdict] = fitVerdicts(run.calibration, run.tables);
    const page = run.files.get('summary.md')!;
    expect(verdict).toMatchObject({ refused: true, covered: 0, missed: [], wide: [] });
    expect(page).toContain('refused: under 100 effective draws');
    const whole = tablesWithEveryInterval(run.calibration);
    const enough = run.calibration.explanations.map((one) => ({
      ...one,
      posterior: { ...one.posterior, effectiveSampleSize: LEAST_EFFECTIVE },
    }));
    const [told] = fitVerdicts({ ...run.calibration, explanations: enough }, whole);
    expect(told!.refused).toBe(false);
    expect(summaryText({ ...run.calibration, explanations: enough }, whole)).toContain(
      `| ${told!.covered} of ${told!.increments} |`,
    );
    for (const heading of ['How well', 'Evidence', 'Readings', 'parameters', 'lapse', 'forecast test'])
      expect(page).toMatch(new RegExp(`^## .*${heading}`, 'm'));
  });

  it('ships draws that a run can name, each the same whatever their number', () => {
    for (const file of ['posterior.csv.gz', 'posterior-without-2020-21.csv.gz', 'point.csv']) {
      const text = textOf(readFileSync(join(run.folder, file)));
      const draws = new PosteriorDraws({ file, text });
      const key = masterKey('round trip');
      const many = draws.sets('fade', { first: 1, last: 40 }, key);
      const [{ posterior, without }] = run.calibration.explanations as [
        Written['calibration']['explanations'][number],
      ];
      const known = (file.startsWith('posterior-without') ? without : posterior).draws.map(({ values }) =>
        JSON.stringify(values),
      );
      for (const set of many) expect(known).toContain(JSON.stringify(set));
      if (file === 'point.csv') expect(many).toHaveLength(1);
      else expect(draws.sets('fade', { first: 7, last: 9 }, key)).toEqual(many.slice(6, 9));
    }
  });

  it('keeps what an explanation fixes, and draws within the bounds of every parameter', () => {
    for (const { values } of run.calibration.explanations[0]!.posterior.draws)
      for (const { id, prior, bounds } of PARAMETERS) {
        const [own, value] = [prior.fade, values[id as ParameterId]];
        if (own.kind === 'fixed') expect(value, id).toBe(own.value);
        expect(value >= bounds[0] && value <= bounds[1], id).toBe(true);
      }
  });
});

describe('the verdict on a headline', () => {
  type Row = NonNullable<Parameters<typeof headlineVerdict>[0]>;
  const row = (statistic: string, estimate: number | null, lower: number, upper: number): Row =>
    ({
      statistic,
      estimate,
      posterior_lower: lower,
      posterior_upper: upper,
      mc_lower: null,
      mc_upper: null,
    }) as unknown as Row;
  type Three = readonly [estimate: number, lower: number, upper: number];
  it.each<readonly [string, Three, Three, string]>([
    ['difference', [10, 0, 20], [10, 5, 15], 'learnt'],
    ['difference', [10, 0, 20], [10, 2, 18], 'partly'],
    ['difference', [10, 0, 20], [10, 1, 18], 'assumed'],
    ['difference', [10, 0, 20], [10, -5, 25], 'assumed'],
    ['difference', [0, 0, 0], [0, 0, 0], 'assumed'],
    ['p_above_7', [0.5, 0, 1], [0.8, 0, 1], 'learnt'],
    ['p_above_7', [0.5, 0, 1], [0.35, 0, 1], 'partly'],
    ['p_above_7_difference', [0.1, 0, 1], [0.15, 0.1, 0.2], 'assumed'],
  ])('%s: %s before, %s after is %s', (statistic, before, after, verdict) => {
    expect(headlineVerdict(row(statistic, ...before), row(statistic, ...after))).toBe(verdict);
  });

  it('is assumed where one of them is missing', () => {
    expect(headlineVerdict(undefined, row('difference', 1, 0, 2))).toBe('assumed');
    expect(headlineVerdict(row('difference', 1, 0, 20), row('difference', null, 0, 2))).toBe('assumed');
  });
});
