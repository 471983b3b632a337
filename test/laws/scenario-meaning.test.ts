import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { canonicalJson } from '../../src/scenarios/meaning.js';
import { fileProblems } from '../../src/scenarios/issues.js';
import { resolveScenario } from '../../src/scenarios/resolve.js';
import { readTree } from '../../src/scenarios/source.js';
import { textAt } from '../../src/scenarios/tree.js';
import type { Scenario } from '../../src/scenarios/index.js';
import { geography, loadStudy } from '../faults/scenarios/study.js';

const SEED = { seed: 20230701, numRuns: 200 };

const level = fc.oneof(
  fc.integer({ min: 0, max: 30 }).map((tenths) => tenths / 10),
  fc.constantFrom('calibrated.2020', 'calibrated.first-year'),
);
const schedule = fc.oneof(
  fc.record({ after: fc.constantFrom('2022-01-01', '2023-07-01'), shape: fc.constant('step'), to: level }),
  fc.record({
    after: fc.constantFrom('2022-01-01', '2023-07-01'),
    shape: fc.constant('pulse'),
    to: level,
    for_days: fc.integer({ min: 1, max: 400 }),
  }),
);
const written = fc.record({
  schema: fc.constant('scenario/v1'),
  id: fc.constantFrom('a', 'b-2'),
  title: fc.constantFrom('One title', 'Another: with a colon', '# no comment'),
  purpose: fc.constantFrom('sensitivity', 'forecasting'),
  question: fc.constantFrom('What if?', 'yes'),
  assumptions: fc.uniqueArray(fc.constantFrom('First.', 'Second.', 'null', '12'), { minLength: 1 }),
  time: fc.record({ start: fc.constant('2020-01-01'), end: fc.constantFrom('2023-12-31', '2025-06-30') }),
  explanation: fc.constantFrom('fade', 'all'),
  parameters: fc.constantFrom('point', 'prior'),
  pressure: fc.record({ taliban: schedule, pakistan: schedule }),
  experiment: fc.record({
    draws: fc.integer({ min: 1, max: 99 }),
    replicates: fc.integer({ min: 1, max: 99 }),
    seed: fc.constantFrom('s', 't', 7),
  }),
  rebound: fc.record({
    from: fc.constant('2023-07-01'),
    bars: fc.constantFrom([7], [7, 'twice-before']),
    months: fc.integer({ min: 1, max: 4 }),
  }),
  outputs: fc.record({
    targets: fc.constantFrom(['attacks'], ['attacks', 'raids']),
    quantiles: fc.constantFrom([], ['zone']),
  }),
});

function resolved(text: string): Scenario {
  const { tree, problems } = readTree(Buffer.from(text), 'a.yaml');
  if (!tree || problems.length > 0 || fileProblems(tree).length > 0)
    throw new Error(`not a scenario:\n${text}`);
  return resolveScenario(tree, {
    file: '/study/a.yaml',
    id: textAt(tree, ['id'])!,
    label: '',
    puts: [],
    geography,
    parameterFile: null,
    nameOf: (file) => file,
  });
}

/** The same data with the keys of every map in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

test('comments, key order, quotes, flow or block style and line ends leave the meaning as it is', () => {
  fc.assert(
    fc.property(written, (data) => {
      const { sha256 } = resolved(stringify(data));
      const texts = [
        stringify(reversed(data)),
        stringify(data, {
          collectionStyle: 'flow',
          defaultStringType: 'QUOTE_DOUBLE',
          defaultKeyType: 'PLAIN',
        }),
        stringify(data, { indent: 6, defaultStringType: 'QUOTE_SINGLE', defaultKeyType: 'PLAIN' }).replaceAll(
          '\n',
          '   # a comment\r\n',
        ),
        `\ufeff# a comment\n\n${JSON.stringify(data, null, 3)}`,
      ];
      for (const text of texts) expect(resolved(text).sha256).toBe(sha256);
    }),
    SEED,
  );
});

test('a different meaning has a different hash, and the same meaning the same one', () => {
  fc.assert(
    fc.property(written, written, (a, b) => {
      expect(resolved(stringify(a)).sha256 === resolved(stringify(b)).sha256).toBe(
        canonicalJson(plain(a)) === canonicalJson(plain(b)),
      );
    }),
    SEED,
  );
  function plain(data: object): unknown {
    const { experiment, ...rest } = JSON.parse(JSON.stringify(data)) as { experiment: { seed: unknown } };
    return { ...rest, experiment: { ...experiment, seed: String(experiment.seed) } };
  }
});

test('every single change of a value changes the hash', () => {
  const base = {
    schema: 'scenario/v1',
    id: 'a',
    title: 'A title',
    purpose: 'sensitivity',
    question: 'What if?',
    assumptions: ['First.'],
    time: { end: '2025-06-30' },
    explanation: 'fade',
    parameters: 'point',
    pressure: {
      taliban: {
        after: '2023-07-01',
        shape: 'step',
        to: 1,
        by_location: { kabul: { shape: 'step', to: 1 } },
      },
    },
    experiment: { draws: 1, replicates: 1, seed: 's' },
    counterfactual: 'b',
    rebound: { from: '2023-07-01', bars: [7], months: 3 },
    outputs: { targets: ['attacks'], trajectories: ['national'], quantiles: ['national'] },
    levers: [{ id: 'border-control', from: '2023-07-01', strength: 0.5, source: 'x' }],
    events: [{ id: 'rivalry', group: 'ttp', from: '2023-07-01', size: 1, source: 'x' }],
    assert: [{ that: 'min(*.*) >= 0', on_fail: 'warn' }],
  };
  const [lever, event] = [base.levers[0]!, base.events[0]!];
  const changes: Record<string, unknown>[] = [
    { id: 'c' },
    { title: 'Another' },
    { purpose: 'forecasting' },
    { question: 'Why?' },
    { assumptions: ['First.', 'Second.'] },
    { time: { end: '2025-07-01' } },
    { explanation: 'mixed' },
    { parameters: 'prior' },
    { pressure: { taliban: { ...base.pressure.taliban, to: 1.01 } } },
    { pressure: { taliban: { ...base.pressure.taliban, after: '2023-07-02' } } },
    { pressure: { taliban: { ...base.pressure.taliban, shape: 'constant' } } },
    {
      pressure: {
        taliban: { ...base.pressure.taliban, by_location: { nangarhar: { shape: 'step', to: 1 } } },
      },
    },
    { pressure: { taliban: { ...base.pressure.taliban, by_location: { kabul: { shape: 'step', to: 0 } } } } },
    { pressure: { ...base.pressure, pakistan: { shape: 'constant', to: 1 } } },
    { experiment: { ...base.experiment, draws: 2 } },
    { experiment: { ...base.experiment, replicates: 2 } },
    { experiment: { ...base.experiment, seed: 't' } },
    { counterfactual: 'c' },
    { rebound: { ...base.rebound, from: '2023-08-01' } },
    { rebound: { ...base.rebound, bars: [8] } },
    { rebound: { ...base.rebound, months: 4 } },
    { outputs: { ...base.outputs, targets: ['raids'] } },
    { outputs: { ...base.outputs, trajectories: [] } },
    { outputs: { ...base.outputs, quantiles: [] } },
    { levers: [] },
    { levers: [{ ...lever, strength: 0.6 }] },
    { levers: [{ ...lever, from: '2023-07-02' }] },
    { levers: [{ ...lever, until: '2024-07-02' }] },
    { levers: [{ ...lever, side: 'taliban' }] },
    { levers: [{ ...lever, source: 'y' }] },
    { levers: [{ id: 'raid-precision', from: '2023-07-01', strength: 0.5, source: 'x' }] },
    { events: [] },
    { events: [{ ...event, group: 'etim' }] },
    { events: [{ ...event, location: 'kabul' }] },
    { events: [{ ...event, size: 2 }] },
    { assert: [] },
    { assert: [{ that: 'min(*.*) >= 0', on_fail: 'error' }] },
    { assert: [{ that: 'min(*.*) > 0', on_fail: 'warn' }] },
    { assert: [{ that: 'min(*.*) >= 0', on_fail: 'warn', because: 'it is so' }] },
    { experiment: { ...base.experiment, draws: 50, stop: { when: 'mcse(attacks.all) < 1' } } },
    { experiment: { ...base.experiment, draws: 50, stop: { when: 'mcse(attacks.all) < 2' } } },
    { experiment: { ...base.experiment, draws: 50, stop: { when: 'mcse(attacks.all) < 2', at_least: 40 } } },
  ];
  const hashes = [{}, ...changes].map((change) => resolved(stringify({ ...base, ...change })).sha256);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('the meaning does not depend on how a scenario is divided over files, nor on where they are', () => {
  const head = 'schema: scenario/v1\nid: a\n';
  const body =
    'title: T\npurpose: forecasting\nquestion: Q\nassumptions: [A]\nparameters: point\ntime: {end: 2023-12-31}\n';
  const whole = loadStudy({ 'whole.yaml': head + body }).scenarios[0];
  const divided = loadStudy(
    { 'x/a.yaml': `${head}extends: parts/b.yaml\n`, 'x/parts/b.yaml': `schema: scenario/v1\n${body}` },
    ['x/a.yaml'],
  ).scenarios[0];
  expect(whole?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(divided?.sha256).toBe(whole?.sha256);
  const defaults = loadStudy({ 'a.yaml': `${head}${body}experiment: {draws: 100}\nexplanation: all\n` })
    .scenarios[0];
  expect(defaults?.sha256).toBe(whole?.sha256);
});

test('a parameter file counts with its content, not with its name', () => {
  const text =
    'schema: scenario/v1\nid: a\ntitle: T\npurpose: forecasting\nquestion: Q\nassumptions: [A]\ntime: {end: 2023-12-31}\nparameters: ./p.csv\n';
  const hash = (content: string, name = 'p.csv') =>
    loadStudy({ 'a.yaml': text.replace('p.csv', name), [name]: content }).scenarios[0]?.sha256;
  expect(hash('x,1\n')).toBe(hash('x,1\n', 'q.csv'));
  expect(hash('x,1\n')).not.toBe(hash('x,2\n'));
});

test('any bytes give problems or a tree, never a throw', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'a: ',
      '- ',
      '[',
      '{',
      '}',
      '&x ',
      '*x',
      '!unset',
      '!!str ',
      '\n',
      '\t',
      '  ',
      '"',
      "'",
      '<<: ',
      '? ',
      '|\n',
      '---\n',
      '%YAML 1.2\n',
      '\ufeff',
      '# ',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      const { tree, problems } = readTree(Buffer.from(text), 'f');
      if (!tree) expect(problems.length).toBeGreaterThan(0);
      const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
      for (const { line, column } of [...problems, ...(tree ? fileProblems(tree) : [])]) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeGreaterThanOrEqual(1);
      }
    }),
    { seed: 20230701, numRuns: 2000 },
  );
});

test('canonical JSON refuses what is not plain data', () => {
  expect(canonicalJson({ b: [1, null], a: 'x' })).toBe('{"a":"x","b":[1,null]}');
  expect(() => canonicalJson(new Map())).toThrow('not plain data: [object Map]');
  expect(() => canonicalJson(NaN)).toThrow('not plain data: NaN');
});
