import { describe, expect, it } from 'vitest';
import { averageBy } from '../../src/analysis/averages.js';
import { ContrastTable } from '../../src/analysis/contrast-table.js';
import { windowOf } from '../../src/analysis/layout.js';
import { choicesOf, RegretTable } from '../../src/analysis/regret-table.js';
import { VarianceTable } from '../../src/analysis/variance-table.js';
import { averageQuotient, fiellerInterval } from '../../src/statistics/fieller.js';
import { ClusterMean } from '../../src/statistics/cluster.js';
import { fQuantile, varianceShare } from '../../src/statistics/variance-share.js';
import { scenario } from './analysis/toy.js';

const AFTER = windowOf(54, 66);
const FIRST = windowOf(42, 54);
const measure = (target: string, window = AFTER) => ({ target, location: 'afghanistan', window });

describe("Fieller's interval", () => {
  it('is all quotients that are not told from the two means', () => {
    // a = 10, b = 5, variances 1 and 0.25, no covariance, t = 2: θ² (25 − 1) − 100 θ + 96 = 0.
    const t = { over: 10, under: 5, overVariance: 1, underVariance: 0.25, covariance: 0, df: 4 };
    const level = 0.883883476; // P(|t₄| < 2) = 1.25 · 2⁻¹ᐟ² by the closed form for four degrees of freedom.
    const { lower, upper } = fiellerInterval(t, level)!;
    const root = Math.sqrt(100 ** 2 - 4 * 24 * 96);
    expect(lower).toBeCloseTo((100 - root) / 48, 6);
    expect(upper).toBeCloseTo((100 + root) / 48, 6);
  });

  it('has no bounds where the denominator is not told from 0, and none without variances', () => {
    const vague = { over: 10, under: 1, overVariance: 1, underVariance: 1, covariance: 0, df: 20 };
    expect(fiellerInterval(vague, 0.9)).toBeNull();
    expect(fiellerInterval({ ...vague, under: 2, df: 20 }, 0.9)).not.toBeNull();
    expect(fiellerInterval({ ...vague, under: 9, overVariance: NaN }, 0.9)).toBeNull();
    expect(() => fiellerInterval(vague, 1)).toThrow('an interval needs a level between 0 and 1');
  });

  it('of an average takes weighted means and squared weights of variances', () => {
    const one = { over: 4, under: 2, overVariance: 1, underVariance: 2, covariance: 0.5, df: 9 };
    const two = { over: 8, under: 2, overVariance: 3, underVariance: 0, covariance: 0, df: 4 };
    expect(averageQuotient([one, two], [0.75, 0.25])).toEqual({
      over: 5,
      under: 2,
      overVariance: 0.75,
      underVariance: 1.125,
      covariance: 0.28125,
      df: 4,
    });
  });
});

describe('claims averted per raid', () => {
  const plan = {
    scenarioId: 'a',
    referenceId: 'b',
    measures: [measure('attacks'), measure('raids')],
    coarse: new Set<string>(),
    bars: null,
    headline: [AFTER],
    drawsDiffer: false,
    note: null,
    level: 0.9,
  };
  const rowOf = (pairs: readonly (readonly number[])[], explanation = 'fade') => {
    const table = new ContrastTable(plan, [averageBy('equal', { degradation: 1, fade: 1 })]);
    for (const of of explanation === 'fade' ? ['fade'] : ['degradation', 'fade']) {
      for (const [draw, [more, claims, raids, others]] of pairs.entries())
        table.add(of, draw, [claims!, raids!], [others!, raids! - more!]);
      table.close(of);
    }
    return table
      .finish()
      .find((row) => row.statistic === 'averted_per_raid' && row.explanation === explanation)!;
  };

  it('is the quotient of paired differences, whichever scenario has more raids', () => {
    // Raids more: 10, 12, 14. Claims averted: 4, 6, 8: 18 of 36.
    const row = rowOf([
      [10, 6, 30, 10],
      [12, 4, 30, 10],
      [14, 2, 30, 10],
    ]);
    expect(row.estimate).toBeCloseTo(0.5, 12);
    expect(row).toMatchObject({ resolved: true, n_pairs: 3, n_draws: 3, target: 'attacks' });
    expect(row.mc_lower).toBeGreaterThan(0);
    expect(row.sentence).toContain(
      'of a and b, the one with more raids has 0.5 attacks fewer for each raid more, in afghanistan over',
    );
  });

  it('says where it has no bounds, and where raids are as many', () => {
    const vague = rowOf([
      [1, 6, 30, 10],
      [-2, 4, 30, 10],
      [3, 2, 30, 10],
    ]);
    expect(vague).toMatchObject({ mc_lower: null, mc_upper: null, resolved: false });
    expect(vague.sentence).toContain('90 % Monte Carlo interval without bounds: raids hardly differ');
    const none = rowOf([[0, 6, 30, 10]]);
    expect(none).toMatchObject({ estimate: null, mc_lower: null });
    expect(none.sentence).toContain('a has as many raids as b');
  });

  it('of an average is the quotient of averages', () => {
    const row = rowOf(
      [
        [10, 6, 30, 10],
        [12, 4, 30, 10],
        [14, 2, 30, 10],
      ],
      'equal',
    );
    expect(row.estimate).toBeCloseTo(0.5, 12);
    expect(row.n_pairs).toBe(6);
  });
});

describe('regret.csv', () => {
  const members = ['p1', 'p2', 'p3'];
  const choice = { referenceId: 'p2', members: [0, 1, 2], windows: [FIRST, AFTER] };
  const measures = [measure('attacks', FIRST), measure('attacks')];
  const NAMES = ['degradation', 'displacement', 'fade', 'slowdown'];
  // Payoffs of three policies in four states; losses are 10 less them, half in either year.
  const PAYOFF = [
    [10, 2, 4, 8],
    [6, 6, 6, 6],
    [9, 3, 7, 1],
  ];
  const tableOf = (noise: (draw: number, policy: number) => number = () => 0) => {
    const table = new RegretTable(choice, members, measures, 0.9);
    for (const [state, explanation] of NAMES.entries()) {
      for (let draw = 0; draw < 3; draw++) {
        const losses = PAYOFF.map((payoffs, policy) => (10 - payoffs[state]!) / 2 + noise(draw, policy));
        table.add(
          explanation,
          draw,
          losses.map((loss) => [loss, loss]),
        );
      }
      table.close(explanation);
    }
    return table.finish();
  };
  const regretOf = (rows: ReturnType<typeof tableOf>, id: string, explanation: string) =>
    rows.find((row) => row.scenario_id === id && row.explanation === explanation)!;

  it('is that of the payoff matrix, at its most 4, 4 and 7', () => {
    const rows = tableOf();
    expect(NAMES.map((name) => regretOf(rows, 'p1', name).regret)).toEqual([0, 4, 3, 0]);
    expect(NAMES.map((name) => regretOf(rows, 'p2', name).regret)).toEqual([4, 0, 1, 2]);
    expect(NAMES.map((name) => regretOf(rows, 'p3', name).regret)).toEqual([1, 3, 0, 7]);
    expect(members.map((id) => regretOf(rows, id, 'maximum').regret)).toEqual([4, 4, 7]);
    expect(members.map((id) => regretOf(rows, id, 'maximum').decided_by)).toEqual([
      'displacement',
      'degradation',
      'slowdown',
    ]);
    expect(regretOf(rows, 'p3', 'maximum')).toMatchObject({ best_id: 'p1', mean: null, scenarios: 3 });
    expect(regretOf(rows, 'p3', 'slowdown')).toMatchObject({ mean: 9, best_id: 'p1', lower: 7, upper: 7 });
    expect(regretOf(rows, 'p1', 'slowdown')).toMatchObject({ regret: 0, best_id: 'p1', resolved: true });
    expect(regretOf(rows, 'p1', 'slowdown').window).toBe('2023-07/2025-06');
  });

  it('has an interval for the difference to whichever is best', () => {
    // One policy is noisy: −3, 0, 3 in each of two years, so 6 by draw, around a difference of 1 to the best.
    const rows = tableOf((draw, policy) => (policy === 2 ? 3 * (draw - 1) : 0));
    const row = regretOf(rows, 'p3', 'degradation');
    expect(row.regret).toBeCloseTo(1, 12);
    expect(row).toMatchObject({ lower: 0, resolved: false, n_draws: 3, n_pairs: 3 });
    // Of two others the largest upper end: 1 + t(0.95, 2) × 6/√3.
    expect(row.upper).toBeCloseTo(1 + (2.91998558 * 6) / Math.sqrt(3), 6);
    // The policy that is best under degradation may not be: the noisy one may have less by 1 less than that.
    expect(regretOf(rows, 'p1', 'degradation').upper).toBeCloseTo(-1 + (2.91998558 * 6) / Math.sqrt(3), 6);
    expect(regretOf(rows, 'p1', 'degradation')).toMatchObject({
      regret: 0,
      resolved: false,
      decided_by: null,
    });
  });

  it('compares what could have been chosen', () => {
    const event = [{ kind: 'event' }] as unknown as ReturnType<typeof scenario>['pulled'];
    const scenarios = [
      scenario('base', null),
      scenario('a', 'base'),
      scenario('b', 'base'),
      scenario('shock', 'base', { pulled: event }),
      scenario('past', 'base', { rebound: null }),
      scenario('later', 'base', { rebound: { from: '2024-01-01', bars: [7], months: 3 } }),
    ];
    expect(choicesOf(scenarios)).toMatchObject([
      { referenceId: 'base', members: [0, 1, 2] },
      { referenceId: 'base', members: [0, 5] },
    ]);
    expect(choicesOf([scenario('alone', 'base')])).toEqual([]);
  });
});

describe('variance between draws and within', () => {
  it('is the one-way random-effects analysis of variance by hand', () => {
    // Draws (1, 3), (5, 7), (9, 11): means 2, 6, 10; between 2 × 32 / 2 = 32, within 3 × 2 / 3 = 2; (32 − 2) / 2 = 15.
    const mean = new ClusterMean();
    for (const [draw, values] of [
      [1, 3],
      [5, 7],
      [9, 11],
    ].entries())
      for (const value of values) mean.add(draw, value);
    expect(mean.meanSquares).toEqual({ between: 32, within: 2, size: 2, draws: 3, n: 6 });
    expect(mean.components).toMatchObject({ between: 15, within: 2 });
    const { estimate, interval } = varianceShare(mean.meanSquares!, 0.9)!;
    expect(estimate).toBeCloseTo(15 / 17, 12);
    // F = 16 on 2 and 3: F(0.95; 2, 3) = 9.552 (any table), F(0.05; 2, 3) = 1 / F(0.95; 3, 2) = 1 / 19.164.
    const shareAt = (ratio: number): number => (ratio - 1) / (ratio + 1);
    expect(interval!.lower).toBeCloseTo(shareAt(16 / 9.5521), 4);
    expect(interval!.upper).toBeCloseTo(shareAt(16 * 19.1643), 4);
  });

  it('has F quantiles of the tables', () => {
    expect(fQuantile(0.95, 2, 3)).toBeCloseTo(9.5521, 3);
    expect(fQuantile(0.95, 3, 2)).toBeCloseTo(19.1643, 3);
    expect(fQuantile(0.99, 10, 20)).toBeCloseTo(3.3682, 3);
    expect(fQuantile(0.05, 10, 20)).toBeCloseTo(1 / 2.774, 3);
  });

  it('is null where nothing varies, and has no interval where replicates never differ', () => {
    const squares = { size: 2, draws: 3, n: 6 };
    expect(varianceShare({ ...squares, between: 0, within: 0 }, 0.9)).toBeNull();
    expect(varianceShare({ ...squares, between: 3, within: 0 }, 0.9)).toEqual({
      estimate: 1,
      interval: null,
    });
    expect(varianceShare({ ...squares, between: 1, within: 2 }, 0.9)).toMatchObject({ estimate: 0 });
  });

  it('is told of the total, and of the difference where there is one', () => {
    const rows = (hasReference: boolean) => {
      const table = new VarianceTable('a', [measure('attacks')], [FIRST, AFTER], hasReference, 0.9);
      for (const [draw, value] of [1, 3, 5, 7, 9, 11].entries())
        table.add('fade', Math.floor(draw / 2), [value], [2 * value]);
      table.close('fade');
      return table.finish();
    };
    expect(rows(true).map(({ statistic, between, within }) => [statistic, between, within])).toEqual([
      ['total', 15, 2],
      ['difference', 15, 2],
    ]);
    expect(rows(false).map(({ statistic }) => statistic)).toEqual(['total']);
  });
});
