import { describe, expect, it } from 'vitest';
import { Convergence } from '../../src/analysis/convergence.js';
import type { ContrastPlan } from '../../src/analysis/contrast.js';
import { ContrastTable } from '../../src/analysis/contrast-table.js';
import { DrawMeans, NO_DRAWS, posteriorInterval } from '../../src/analysis/draw-means.js';
import { type Effect, averageEffect } from '../../src/analysis/effect.js';
import { windowOf } from '../../src/analysis/layout.js';
import { PairCounts } from '../../src/analysis/pair-counts.js';
import { Tabulator } from '../../src/analysis/tabulator.js';
import { UnpairedContrast } from '../../src/analysis/unpaired.js';
import { GEOGRAPHY, scenario } from './analysis/toy.js';

const MEASURE = { target: 'attacks', location: 'afghanistan', window: windowOf(42, 54) };

describe('PairCounts', () => {
  it('gives back what was added, sorted, and counts what is the same', () => {
    const counts = new PairCounts();
    for (const [draw, a, b] of [
      [1, 5, 2],
      [0, 7, 7],
      [1, 5, 2],
      [1, 0, 9],
    ] as const)
      counts.add(draw, a, b);
    expect([...counts.pairs()]).toEqual([
      { draw: 0, scenario: 7, reference: 7, times: 1 },
      { draw: 1, scenario: 0, reference: 9, times: 1 },
      { draw: 1, scenario: 5, reference: 2, times: 2 },
    ]);
  });

  it('refuses what is not a count', () => {
    const message = (value: number) => `claims over a window are a whole number of at least 0, got ${value}`;
    for (const value of [-1, 0.5, NaN, 2 ** 26]) {
      expect(() => new PairCounts().add(0, value, 0)).toThrow(message(value));
      expect(() => new PairCounts().add(0, 0, value)).toThrow(message(value));
    }
  });
});

describe('Convergence', () => {
  const both = [MEASURE.window];

  it('goes by replicates where there is one draw', () => {
    const convergence = Convergence.of('a', [MEASURE], both, 0.9)!;
    for (const value of [2, 4, 6, 8]) convergence.add('fade', 7, [value], [1]);
    convergence.close('fade');
    // Differences 1, 3, 5, 7: means 1, 2, and of all four 4; sd sqrt(2) over sqrt(2), sqrt(20/3)/2.
    expect(convergence.finish().map(({ n, estimate }) => [n, estimate])).toEqual([
      [1, 1],
      [2, 2],
      [4, 4],
    ]);
    const errors = convergence.finish().map(({ mcse }) => mcse);
    expect(errors[0]).toBeNull();
    expect(errors[1]).toBeCloseTo(1, 12);
    expect(errors[2]).toBeCloseTo(Math.sqrt(20 / 3) / 2, 12);
  });

  it('has Student’s interval beside each estimate from two replicates on', () => {
    const convergence = Convergence.of('a', [MEASURE], both, 0.9)!;
    for (const value of [2, 4, 6, 8]) convergence.add('fade', 7, [value], [1]);
    convergence.close('fade');
    const [first, second, last] = convergence.finish();
    expect([first!.mc_lower, first!.mc_upper, first!.level, first!.n_draws]).toEqual([null, null, 0.9, 1]);
    // t(0.95) is 6.313752 at 1 degree of freedom and 2.353363 at 3.
    expect(second!.mc_lower).toBeCloseTo(2 - 6.313752, 5);
    expect(second!.mc_upper).toBeCloseTo(2 + 6.313752, 5);
    expect(last!.mc_lower).toBeCloseTo(4 - (2.353363 * Math.sqrt(20 / 3)) / 2, 5);
  });

  it('leaves nothing open where no pair differs, as a contrast does', () => {
    const convergence = Convergence.of('a', [MEASURE], both, 0.9)!;
    for (const draw of [0, 1]) convergence.add('fade', draw, [3], [3]);
    convergence.close('fade');
    const ends = convergence.finish().map(({ n, mc_lower, mc_upper }) => [n, mc_lower, mc_upper]);
    // One draw of several says nothing about how draws differ.
    expect(ends).toEqual([
      [1, null, null],
      [2, 0, 0],
    ]);
  });

  it('starts anew with each explanation', () => {
    const convergence = Convergence.of('a', [MEASURE], both, 0.9)!;
    convergence.add('fade', 0, [9], [0]);
    convergence.close('fade');
    convergence.add('mixed', 0, [2], [0]);
    convergence.close('mixed');
    convergence.close('slowdown');
    expect(convergence.finish().map(({ explanation, estimate }) => [explanation, estimate])).toEqual([
      ['fade', 9],
      ['mixed', 2],
    ]);
  });

  it('is not there without claims after the change', () => {
    expect(Convergence.of('a', [], both, 0.9)).toBeNull();
  });
});

describe('posteriorInterval', () => {
  it('weighs explanations as they are weighted, however many draws they have', () => {
    // Four draws at 0 and two at 1 weigh 1/2 each: 0.25 and 0.75 stand inside either.
    expect(
      posteriorInterval(
        [
          { means: [0, 0, 0, 0], weight: 0.5 },
          { means: [1, 1], weight: 0.5 },
        ],
        0.5,
      ),
    ).toEqual({ lower: 0, upper: 1 });
    expect(posteriorInterval([NO_DRAWS, NO_DRAWS], 0.9)).toBeNull();
    expect(posteriorInterval([{ means: [3], weight: 1 }], 0.9)).toBeNull();
  });
});

describe('averageEffect', () => {
  const share = (estimate: number, lower: number, upper: number): Effect => ({
    measure: MEASURE,
    statistic: 'p_above_7',
    form: 'share',
    estimate,
    interval: { lower, upper },
    mcse: 0,
    greater: null,
    draws: 5,
    pairs: 10,
    identical: false,
    planned: [{ estimate, standardError: 0, df: 4, n: 10, clusters: 5, components: null }],
    distance: estimate,
    byDraw: [NO_DRAWS],
    bars: [7],
    held: 0,
  });

  it('puts the interval of a share together from its ends, so that no event is not certainty', () => {
    // Ends 0 and 0.4 twice: mean 0, upper 0 + sqrt(0.16 + 0.16) / 2.
    const equal = averageEffect([share(0, 0, 0.4), share(0, 0, 0.4)], 0.9);
    expect(equal.estimate).toBe(0);
    expect(equal.interval!.lower).toBe(0);
    expect(equal.interval!.upper).toBeCloseTo(Math.sqrt(0.32) / 2, 12);
    expect([equal.draws, equal.pairs]).toEqual([10, 20]);
  });
});

describe('UnpairedContrast', () => {
  it('is the difference of means with Welch standard error', () => {
    const contrast = new UnpairedContrast([MEASURE]);
    for (const [draw, value] of [4, 6, 8].entries()) contrast.add('scenario', draw, [value]);
    for (const [draw, value] of [1, 2, NaN, 3].entries()) contrast.add('reference', draw, [value]);
    // Means 6 and 2; squared errors 4/3 and 1/3; df = (5/3)^2 / ((16/9 + 1/9) / 2) = 50/17, a little under 3, so
    // that t is a little over t(0.95, 3) = 2.3534 (any table).
    const [effect] = contrast.effects(0.9);
    expect(effect!.estimate).toBe(4);
    expect(effect!.mcse).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect(effect!.pairs).toBe(0);
    // A replicate without a value is none.
    expect(effect!.replicates).toEqual([3, 3]);
    expect(averageEffect([effect!, effect!], 0.9).replicates).toEqual([6, 6]);
    const half = effect!.interval!.upper - 4;
    expect(half / Math.sqrt(5 / 3)).toBeGreaterThan(2.3534);
    expect(half / Math.sqrt(5 / 3)).toBeLessThan(2.4);
  });
});

describe('BarContrast', () => {
  const measure = { target: 'attacks', location: 'afghanistan', window: windowOf(54, 66) };
  const PLAN: ContrastPlan = {
    scenarioId: 'a',
    referenceId: 'b',
    measures: [measure],
    coarse: new Set(),
    bars: { bars: [7], before: null, after: measure.window },
    headline: [],
    drawsDiffer: false,
    note: null,
    level: 0.9,
  };
  const rowsOf = (pairs: readonly (readonly [number, number])[]) => {
    const table = new ContrastTable(PLAN);
    for (const [draw, [own, other]] of pairs.entries()) table.add('fade', draw, [own], [other]);
    table.close('fade');
    return new Map(table.finish().map((row) => [row.statistic, row]));
  };

  // No pair reaches the bar in either: an upper end of 1 − 0.05^(1/20) for each (Clopper–Pearson of 0 in 20).
  it('does not take 0 of 20 in both for certainty', () => {
    const row = rowsOf(Array.from({ length: 20 }, (_, at) => [1 + (at % 2), 1] as const)).get(
      'p_above_7_difference',
    )!;
    const upper = 1 - 0.05 ** (1 / 20);
    expect(row.mc_lower).toBeCloseTo(-upper, 12);
    expect(row.mc_upper).toBeCloseTo(upper, 12);
    expect(row).toMatchObject({ estimate: 0, resolved: false, draws_needed: null, replicates_needed: null });
    expect(row.sentence).toContain(
      'as often in a as in b; 90 % Monte Carlo interval -13.9 points to 13.9 points',
    );
    expect(row.sentence).toContain('not resolved');
  });

  it('plans no average of which a part does not vary', () => {
    const table = new ContrastTable(PLAN);
    // Under fade one of three draws reaches the bar in one of two replicates, under the others none does.
    for (const explanation of ['degradation', 'displacement', 'fade', 'slowdown']) {
      for (const draw of [0, 1, 2]) {
        table.add(explanation, draw, [explanation === 'fade' && draw === 0 ? 100 : 2], [1]);
        table.add(explanation, draw, [2], [1]);
      }
      table.close(explanation);
    }
    const differences = table.finish().filter(({ statistic }) => statistic === 'p_above_7_difference');
    const needed = new Map(
      differences.map((row) => [row.explanation, [row.resolved, row.draws_needed, row.replicates_needed]]),
    );
    expect(needed.get('fade')).toEqual([false, expect.any(Number), expect.any(Number)]);
    expect(needed.get('slowdown')).toEqual([false, null, null]);
    expect(needed.get('equal')).toEqual([false, null, null]);
  });

  it('is certain of a copy', () => {
    const row = rowsOf(Array.from({ length: 20 }, () => [1, 1] as const)).get('p_above_7_difference')!;
    expect(row).toMatchObject({ estimate: 0, mc_lower: 0, mc_upper: 0 });
    expect(row.sentence).toContain('no pair of 20 differed');
  });
});

describe('DrawMeans', () => {
  it('are one number a draw, missing values left out', () => {
    const means = new DrawMeans();
    for (const [draw, value] of [
      [0, 1],
      [0, 3],
      [1, NaN],
      [4, 5],
      [4, NaN],
    ] as const)
      means.add(draw, value);
    expect(means.means()).toEqual([2, 5]);
    expect(means.means()).toEqual([2, 5]);
    expect(new DrawMeans().means()).toEqual([]);
    expect(() => means.add(3, 1)).toThrow('draws come in ascending order, but 3 came after 4');
  });
});

describe('Tabulator', () => {
  it('refuses a layout of another geography and a level that is none', () => {
    const layout = { measures: [{ ...MEASURE, location: 'atlantis' }], months: [], series: [], probes: [] };
    const options = { scenarios: [scenario('a', null)], geography: GEOGRAPHY, layout };
    expect(() => new Tabulator(options)).toThrow('the layout measures at "atlantis", which is no location');
    expect(() => new Tabulator({ ...options, level: 1 })).toThrow(
      'an interval needs a level between 0 and 1, got 1',
    );
  });
});
