/** `vary` and `--set`: values put into a scenario, and the ids, titles and settings that tell the results apart. */
import { describe, expect, it } from 'vitest';
import { loadScenarios, type LoadOptions } from '../../src/scenarios/index.js';
import { BASE, geography, type Loaded, loadStudy } from '../faults/scenarios/study.js';

const PRESSURE =
  'pressure: {taliban: {after: 2023-07-01, shape: step, to: 1}, pakistan: {shape: constant, to: 1}}\n';
const one = (text: string, id = 'one'): string =>
  `schema: scenario/v1\nid: ${id}\nextends: base.yaml\n${text}`;

function load(text: string, options: LoadOptions = {}, more: Record<string, string> = {}): Loaded {
  return loadStudy({ 'base.yaml': BASE, 'one.yaml': one(text), ...more }, ['one.yaml'], undefined, options);
}

describe('vary', () => {
  it('gives a scenario for each combination, the last key fastest', () => {
    const { scenarios, shown } = load(
      `${PRESSURE}vary: {pressure.taliban.to: [0, calibrated.first-year], pressure.pakistan.to: [1, 0.5]}\n`,
    );
    expect(shown).toEqual([]);
    expect(scenarios.map(({ id }) => id)).toEqual([
      'one--taliban.to-0--pakistan.to-1',
      'one--taliban.to-0--pakistan.to-0.5',
      'one--taliban.to-calibrated.first-year--pakistan.to-1',
      'one--taliban.to-calibrated.first-year--pakistan.to-0.5',
    ]);
    expect(scenarios[3]?.title).toBe('A title (taliban.to calibrated.first-year, pakistan.to 0.5)');
    expect(scenarios[3]?.settings).toEqual([
      { key: 'pressure.pakistan.to', value: '0.5' },
      { key: 'pressure.taliban.to', value: 'calibrated.first-year' },
    ]);
    expect(scenarios.map(({ forcing }) => forcing.pakistan.everywhere?.course.to)).toEqual([1, 0.5, 1, 0.5]);
    expect(new Set(scenarios.map(({ sha256 }) => sha256)).size).toBe(4);
  });

  it('names a value by the last word of its key where that is enough', () => {
    const { scenarios } = load(
      `${PRESSURE}vary: {pressure.taliban.to: [0.25], pressure.taliban.after: [2024-01-01]}\n`,
    );
    expect(scenarios.map(({ id }) => id)).toEqual(['one--to-0.25--after-2024-01-01']);
  });

  it('reaches an entry of a list by its id, and a place by its name', () => {
    const { scenarios, shown } = load(
      [
        'levers: [{id: raid-precision, from: 2023-07-01, strength: 0, source: x}]',
        'pressure: {taliban: {by_location: {kabul: {after: 2023-07-01, shape: step, to: 1}}}}',
        'vary: {levers.raid-precision.strength: [0, 1], pressure.taliban.by_location.kabul.to: [0.5]}\n',
      ].join('\n'),
    );
    expect(shown).toEqual([]);
    expect(scenarios.map(({ id, pulled }) => [id, pulled[0]?.amount])).toEqual([
      ['one--strength-0--to-0.5', 0],
      ['one--strength-1--to-0.5', 1],
    ]);
  });

  it('compares a grid with one of its own, which has no counterfactual then', () => {
    const { scenarios, shown } = load(
      `${PRESSURE}counterfactual: one--to-1\nvary: {pressure.taliban.to: [0, 1]}\n`,
    );
    expect(shown).toEqual([]);
    expect(scenarios.map(({ id, counterfactual }) => [id, counterfactual])).toEqual([
      ['one--to-0', 'one--to-1'],
      ['one--to-1', null],
    ]);
  });

  it('is what a file with that value alone would be, but for its id, title and settings', () => {
    const varied = load(`${PRESSURE}vary: {pressure.taliban.to: [0.5]}\n`).scenarios[0]!;
    const alone = load(PRESSURE.replace('to: 1}', 'to: 0.5}')).scenarios[0]!;
    expect(varied.forcing).toEqual(alone.forcing);
    expect(varied.forcingRows).toEqual(alone.forcingRows);
    expect(varied.origin.get('pressure.taliban.to')).toBe('one.yaml:5');
  });

  it('a value that is wrong is reported once, where it is written', () => {
    const { shown, scenarios } = load(
      `${PRESSURE}vary: {pressure.taliban.to: [0, 50], pressure.pakistan.to: [1, 2]}\n`,
    );
    expect(shown).toEqual(['one.yaml:5:33: to is 50, out of range']);
    expect(scenarios).toEqual([]);
  });

  it('a counterfactual names one scenario of a grid, not the grid', () => {
    const grid = { 'grid.yaml': one(`${PRESSURE}vary: {pressure.taliban.to: [0, 1]}\n`, 'grid') };
    const { problems } = load('counterfactual: grid\n', {}, grid);
    expect(problems.map(({ message, hint }) => [message, hint])).toEqual([
      ['no scenario "grid" was found', 'grid is varied: name one of its scenarios, such as grid--to-0'],
    ]);
  });
});

describe('--set', () => {
  it('puts values of every type into the file, and says so', () => {
    const { scenarios, shown } = load(PRESSURE, {
      set: [
        { key: 'pressure.taliban.to', value: '0.5' },
        { key: 'experiment.draws', value: '3' },
        { key: 'outputs', value: '{targets: [raids]}' },
        { key: 'pressure.pakistan', value: '!unset' },
        { key: 'title', value: 'Another' },
      ],
    });
    expect(shown).toEqual([]);
    expect(scenarios[0]).toMatchObject({ id: 'one', title: 'Another' });
    expect(scenarios[0]?.experiment.draws).toBe(3);
    expect(scenarios[0]?.outputs.targets).toEqual(['raids']);
    expect(scenarios[0]?.forcing.pakistan.everywhere).toBeNull();
    expect(scenarios[0]?.settings).toEqual([
      { key: 'experiment.draws', value: '3' },
      { key: 'outputs', value: '{"targets":["raids"]}' },
      { key: 'pressure.pakistan', value: '!unset' },
      { key: 'pressure.taliban.to', value: '0.5' },
      { key: 'title', value: 'Another' },
    ]);
    expect(scenarios[0]?.origin.get('experiment.draws')).toBe('--set:2');
  });

  it('comes before vary, so that both may be used', () => {
    const set = [{ key: 'pressure.pakistan.to', value: '2' }];
    const { scenarios } = load(`${PRESSURE}vary: {pressure.taliban.to: [0, 1]}\n`, { set });
    expect(scenarios.map(({ id, settings }) => [id, settings.map(({ key }) => key)])).toEqual([
      ['one--to-0', ['pressure.pakistan.to', 'pressure.taliban.to']],
      ['one--to-1', ['pressure.pakistan.to', 'pressure.taliban.to']],
    ]);
  });

  it('gives a counterfactual found beside the scenario what scenarios of a run share, and nothing else', () => {
    const set = [
      { key: 'time.end', value: '2024-06-30' },
      { key: 'pressure.taliban.to', value: '0' },
    ];
    const { scenarios, added, shown } = load(
      `${PRESSURE}counterfactual: other\n`,
      { set },
      { 'other.yaml': one(PRESSURE, 'other') },
    );
    expect([shown, added]).toEqual([[], ['other']]);
    expect(scenarios.map(({ end, forcing }) => [end, forcing.taliban.everywhere?.course.to])).toEqual([
      ['2024-06-30', 0],
      ['2024-06-30', 1],
    ]);
  });

  it.each([
    [
      'presure.taliban.to',
      '1',
      '--set:1:1: unknown key "presure.taliban.to"',
      'did you mean pressure.taliban.to?',
    ],
    ['draws', '1', '--set:1:1: unknown key "draws"', 'did you mean experiment.draws?'],
    ['id', 'two', '--set:1:1: "id" cannot be set', 'expected a key other than id, schema, extends, vary'],
    [
      'levers.border-control.strength',
      '1',
      '--set:1:1: unknown key "levers.border-control.strength"',
      'expected a dotted key, such as pressure.taliban.to',
    ],
    [
      'experiment.draws',
      '0',
      '--set:1:18: draws is 0, out of range',
      'expected a whole number from 1 to 100000: parameter draws per explanation',
    ],
    [
      'experiment.draws',
      '[1',
      '--set:1:20: not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
      'is a bracket left open above, or a line indented differently?',
    ],
    [
      'time.end',
      '2024-02-30',
      '--set:1:10: end is "2024-02-30", which is no day of the calendar',
      'expected a date from 2020-12-31 to 2035-12-31, the last simulated day',
    ],
    [
      'rebound',
      '!unset',
      '--set:1:1: !unset removes nothing: the scenario does not say "rebound"',
      'remove it',
    ],
    ['title', 'one\ntwo: 3', '--set:1:7: more than one value', 'expected one value'],
    [
      'pressure.taliban.by_location.kabull.to',
      '1',
      '--set:1:1: unknown location "kabull"',
      'did you mean kabul?',
    ],
  ])('refuses %s=%s', (key, value, message, hint) => {
    const { shown, problems, scenarios } = load(PRESSURE, { set: [{ key, value }] });
    expect(shown).toContain(message);
    expect(problems.map((problem) => problem.hint)).toContain(hint);
    expect(scenarios).toEqual([]);
  });

  it('refuses a key set twice', () => {
    const set = [1, 2].map((draws) => ({ key: 'experiment.draws', value: String(draws) }));
    expect(load('', { set }).shown).toEqual(['--set:2:1: "experiment.draws" is set twice']);
  });
});

it('a folder is one comparison: its files with an id, grids expanded', () => {
  const { scenarios, shown } = loadStudy({
    'base.yaml': BASE,
    'a.yaml': one(`${PRESSURE}vary: {pressure.taliban.to: [0, 1]}\n`, 'a'),
    'b.yaml': one('counterfactual: a--to-1\n', 'b'),
  });
  expect(shown).toEqual([]);
  expect(scenarios.map(({ id }) => id)).toEqual(['a--to-0', 'a--to-1', 'b']);
  expect(loadScenarios([], geography)).toEqual({ scenarios: [], added: [], problems: [] });
});

it('a key that the file varies cannot be set: the grid would take its place', () => {
  const { shown } = load(`${PRESSURE}vary: {pressure.taliban.to: [0, 1]}\n`, {
    set: [{ key: 'pressure.taliban.to', value: '0.5' }],
  });
  expect(shown).toEqual([expect.stringContaining('--set:1:1: "pressure.taliban.to" is varied in the file')]);
});
