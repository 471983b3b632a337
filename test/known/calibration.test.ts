import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkCalibration, hindcastPlan, isNear } from '../../src/calibration/check.js';
import {
  INCREMENT_MEASURES,
  INCREMENTS,
  incrementReader,
  incrementValues,
} from '../../src/calibration/increments.js';
import { loss, provisionalSet } from '../../src/calibration/provisional.js';
import { search } from '../../src/calibration/search.js';
import { checkText } from '../../src/cli/check-command.js';
import { monthNumber } from '../../src/model/calendar.js';
import { EXPLANATIONS } from '../../src/model/explanations.js';
import { ABROAD, parseGeography } from '../../src/model/geography.js';
import { PARAMETERS, parameterValues } from '../../src/model/parameters.js';
import { COUNTER, Tallies } from '../../src/model/tallies.js';
import { masterKey } from '../../src/random/seed.js';
import { parseCsv } from '../../src/results/csv-reader.js';
import type { Executor } from '../../src/runner/executor.js';
import { InlineExecutor } from '../../src/runner/inline-executor.js';
import { KERNEL } from '../../src/runner/kernel.js';
import { Replicator } from '../../src/runner/replicate.js';
import { TaskRunner } from '../../src/runner/task.js';

const text = {
  regions: readFileSync('data/regions.csv', 'utf8'),
  adjacency: readFileSync('data/adjacency.csv', 'utf8'),
};
const geography = parseGeography(text.regions, text.adjacency);
const valueOf = (id: string): number => INCREMENTS.find((increment) => increment.id === id)!.value;

describe('the increments', () => {
  const { header, rows } = parseCsv(readFileSync('data/article_facts.csv', 'utf8'), 'data/article_facts.csv');
  const fact = (id: string): number => Number(rows.find((row) => row[0] === id)![header.indexOf('value')]);

  it('add up to the totals that the article prints (reading R1)', () => {
    const year2 = valueOf('afghanistan-2022-01-08') + valueOf('afghanistan-2022-09');
    expect(valueOf('afghanistan-2020')).toBe(fact('F05'));
    expect(valueOf('nangarhar-2021-09-12') + valueOf('elsewhere-2021-09-12')).toBe(fact('F11'));
    expect(valueOf('isk-2021-01-08') + fact('F11')).toBe(fact('F06'));
    expect(fact('F11') + year2).toBe(fact('F15'));
    expect(year2 + valueOf('afghanistan-2022-10-12') + valueOf('kp-2022')).toBe(fact('F07'));
    expect(
      valueOf('afghanistan-2022-09') + valueOf('afghanistan-2022-10-12') + valueOf('afghanistan-2023-01-06'),
    ).toBe(fact('F17'));
    expect(valueOf('kabul-2022') / fact('F07')).toBeCloseTo(fact('F08') / 100, 2);
    expect(valueOf('north-2022') / fact('F07')).toBeCloseTo(fact('F10') / 100, 2);
    expect(['kp-2020', 'kp-2021', 'kp-2022', 'kp-2023-01-06'].map(valueOf)).toEqual(
      ['F01', 'F02', 'F03', 'F04'].map(fact),
    );
  });

  it('read a history counted by hand', () => {
    const tallies = new Tallies(42);
    const at = (code: string): number => (code === 'abroad' ? ABROAD : geography.codes.indexOf(code));
    const claim = (month: string, code: string, count: number): void =>
      tallies.add(monthNumber(month), COUNTER.claimed, at(code), count);
    claim('2020-05', 'AF-NAN', 7);
    claim('2021-03', 'AF-KAB', 5);
    claim('2021-07', 'PK-KP', 31);
    claim('2021-10', 'AF-NAN', 11);
    claim('2021-11', 'AF-BAL', 2);
    claim('2022-02', 'abroad', 3);
    claim('2022-04', 'AF-KDZ', 4);
    claim('2022-09', 'AF-KAB', 9);
    claim('2023-02', 'AF-KAB', 4);
    tallies.add(monthNumber('2023-02'), COUNTER.suicide, at('AF-KAB'), 3);
    const found = incrementReader(geography)(tallies);
    const value = (id: string): number => found[INCREMENTS.findIndex((increment) => increment.id === id)]!;
    expect(value('afghanistan-2020')).toBe(7);
    expect(value('isk-2021-01-08')).toBeCloseTo(5 + 16, 10); // 16 of July's 31 days
    expect([value('nangarhar-2021-09-12'), value('elsewhere-2021-09-12')]).toEqual([11, 2]);
    expect([
      value('afghanistan-2022-01-08'),
      value('afghanistan-2022-09'),
      value('afghanistan-2022-10-12'),
    ]).toEqual([4 + 3, 9 - 3, 3]);
    expect([value('kabul-2022'), value('north-2022'), value('kp-2021')]).toEqual([9, 4, 31]);
    expect(value('strongholds-2021')).toBe(5 + 11);
    expect(value('suicide-2023-01-06')).toBe(75);
    expect(incrementValues(INCREMENT_MEASURES.map(() => 0)).at(-1)).toBeNaN();
  });
});

describe('the search', () => {
  const settings = { dimensions: 5, generations: 60, population: 12, key: masterKey('search') };
  const goal = [0.1, 0.3, 0.5, 0.7, 0.95];
  const bowl = (point: readonly number[]): number =>
    point.reduce((sum, u, i) => sum + (i + 1) * (u - goal[i]!) ** 2, 0);

  it('finds the bottom of a bowl and stays in the unit cube', () => {
    let outside = 0;
    const found = search(settings, (point) => {
      outside += point.filter((u) => !(u >= 0 && u <= 1)).length;
      return bowl(point);
    });
    expect(bowl(found)).toBeLessThan(1e-4);
    expect(outside).toBe(0);
  });

  it('is a function of its key', () => {
    expect(search(settings, bowl)).toEqual(search(settings, bowl));
    expect(search({ ...settings, key: masterKey('another') }, bowl)).not.toEqual(search(settings, bowl));
  });

  it('judges by the tolerances of the check', () => {
    const exact = INCREMENTS.map((increment) => increment.value);
    expect(loss(exact)).toBe(0);
    expect(loss(exact.map((value, i) => (i === 0 ? value * 1.25 : value)))).toBeCloseTo(1, 10);
    expect(loss(exact.map((value, i) => (i === 7 ? value + 5 : value)))).toBeCloseTo(1, 10);
    expect(loss(exact.map(() => NaN))).toBeGreaterThan(loss(exact.map((value) => value * 2)));
  });

  it('returns values within bounds and within the priors of the explanation', { timeout: 120_000 }, () => {
    for (const explanation of EXPLANATIONS) {
      const values = provisionalSet(geography, {
        explanation,
        generations: 1,
        population: 4,
        replicates: 1,
        scan: 2,
        master: masterKey('x'),
      });
      expect(() => parameterValues(values)).not.toThrow();
      for (const { id, prior } of PARAMETERS) {
        const own = prior[explanation];
        if (own.kind === 'fixed' && id in values)
          expect(values[id], `${id} under ${explanation}`).toBe(own.value);
      }
    }
  });
});

describe('the check', () => {
  it('knows its tolerance', () => {
    expect([
      isNear(100, 125),
      isNear(100, 126),
      isNear(10, 15),
      isNear(10, 15.5),
      isNear(19, 24),
      isNear(20, 25.1),
    ]).toEqual([true, false, true, false, true, false]);
  });

  const sets = Object.fromEntries(EXPLANATIONS.map((explanation) => [explanation, [parameterValues({})]]));

  it('measures every increment under every explanation and says what is not reached', async () => {
    const plan = hindcastPlan(text, sets, 4, 'test');
    const rows = await checkCalibration(plan, new InlineExecutor(plan), 3, new AbortController().signal);
    expect(rows).toHaveLength(EXPLANATIONS.length * INCREMENTS.length);
    expect(rows.filter((row) => row.explanation === 'fade').map((row) => row.increment)).toEqual(
      INCREMENTS.map((increment) => increment.id),
    );
    for (const row of rows)
      expect(row.lower <= row.median && row.median <= row.upper && row.n <= 4, row.increment).toBe(true);
    const missed = { ...rows[0]!, median: 500, lower: 400, upper: 600, near: false, covered: false };
    const page = checkText([missed, ...rows.slice(1)], false);
    expect(page).toContain('cannot reach afghanistan-2020');
    expect(page).toContain('NOT REACHED');
    expect(page).toContain('One provisional parameter set per explanation');
  });

  it('does not pass over a replicate that failed', async () => {
    const plan = hindcastPlan(text, sets, 2, 'test');
    const failing = new Replicator(plan, {
      ...KERNEL,
      prepare: () => {
        throw new Error('no world');
      },
    });
    const executor: Executor = new InlineExecutor(plan, new TaskRunner(plan, failing));
    await expect(checkCalibration(plan, executor, 1, new AbortController().signal)).rejects.toThrow(
      'the hindcast failed under degradation, replicate 1: no world',
    );
  });
});
