import { describe, expect, test } from 'vitest';
import { dayOf } from '../../src/model/calendar.js';
import { EXPLANATIONS } from '../../src/model/explanations.js';
import { nearest, editDistance } from '../../src/scenarios/nearest.js';
import type { Scenario } from '../../src/scenarios/index.js';
import { BASE, geography, loadOne, loadStudy } from '../faults/scenarios/study.js';

const rowsOf = ({ forcingRows }: Scenario, location = 'afghanistan') =>
  forcingRows.filter((row) => row.location === location).map(({ date, level }) => `${date} ${level}`);

describe('pressure', () => {
  const shaped = (keys: string) => loadOne(`pressure: {taliban: {after: 2024-01-01, ${keys}}}`);
  const from = dayOf('2024-01-01');

  test('each shape gives its course and its rows of forcings.csv', () => {
    expect(shaped('shape: step, to: 0.5').forcing.taliban.everywhere).toEqual({
      from,
      course: { shape: 'step', to: 0.5 },
    });
    expect(rowsOf(shaped('shape: step, to: 0.5'))).toEqual(['2020-01-01 calibrated', '2024-01-01 0.5']);
    expect(shaped('shape: ramp, to: 0, over_days: 31').forcing.taliban.everywhere?.course).toEqual({
      shape: 'ramp',
      to: 0,
      days: 31,
    });
    expect(rowsOf(shaped('shape: ramp, to: 0, over_days: 31'))).toEqual([
      '2020-01-01 calibrated',
      '2024-01-01 ramp to 0',
      '2024-01-31 0',
    ]);
    expect(rowsOf(shaped('shape: ramp, to: 0, over_days: 1'))).toEqual([
      '2020-01-01 calibrated',
      '2024-01-01 0',
    ]);
    expect(shaped('shape: pulse, to: 2, for_days: 60').forcing.taliban.everywhere?.course).toEqual({
      shape: 'pulse',
      to: 2,
      days: 60,
    });
    // 2024 is a leap year: 31 + 29 days.
    expect(rowsOf(shaped('shape: pulse, to: 2, for_days: 60'))).toEqual([
      '2020-01-01 calibrated',
      '2024-01-01 2',
      '2024-03-01 calibrated',
    ]);
    expect(
      shaped('shape: reactive, to: 0.5, gain: 0.1, ceiling: 2').forcing.taliban.everywhere?.course,
    ).toEqual({
      shape: 'reactive',
      to: 0.5,
      gain: 0.1,
      ceiling: 2,
    });
    const onOff = shaped('shape: on-off, to: calibrated.first-half-2023, on_days: 182, off_days: 92');
    expect(onOff.forcing.taliban.everywhere?.course).toEqual({
      shape: 'on-off',
      to: { calibrated: 'first-half-2023' },
      onDays: 182,
      offDays: 92,
    });
    // 182 days from 1 January 2024 are 1 July, 92 more are 1 October; the next change falls after the end.
    expect(rowsOf(onOff)).toEqual([
      '2020-01-01 calibrated',
      '2024-01-01 calibrated.first-half-2023',
      '2024-07-01 calibrated',
      '2024-10-01 calibrated.first-half-2023',
    ]);
  });

  test('constant without a date stands for the whole run', () => {
    const scenario = loadOne('pressure: {pakistan: {shape: constant, to: 1}}');
    expect(scenario.forcing.pakistan).toEqual({
      everywhere: { from: 0, course: { shape: 'constant', to: 1 } },
      byRegion: new Map(),
    });
    expect(rowsOf(scenario, 'kp')).toEqual(['2020-01-01 1']);
    expect(scenario.forcing.taliban.everywhere).toBeNull();
  });

  test('places: a zone, a code, a name; a province overrides its zone; the date is inherited', () => {
    const scenario = loadOne(
      [
        'pressure:',
        '  taliban:',
        '    after: 2024-01-01',
        '    shape: step',
        '    to: 0',
        '    by_location:',
        '      north: {shape: constant, to: 1}',
        '      AF-BAL: {shape: step, to: 2, after: 2024-02-01}',
        '      sar-e-pul: {shape: step, to: 3}',
        '      KABUL: {shape: constant, to: 1}',
      ].join('\n'),
    );
    const { byRegion } = scenario.forcing.taliban;
    const at = (code: string) => byRegion.get(geography.codes.indexOf(code));
    // Zones as in data/regions.csv: the north is Balkh, Badakhshan, Kunduz and Takhar.
    expect([...byRegion.keys()].map((region) => geography.codes[region]).sort()).toEqual([
      'AF-BAL',
      'AF-BDS',
      'AF-KAB',
      'AF-KDZ',
      'AF-SAR',
      'AF-TAK',
    ]);
    expect(at('AF-TAK')).toEqual({ from, course: { shape: 'constant', to: 1 } });
    expect(at('AF-BAL')).toEqual({ from: dayOf('2024-02-01'), course: { shape: 'step', to: 2 } });
    expect(at('AF-SAR')?.course.to).toBe(3);
    expect(
      scenario.forcingRows
        .filter(({ lever }) => lever === 'pressure.taliban')
        .map((row) => `${row.location} ${row.date} ${row.level}`),
    ).toEqual([
      'AF-BAL 2024-02-01 2',
      'AF-SAR 2024-01-01 3',
      'afghanistan 2020-01-01 calibrated',
      'afghanistan 2024-01-01 0',
      'kabul 2024-01-01 1',
      'north 2024-01-01 1',
    ]);
  });

  test('places alone: the rest follows history', () => {
    const { taliban } = loadOne(
      'pressure: {taliban: {by_location: {nangarhar: {after: 2023-07-01, shape: step, to: 0}}}}',
    ).forcing;
    expect(taliban.everywhere).toBeNull();
    expect(taliban.byRegion.size).toBe(1);
  });

  test('kp by name is the schedule of Pakistan', () => {
    const { pakistan } = loadOne(
      'pressure: {pakistan: {by_location: {kp: {after: 2023-07-01, shape: step, to: 2}}}}',
    ).forcing;
    expect(pakistan).toEqual({
      everywhere: { from: dayOf('2023-07-01'), course: { shape: 'step', to: 2 } },
      byRegion: new Map(),
    });
  });
});

describe('extends', () => {
  const files = {
    'base.yaml': `${BASE}experiment: {draws: 20, replicates: 5}\npressure:\n  taliban: {after: 2023-07-01, shape: ramp, to: 1, over_days: 30}\n  pakistan: {shape: constant, to: 1}\n`,
    'middle.yaml':
      'schema: scenario/v1\nid: middle\nextends: base.yaml\nexperiment: {draws: 30}\noutputs: {targets: [attacks]}\n',
    'leaf.yaml':
      'schema: scenario/v1\nid: leaf\nextends: middle.yaml\nassumptions: [Another., And one more.]\npressure:\n  taliban: {after: 2024-01-01, shape: step, to: 0}\n  pakistan: !unset\nexperiment: {replicates: !unset, seed: 0}\n',
  };
  const { scenarios, shown } = loadStudy(files);
  const [leaf, middle] = scenarios as [Scenario, Scenario];

  test('maps merge over generations, lists and schedules replace, unset removes', () => {
    expect(shown).toEqual([]);
    expect(leaf.id).toBe('leaf');
    expect(leaf.experiment).toEqual({ draws: 30, replicates: 10, seed: '0', stop: null });
    expect(leaf.assumptions).toEqual(['Another.', 'And one more.']);
    // Were the schedule merged, over_days of the ramp would remain and be refused.
    expect(leaf.forcing.taliban.everywhere?.course).toEqual({ shape: 'step', to: 0 });
    expect(leaf.forcing.pakistan.everywhere).toBeNull();
    expect(leaf.outputs.targets).toEqual(['attacks']);
    expect(middle.forcing.taliban.everywhere?.course).toEqual({ shape: 'ramp', to: 1, days: 30 });
  });

  test('each value keeps the file and line where it was written', () => {
    expect(leaf.origin.get('experiment.draws')).toBe('middle.yaml:4');
    expect(leaf.origin.get('experiment.replicates')).toBe('default');
    expect(leaf.origin.get('experiment.seed')).toBe('leaf.yaml:8');
    expect(leaf.origin.get('pressure.taliban.to')).toBe('leaf.yaml:6');
    expect(leaf.origin.get('pressure.pakistan')).toBe('default');
    expect(leaf.origin.get('title')).toBe('base.yaml:2');
  });

  test('unset lets a key be set again further down', () => {
    const again = {
      ...files,
      'again.yaml':
        'schema: scenario/v1\nid: again\nextends: leaf.yaml\npressure: {pakistan: {shape: constant, to: 2}}\n',
    };
    expect(loadStudy(again, ['again.yaml']).scenarios[0]?.forcing.pakistan.everywhere?.course.to).toBe(2);
  });
});

describe('what may be left out or written in two ways', () => {
  test('defaults', () => {
    const scenario = loadOne('');
    expect(scenario.start).toBe('2020-01-01');
    expect(scenario.explanations).toEqual(EXPLANATIONS);
    expect(scenario.experiment).toEqual({
      draws: 100,
      replicates: 10,
      seed: 'the-enduring-duel',
      stop: null,
    });
    // The default of design: interface.md, "outputs".
    expect(scenario.outputs).toEqual({
      targets: ['attacks', 'attacks_expected', 'attacks_suicide', 'killed', 'raids', 'cells'],
      trajectories: ['national'],
      quantiles: ['national', 'zone'],
    });
    expect([scenario.counterfactual, scenario.rebound]).toEqual([null, null]);
  });

  test('explanation: one, a list in any order, all', () => {
    expect(loadOne('explanation: fade').explanations).toEqual(['fade']);
    expect(loadOne('explanation: [mixed, degradation]').explanations).toEqual(['degradation', 'mixed']);
    expect(loadOne('explanation: all').explanations).toEqual(EXPLANATIONS);
  });

  test('dates with quotes and without; seeds as text and number; 0 is a seed', () => {
    expect(loadOne('time: {end: "2023-06-30"}').end).toBe('2023-06-30');
    expect(loadOne("time: {end: '2023-06-30'}").sha256).toBe(loadOne('time: {end: 2023-06-30}').sha256);
    expect(loadOne('experiment: {seed: 0}').experiment.seed).toBe('0');
    expect(loadOne('experiment: {seed: "0"}').sha256).toBe(loadOne('experiment: {seed: 0}').sha256);
  });

  test('the range of dates and levels includes its ends', () => {
    expect(loadOne('time: {end: 2020-12-31}').forcing.days).toBe(366);
    expect(loadOne('time: {end: 2035-12-31}').end).toBe('2035-12-31');
    expect(
      loadOne('pressure: {taliban: {after: 2020-01-01, shape: step, to: 3}}').forcing.taliban.everywhere
        ?.from,
    ).toBe(0);
    expect(
      loadOne('pressure: {taliban: {after: 2024-12-31, shape: step, to: 0}}').forcing.taliban.everywhere
        ?.from,
    ).toBe(dayOf('2024-12-31'));
    expect(loadOne('rebound: {from: 2024-10-01}').rebound?.months).toBe(3);
  });

  test('aliases stand for what they name', () => {
    expect(
      loadOne('outputs: {trajectories: &all [national, zone], quantiles: *all}').outputs.quantiles,
    ).toEqual(['national', 'zone']);
  });
});

test('edit distance: known values (Levenshtein; a swap of neighbours counts once)', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('drwas', 'draws')).toBe(1);
  expect(nearest('banana', ['experiment', 'outputs'])).toBeUndefined();
  expect(nearest('Nangahar', ['kabul', 'nangarhar'])).toBe('nangarhar');
});
