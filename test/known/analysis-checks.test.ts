/** Assertions and rules to stop over numbers worked by hand. */
import { describe, expect, it } from 'vitest';
import { CheckTable, DRAWS_FOR_NO_SPREAD } from '../../src/analysis/check-table.js';
import { allProbes, probesOf } from '../../src/analysis/probes.js';
import { holds, Watched } from '../../src/analysis/watched.js';
import { locationsOf } from '../../src/model/locations.js';
import { parseExpression } from '../../src/scenarios/expression.js';
import { clopperPearson } from '../../src/statistics/proportion.js';
import { studentQuantile } from '../../src/statistics/student.js';
import { batchesOf } from '../../src/runner/batches.js';
import { Pace } from '../../src/runner/pace.js';
import { GEOGRAPHY, scenario } from './analysis/toy.js';

const locations = locationsOf(GEOGRAPHY).map(({ id }) => id);
const read = (text: string) => parseExpression(text, locations);
const toy = scenario('a', null);

/** What an expression says after values of its probes, a row for each replicate of draws 1, 1, 2, 2, … */
function seen(text: string, rows: readonly (readonly number[])[]) {
  const expression = read(text);
  const probes = probesOf(expression, toy, GEOGRAPHY);
  const watched = new Watched(expression, probes, [...probes.keys()]);
  for (const [at, row] of rows.entries()) watched.add(1 + (at >> 1), row);
  return watched.seen(0.9);
}

describe('probes', () => {
  it('are one for the extremes of all places, and one a place else', () => {
    const whole = { id: '2020-01/2025-06', from: 0, to: 66 };
    expect(probesOf(read('mean(attacks.kabul) < 1'), toy, GEOGRAPHY)).toEqual([
      { reduce: 'mean', places: [{ target: 'attacks', location: 'kabul' }], window: whole },
    ]);
    const all = probesOf(read('min(*.*) >= 0'), toy, GEOGRAPHY);
    expect(all).toHaveLength(1);
    // `*` is every target of the outputs, here attacks and cells, at 42 locations.
    expect(all[0]!.places).toHaveLength(2 * 42);
    expect(probesOf(read('mcse(*.*) < 1'), toy, GEOGRAPHY)).toHaveLength(2 * 42);
  });

  it('look at the last month, at a window, or at nothing where that is not in the run', () => {
    const [end] = probesOf(read('share(cells.all == 0 at end) < 1'), toy, GEOGRAPHY);
    expect(end).toMatchObject({ reduce: 'window', window: { id: '2025-06/2025-06' } });
    const [window] = probesOf(read('max(cells.all in 2024-01/2024-03) < 1'), toy, GEOGRAPHY);
    expect(window).toMatchObject({ reduce: 'max', window: { id: '2024-01/2024-03' } });
    expect(probesOf(read('max(cells.all in 2025-01/2025-07) < 1'), toy, GEOGRAPHY)).toEqual([]);
  });

  it('of the same meaning are one for all scenarios of a run', () => {
    const assertion = { that: read('mean(attacks.all) < 1'), onFail: 'error', because: null } as const;
    const stop = { when: read('mcse(attacks.all) < 1'), atLeast: 5 };
    const both = ['a', 'b'].map((id) =>
      scenario(id, null, { assertions: [assertion], experiment: { ...toy.experiment, stop } }),
    );
    expect(allProbes(both, GEOGRAPHY)).toHaveLength(1);
  });
});

describe('what is seen', () => {
  it.each([
    ['<', [true, false, false]],
    ['<=', [true, true, false]],
    ['>', [false, false, true]],
    ['>=', [false, true, true]],
    ['==', [false, true, false]],
    ['!=', [true, false, true]],
  ] as const)('is compared by %s', (comparison, expected) => {
    expect([1, 2, 3].map((value) => holds(value, comparison, 2))).toEqual(expected);
  });

  it('is the least and the greatest of all replicates', () => {
    expect(seen('min(attacks.all) >= 1', [[3], [NaN], [2], [5]])).toMatchObject({
      outcome: 'passed',
      value: 2,
      n: 3,
      interval: null,
      resolved: null,
    });
    expect(seen('max(attacks.all) < 5', [[3], [2], [5]])).toMatchObject({ outcome: 'failed', value: 5 });
  });

  it('is a mean with draws as clusters, not resolved while its interval holds the bound', () => {
    // Draws of means 2 and 4: mean 3, standard error 1 with one degree of freedom.
    const rows = [[1], [3], [3], [5]];
    const half = studentQuantile(0.95, 1);
    const mean = seen('mean(attacks.all) < 4', rows);
    expect(mean).toMatchObject({ outcome: 'passed', value: 3, n: 4, draws: 2, resolved: false });
    expect(mean.interval!.lower).toBeCloseTo(3 - half, 12);
    expect(mean.interval!.upper).toBeCloseTo(3 + half, 12);
    expect(seen('mean(attacks.all) < 10', rows).resolved).toBe(true);
    expect(seen('mean(attacks.all) == 10', rows)).toMatchObject({ outcome: 'failed', resolved: true });
    expect(seen('mean(attacks.all) != 3.5', rows)).toMatchObject({ outcome: 'passed', resolved: false });
  });

  it('is a share of replicates with an exact interval', () => {
    // One of five; the sixth has no value.
    const share = seen('share(cells.all == 0 at end) < 0.5', [[0], [7], [0.5], [NaN], [2], [2]]);
    expect(share).toMatchObject({ outcome: 'passed', value: 0.2, n: 5, resolved: false });
    const none = seen(
      'share(cells.all == 0 at end) < 0.5',
      Array.from({ length: 40 }, () => [1]),
    );
    const { lower, upper } = clopperPearson(0, 20, 0.9);
    expect(none).toMatchObject({ value: 0, interval: { lower, upper }, resolved: true });
  });

  it('is the Monte Carlo standard error of the mean', () => {
    expect(seen('mcse(attacks.all) < 2', [[1], [3], [3], [5]])).toMatchObject({
      outcome: 'passed',
      value: 1,
    });
    expect(seen('mcse(attacks.all) < 2', [[1]])).toMatchObject({ outcome: 'unknown', value: null });
  });

  it('is unknown without data, and never a pass', () => {
    for (const text of [
      'min(kp_share.all) >= 0',
      'mean(kp_share.all) >= 0',
      'share(kp_share.all >= 0) >= 0',
    ]) {
      const nothing = { outcome: 'unknown', value: null, n: 0, resolved: null };
      expect(seen(text, [])).toMatchObject(nothing);
      expect(seen(text, [[NaN]])).toMatchObject(nothing);
    }
    expect(seen('min(attacks.all in 2030-01/2030-02) >= 0', [[]])).toMatchObject({ outcome: 'unknown' });
  });

  it('is told of the place that fails, else of one without data, else of the one nearest to failing', () => {
    const places = probesOf(read('mean(*.all) < 10'), toy, GEOGRAPHY);
    expect(places).toHaveLength(2);
    const of = (rows: number[][]) => {
      const { outcome, at, value } = seen('mean(*.all) < 10', rows);
      return [outcome, at, value];
    };
    expect(of([[1, 12]])).toEqual(['failed', 'cells.all', 12]);
    expect(of([[NaN, 12]])).toEqual(['failed', 'cells.all', 12]);
    expect(of([[NaN, 2]])).toEqual(['unknown', 'attacks.all', null]);
    expect(of([[8, 2]])).toEqual(['passed', 'attacks.all', 8]);
  });
});

describe('the table of checks', () => {
  const assertion = (text: string, onFail: 'error' | 'warn' = 'error') => ({
    that: read(text),
    onFail,
    because: null,
  });
  const asserting = scenario('a', null, {
    assertions: [
      assertion('max(attacks.all) < 3'),
      assertion('max(attacks.all) < 3'),
      assertion('max(attacks.all) < 3', 'warn'),
    ],
  });

  it('has a row for each assertion and explanation, also where nothing was run', () => {
    const table = new CheckTable([asserting], GEOGRAPHY, allProbes([asserting], GEOGRAPHY), 0.9);
    table.add(0, 'fade', 1, [2]);
    const rows = table.finish(['fade', 'mixed']);
    expect(rows.map(({ explanation, on_fail, outcome }) => [explanation, on_fail, outcome])).toEqual([
      ['fade', 'error', 'passed'],
      ['mixed', 'error', 'unknown'],
      ['fade', 'warn', 'passed'],
      ['mixed', 'warn', 'unknown'],
    ]);
    expect(() => new CheckTable([asserting], GEOGRAPHY, [], 0.9)).toThrow(
      'the layout has no probe for max(attacks.all) < 3',
    );
  });

  it('stops when every scenario under every explanation is precise enough, and not for want of spread', () => {
    const stop = { when: read('mcse(attacks.all) < 1'), atLeast: 2 };
    const both = ['a', 'b'].map((id) => scenario(id, null, { experiment: { ...toy.experiment, stop } }));
    const table = new CheckTable(both, GEOGRAPHY, allProbes(both, GEOGRAPHY), 0.9);
    const run = (from: number, to: number, second: (draw: number) => number): void => {
      for (let draw = from; draw <= to; draw++) {
        table.add(0, 'fade', draw, [draw % 2]);
        table.add(1, 'fade', draw, [second(draw)]);
      }
    };
    run(1, 4, () => 5);
    expect(table.stopping(['fade'])).toMatchObject({
      met: false,
      scenarioId: 'b',
      mcse: 0,
      at: 'attacks.all',
    });
    run(5, DRAWS_FOR_NO_SPREAD, () => 5);
    expect(table.stopping(['fade'])).toMatchObject({ met: true, scenarioId: 'a' });
    expect(table.stopping(['fade', 'mixed'])).toMatchObject({ met: false, explanation: 'mixed', mcse: null });
    expect(new CheckTable([toy], GEOGRAPHY, [], 0.9).stopping(['fade'])).toBeNull();
  });
});

describe('batches', () => {
  const ends = (draws: number, atLeast: number): number[] =>
    batchesOf({ draws: { first: 1, last: draws }, stop: { when: '', atLeast } }).map(({ last }) => last);

  it('grow by a quarter from the least, and end with the last draw', () => {
    expect(ends(100, 30)).toEqual([30, 38, 48, 60, 75, 94, 100]);
    expect(ends(10, 1)).toEqual([2, 3, 4, 5, 7, 9, 10]);
    expect(ends(5, 9)).toEqual([5]);
    expect(batchesOf({ draws: { first: 3, last: 9 }, stop: null })).toEqual([{ first: 3, last: 9 }]);
  });
});

describe('the pace', () => {
  it('gives tasks of a fixed time, within what may wait in memory', () => {
    let now = 0;
    const chunkAfter = (perAddress: number, bytes: number): number => {
      const pace = new Pace(
        () => 2,
        bytes,
        () => now,
      );
      expect(pace.chunk).toBe(1);
      pace.tell(10);
      now += 20 * perAddress;
      pace.tell(40);
      return pace.chunk;
    };
    // 40 addresses in the time of 20 by each of two threads: 60 ms are 60 of 1 ms.
    expect(chunkAfter(1, 1)).toBe(60);
    expect(chunkAfter(100, 1)).toBe(1);
    expect(chunkAfter(0.001, 1)).toBe(1000);
    expect(chunkAfter(0.001, 1e6)).toBe(8);
  });
});
