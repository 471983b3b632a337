import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dayOf } from '../../src/model/calendar.js';
import { AS_CALIBRATED } from '../../src/model/forcing.js';
import { parseGeography } from '../../src/model/geography.js';
import { experimentOf } from '../../src/runner/plan.js';
import { loadScenarios, type Scenario, scenarioJsonSchema } from '../../src/scenarios/index.js';

const geography = parseGeography(
  readFileSync('data/regions.csv', 'utf8'),
  readFileSync('data/adjacency.csv', 'utf8'),
);
const { scenarios, problems, added } = loadScenarios(['scenarios'], geography);
const shipped = (id: string): Scenario => {
  const found = scenarios.find((scenario) => scenario.id === id);
  if (!found) throw new Error(`"${id}" is not among the shipped scenarios`);
  return found;
};

describe('the shipped scenarios', () => {
  test('load without a problem; base.yaml is not one of them', () => {
    expect(problems).toEqual([]);
    expect(added).toEqual([]);
    expect(scenarios.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['hindcast', 'lapsed-2023-07', 'sustained-2023-07']),
    );
    expect(scenarios.every(({ file, id }) => file.endsWith(`/scenarios/${id}.yaml`))).toBe(true);
  });

  test('are those of the list, and can be run as one comparison', () => {
    // model.md, section 8.
    expect(scenarios.map(({ id }) => id)).toEqual([
      'border-control',
      'both-sides',
      'capacity-building-second-order',
      'capacity-building',
      'foreign-recruits',
      'grievances-relieved',
      'half-pressure',
      'hindcast',
      'kp-pressure',
      'lapsed-2023-07',
      'lapsed-east',
      'leaders-only',
      'networks-only',
      'never-rose',
      'northern-consolidation',
      'on-off',
      'outreach-suppressed',
      'prison-break',
      'sustained-2023-07',
    ]);
    expect(experimentOf(scenarios, {}).scenarios).toHaveLength(19);
  });

  test('each says what it asks and assumes, and all but two are compared with the sustained one', () => {
    for (const { id, question, assumptions, pulled } of scenarios) {
      expect(question, id).toMatch(/\?$/);
      expect(assumptions.length, id).toBeGreaterThanOrEqual(3);
      // The source of an effect's size is among the assumptions wherever there is an effect.
      if (pulled.some(({ id: lever }) => lever !== 'prison-break'))
        expect(assumptions.join(' '), id).toContain('assumed and never measured');
      expect(
        pulled.every(({ source }) => source !== ''),
        id,
      ).toBe(true);
    }
    const alone = scenarios.filter(({ counterfactual }) => counterfactual !== 'sustained-2023-07');
    expect(alone.map(({ id }) => id)).toEqual(['hindcast', 'sustained-2023-07']);
  });

  test('a lever or event is all that tells its scenario from the sustained one', () => {
    const sustained = shipped('sustained-2023-07').forcing;
    const pulling = scenarios.filter(({ pulled }) => pulled.length > 0);
    expect(pulling.map(({ id }) => id)).toHaveLength(11);
    for (const { id, forcing } of pulling) {
      expect(forcing.taliban, id).toEqual(sustained.taliban);
      if (id !== 'both-sides') expect(forcing.pakistan, id).toEqual(sustained.pakistan);
    }
    const [without, counted] = ['capacity-building', 'capacity-building-second-order'].map(
      (id) => shipped(id).forcing.levers[0],
    );
    expect({ ...without, secondOrder: true }).toEqual(counted);
  });

  test('sustained and lapsed differ in pressure.taliban only', () => {
    const { forcing: a, forcingRows: rowsA, ...sustained } = shipped('sustained-2023-07');
    const { forcing: b, forcingRows: rowsB, ...lapsed } = shipped('lapsed-2023-07');
    const names = [
      'id',
      'title',
      'question',
      'assumptions',
      'counterfactual',
      'sha256',
      'file',
      'origin',
    ] as const;
    const rest = (scenario: object) =>
      Object.fromEntries(Object.entries(scenario).filter(([key]) => !names.some((name) => name === key)));
    expect(rest(lapsed)).toEqual(rest(sustained));
    expect(a.pakistan).toEqual(b.pakistan);
    expect(a.days).toBe(b.days);
    expect(a.taliban).toEqual({
      everywhere: { from: dayOf('2023-07-01'), course: { shape: 'step', to: 1 } },
      byRegion: new Map(),
    });
    expect(b.taliban).toEqual({
      everywhere: { from: dayOf('2023-07-01'), course: { shape: 'step', to: { calibrated: 'first-year' } } },
      byRegion: new Map(),
    });
    const before = (rows: Scenario['forcingRows']) => rows.filter(({ date }) => date < '2023-07-01');
    expect(before(rowsA)).toEqual(before(rowsB));
    expect(rowsB.at(-1)).toEqual({
      lever: 'pressure.taliban',
      location: 'afghanistan',
      date: '2023-07-01',
      level: 'calibrated.first-year',
    });
  });

  test('sustained and lapsed end on 2025-06-30 and say what the first lines of the results need', () => {
    for (const scenario of [shipped('sustained-2023-07'), shipped('lapsed-2023-07')]) {
      expect(scenario.end).toBe('2025-06-30');
      // 2020 and 2024 are leap years: 366 + 365 + 365 + 365 + 366 + 181 days.
      expect(scenario.forcing.days).toBe(2008);
      expect(scenario.experiment).toEqual({
        draws: 100,
        replicates: 5,
        seed: 'the-enduring-duel',
        stop: null,
      });
      expect(scenario.parameters).toEqual({ kind: 'posterior' });
      expect(scenario.rebound).toEqual({ from: '2023-07-01', bars: [7, 11, 'twice-before'], months: 3 });
    }
    expect(shipped('lapsed-2023-07').counterfactual).toBe('sustained-2023-07');
  });

  test('the hindcast runs history as calibrated to the end that all share', () => {
    const { end, forcing, rebound, counterfactual, forcingRows } = shipped('hindcast');
    expect([end, rebound, counterfactual]).toEqual(['2025-06-30', null, null]);
    expect(forcing).toEqual({
      days: dayOf('2025-07-01'),
      taliban: AS_CALIBRATED,
      pakistan: AS_CALIBRATED,
      levers: [],
    });
    expect(forcingRows.map(({ lever, location, date, level }) => [lever, location, date, level])).toEqual([
      ['pressure.pakistan', 'kp', '2020-01-01', 'calibrated'],
      ['pressure.taliban', 'afghanistan', '2020-01-01', 'calibrated'],
    ]);
  });

  test('each value names the file and line that it comes from', () => {
    const { origin } = shipped('hindcast');
    const lineOf = (file: string, text: string) =>
      `${file}:${
        readFileSync(`scenarios/${file}`, 'utf8')
          .split('\n')
          .findIndex((line) => line.startsWith(text)) + 1
      }`;
    expect(origin.get('purpose')).toBe(lineOf('hindcast.yaml', 'purpose:'));
    expect(origin.get('assert.1')).toBe(lineOf('hindcast.yaml', '  - {that: "min'));
    expect(origin.get('time.start')).toBe(lineOf('base.yaml', 'time:'));
    expect(origin.get('experiment.seed')).toBe(lineOf('base.yaml', 'experiment:'));
    expect(origin.get('pressure.taliban')).toBe('default');
    expect([...origin.keys()].some((key) => key.startsWith('rebound'))).toBe(false);
  });

  test('scenarios are frozen at every depth', () => {
    const scenario = shipped('lapsed-2023-07');
    expect(Object.isFrozen(scenario)).toBe(true);
    expect(Object.isFrozen(scenario.forcing.taliban.everywhere?.course)).toBe(true);
    expect(Object.isFrozen(scenario.outputs.targets)).toBe(true);
  });
});

test('schema/scenario.schema.json is the generated schema: else run node scripts/write-schema.mjs after a build', () => {
  expect(JSON.parse(readFileSync('schema/scenario.schema.json', 'utf8'))).toEqual(scenarioJsonSchema());
});

test('the editor schema refuses unknown keys and asks for `schema` alone', () => {
  const schema = scenarioJsonSchema();
  expect(schema['additionalProperties']).toBe(false);
  expect(schema['required']).toEqual(['schema']);
  expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
});
