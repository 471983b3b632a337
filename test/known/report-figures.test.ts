/** What figures of the report say of their numbers: an interval for each, and both sides of a finding. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXPLANATIONS } from '../../src/model/explanations.js';
import { nameOf } from '../../src/report/figures/coverage.js';
import { hindcastFigure } from '../../src/report/figures/hindcast.js';
import { learntFigure } from '../../src/report/figures/learnt.js';
import { mapFigures } from '../../src/report/figures/map.js';
import { reversalFigure } from '../../src/report/figures/reversal.js';
import { factsOf, regionsOf } from '../../src/report/material.js';
import { range } from '../../src/report/numbers.js';
import type { Pair } from '../../src/report/pairs.js';
import { readCalibration } from '../../src/results/calibration-files.js';
import type { RowOf } from '../../src/results/columns.js';
import { ROW } from './report/contrast-row.js';

const WINDOW = ROW.window;
const regions = regionsOf(readFileSync('data/regions.csv', 'utf8'));
const topology = readFileSync('data/regions.topo.json', 'utf8');

/** Difference of a region; resolved where the interval leaves out 0. */
const region = (location: string, estimate: number, half = 1): RowOf<'contrasts'> => ({
  ...ROW,
  location,
  estimate,
  mc_lower: estimate - half,
  mc_upper: estimate + half,
  resolved: Math.abs(estimate) > half,
});

/** The map of some regions, the rest of them unresolved. */
function mapOf(estimates: Readonly<Record<string, number>>) {
  const regional = [...regions.keys()].map((code) => region(code, estimates[code] ?? 0));
  const pair = { first: null, second: WINDOW, regional };
  return mapFigures({ explanations: ['fade'], regions, topology }, pair, 'where')[0]!;
}
const dots = (figure: ReturnType<typeof mapOf>): number =>
  figure.panels[0]!.body.match(/<circle/g)?.length ?? 0;

describe('the map', () => {
  it('says where claims are lower too', () => {
    expect(mapOf({ 'AF-KAB': 9, 'AF-KDZ': 8 }).title).toContain('in 2 of 35 regions under fade');
    expect(mapOf({ 'AF-KAB': 9, 'PK-KP': -7 }).title).toContain('in 1 of 35 regions (lower in 1) under fade');
  });

  it('marks a fall by a dot, or by its number and then by no dot under it', () => {
    const falls = { 'AF-HER': -5, 'AF-KAB': -9, 'AF-BDS': -8, 'AF-NIM': -7 };
    expect(dots(mapOf({ 'AF-HER': -5 }))).toBe(0);
    // Three are numbered, the fourth has the dot.
    expect(dots(mapOf(falls))).toBe(1);
  });
});

describe('printed against simulated', () => {
  it('keeps the star of what was never fitted where a label is cut', () => {
    const label = 'Second year of Taliban rule against the first (another source), September–June';
    const cut = nameOf({ label, target: 'x', role: 'check' });
    expect(cut).toMatch(/… \*$/);
    expect(cut.split('\n').every((line) => line.length <= 31)).toBe(true);
    expect(nameOf({ label, target: 'x', role: 'fit' })).toMatch(/…$/);
    expect(nameOf({ label: 'KP, 2022', target: 'x', role: 'check' })).toBe('KP, 2022 *');
  });
});

describe('where the conclusion reverses', () => {
  const pair = {
    scenario: { scenario_id: 'lapsed' },
    reference: { scenario_id: 'sustained' },
    first: '2023-07/2024-06',
    second: WINDOW,
  } as Pair;
  const sets = (below: number) =>
    Array.from({ length: 20 }, (_, draw) => ({
      explanation: 'fade',
      draw,
      difference: draw < below ? -1 : 1,
      pairs: 5,
    }));
  const title = (below: number): string =>
    reversalFigure({ explanations: ['fade'] }, pair, sets(below), 'reversal')!.title;

  it('gives the share of sets an exact interval', () => {
    // Clopper and Pearson for 1 and 0 of 20 at 90 %.
    expect(title(1)).toContain('5 % [0.26 to 21.6] under fade');
    expect(title(0)).toContain('0 % [0 to 13.9] under fade');
  });
});

describe('learnt or assumed', () => {
  it('says what its n counts, once for each explanation', () => {
    const calibration = readCalibration((file) =>
      readFileSync(file.replace('calibration/article', 'test/known/report/made-up'), 'utf8'),
    );
    const facts = factsOf(readFileSync('data/article_facts.csv', 'utf8'));
    const figure = learntFigure({ calibration, explanations: EXPLANATIONS, regions, facts }, 'learnt')!;
    expect(figure.n).toBe(
      '1000 (prior), 500 (posterior) and 500 (without 2020–21) draws under each explanation',
    );
  });
});

describe('the past against the article', () => {
  const calibration = readCalibration((file) => readFileSync(file, 'utf8'));
  const facts = factsOf(readFileSync('data/article_facts.csv', 'utf8'));
  const past = {
    calibration,
    facts,
    regions,
    explanations: EXPLANATIONS,
    summary: [],
    quantiles: [],
    pairs: [],
  };
  const { table } = hindcastFigure(past as never, 'hindcast')!;
  const cell = (fact: string): string => table.rows.find(([id]) => id === fact)!.at(-EXPLANATIONS.length)!;

  it('holds a printed total against the target that is it, not against another in the same months', () => {
    const { q05, q95 } = calibration.predictive!.find(
      (row) =>
        row.explanation === table.head.at(-EXPLANATIONS.length) &&
        row.parameters === 'posterior' &&
        row.target === 'kp-2022',
    )!;
    expect(cell('F03')).toBe(range(q05, q95));
    // 37 claims in ten months, of which two readings speak; provinces are counted in the same months.
    expect(calibration.predictive!.some(({ target }) => target === 'provinces-second-year')).toBe(true);
    expect(cell('F17')).toBe('–');
  });
});
