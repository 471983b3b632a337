import { describe, expect, it } from 'vitest';
import { type Measure, windowOf } from '../../src/analysis/layout.js';
import { Tabulator } from '../../src/analysis/tabulator.js';
import { monthNumber } from '../../src/model/calendar.js';
import { GEOGRAPHY, type Layout, type Pair, scenario, tablesOf } from './analysis/toy.js';

const claims = (from: string, to: string): Measure => ({
  target: 'attacks',
  location: 'afghanistan',
  window: windowOf(monthNumber(from), monthNumber(to) + 1),
});
const BEFORE = '2023-01/2023-06';
const AFTER = '2024-07/2025-06';
const LAYOUT: Layout = {
  measures: [
    claims('2023-01', '2023-06'),
    claims('2024-07', '2025-06'),
    { target: 'kp_share', location: 'all', window: windowOf(54, 66) },
  ],
  months: [windowOf(0, 1)],
  series: [{ target: 'cells', location: 'all' }],
};

// Worked by hand: three draws of two replicates. Claims of months 13-24 under lapsed are those below, 10 under
// sustained; 3 over the six months before. So the differences are 1, 3 | 2, 2 | 6, 4.
const CLAIMS = [
  [11, 13],
  [12, 12],
  [16, 14],
];
const toy = (explanation: string): Pair[] =>
  CLAIMS.flatMap((draw, d) =>
    draw.map((value, replicate) => ({
      explanation,
      draw: d,
      replicate,
      // The share is missing in the first replicate of lapsed only.
      lapsed: { windows: [3, value, d + replicate === 0 ? NaN : 0.5], series: [value] },
      sustained: { windows: [3, 10, 0.25], series: [10] },
    })),
  );

describe('a toy run of three draws with two replicates', () => {
  const tables = tablesOf(LAYOUT, toy('fade'));
  const row = (statistic: string, window = AFTER, target = 'attacks') =>
    tables.contrasts.find(
      (found) => found.statistic === statistic && found.window === window && found.target === target,
    )!;

  it('has the difference 3 with standard error 1', () => {
    // Mean 18/6. Sums of draws 4, 4, 10 around 6: squares 4 + 4 + 16 = 24, times 3/2, root, over 6 = 1.
    // t(0.95, 2) = 0.9 * sqrt(2 / (1 - 0.9^2)) = 2.91998558, by the closed form for two degrees of freedom.
    expect(row('difference')).toMatchObject({
      estimate: 3,
      level: 0.9,
      share_pairs_greater: 1,
      n_draws: 3,
      n_pairs: 6,
      resolved: true,
      draws_needed: null,
      replicates_needed: null,
      posterior_lower: null,
      posterior_upper: null,
    });
    expect(row('difference').mcse).toBeCloseTo(1, 12);
    expect(row('difference').mc_lower).toBeCloseTo(3 - 2.91998558, 8);
    expect(row('difference').mc_upper).toBeCloseTo(3 + 2.91998558, 8);
    expect(row('difference').sentence).toBe(
      'Under fade, mean total of attacks in afghanistan over 2024-07/2025-06 is 3 attacks higher in lapsed than in ' +
        'sustained; 90 % Monte Carlo interval 0.08 to 5.92; 6 pairs from 3 draws; one parameter set, the centre of the posterior.',
    );
  });

  it('has the ratio 1.3 with standard error 0.1', () => {
    // Shares of draws 24/78, 24/78, 30/78 less 1/3: -1/39, -1/39, 2/39; root of 6/1521 * 3/2 = 1/13.
    expect(row('ratio').estimate).toBeCloseTo(1.3, 12);
    expect(row('ratio').mcse).toBeCloseTo(0.1, 12);
    expect(row('ratio').mc_lower).toBeCloseTo(1.3 * Math.exp(-2.91998558 / 13), 8);
    expect(row('ratio').resolved).toBe(true);
  });

  it('says of what never differs that no pair did', () => {
    expect(row('difference', BEFORE)).toMatchObject({
      estimate: 0,
      mc_lower: 0,
      mc_upper: 0,
      mcse: 0,
      resolved: null,
      share_pairs_greater: 0,
      draws_needed: null,
      replicates_needed: null,
      sentence:
        'Under fade, attacks in afghanistan over 2023-01/2023-06 is the same in lapsed as in sustained: no pair ' +
        'of 6 differed, so that there is nothing to resolve; 6 pairs from 3 draws; one parameter set, the centre of the posterior.',
    });
  });

  it('finds the bar in five of six, and twice-before at the same bar', () => {
    // Bar 1 a month is 12 a year: 13, 12, 12, 16, 14 reach it. Twice 3/6 a month is 1 as well.
    for (const bar of ['1', 'twice_before']) {
      expect(row(`p_above_${bar}`).estimate).toBeCloseTo(5 / 6, 12);
      expect(row(`p_above_${bar}`)).toMatchObject({ resolved: null, share_pairs_greater: null, n_pairs: 6 });
      expect(row(`p_above_${bar}`).mc_upper).toBeLessThanOrEqual(1);
      expect(row(`p_above_${bar}_reference`)).toMatchObject({ estimate: 0, mc_lower: 0, resolved: null });
      // No replicate of three draws: 0 of 3 has the upper end 1 - 0.05^(1/3).
      expect(row(`p_above_${bar}_reference`).mc_upper).toBeCloseTo(1 - 0.05 ** (1 / 3), 8);
      expect(row(`p_above_${bar}_difference`).estimate).toBeCloseTo(5 / 6, 12);
      expect(row(`p_above_${bar}_difference`).share_pairs_greater).toBeCloseTo(5 / 6, 12);
    }
  });

  it('leaves missing pairs out and counts the others', () => {
    expect(row('difference', '2024-07/2025-06', 'kp_share')).toMatchObject({ estimate: 0.25, n_pairs: 5 });
    const summary = tables.summary.find(
      ({ scenario_id, target }) => scenario_id === 'lapsed' && target === 'kp_share',
    );
    expect(summary).toMatchObject({ n: 5, mean: 0.5 });
  });

  it('summarises by the textbook', () => {
    // 11 12 12 13 14 16: squares around 13 sum to 16; type-7 quantiles at 0.25, 1.25, 2.5, 3.75, 4.75.
    const summary = tables.summary.find(
      ({ scenario_id, window, target }) =>
        scenario_id === 'lapsed' && window === AFTER && target === 'attacks',
    )!;
    expect(summary).toMatchObject({
      n: 6,
      mean: 13,
      q05: 11.25,
      q25: 12,
      median: 12.5,
      q75: 13.75,
      q95: 15.5,
    });
    expect(summary.sd).toBeCloseTo(Math.sqrt(16 / 5), 12);
    expect(summary.mcse).toBeCloseTo(1, 12);
    expect(
      tables.quantiles.filter(({ scenario_id }) => scenario_id === 'lapsed').map(({ value }) => value),
    ).toEqual([11.25, 12, 12.5, 13.75, 15.5]);
  });

  it('converges draw by draw', () => {
    // After one draw nothing is known about how draws differ. After two their means agree (2, 2), so replicates
    // are the unit: sd of 1, 3, 2, 2 = sqrt(2/3), over 2.
    expect(tables.convergence.map(({ n, estimate }) => [n, estimate])).toEqual([
      [2, 2],
      [4, 2],
      [6, 3],
    ]);
    expect(tables.convergence[0]!.mcse).toBeNull();
    expect(tables.convergence[1]!.mcse).toBeCloseTo(Math.sqrt(2 / 3) / 2, 12);
    expect(tables.convergence[2]!.mcse).toBeCloseTo(1, 12);
  });

  it('ends where the contrast stands, with its interval, draws and pairs', () => {
    const { estimate, mc_lower, mc_upper, level, mcse, n_draws, n } = tables.convergence.at(-1)!;
    const contrast = row('difference');
    expect({ estimate, mc_lower, mc_upper, level, mcse, n_draws, n }).toEqual({
      estimate: contrast.estimate,
      mc_lower: contrast.mc_lower,
      mc_upper: contrast.mc_upper,
      level: contrast.level,
      mcse: contrast.mcse,
      n_draws: contrast.n_draws,
      n: contrast.n_pairs,
    });
  });

  it('has no equal rows with one explanation, and no posterior interval with one parameter set', () => {
    expect(tables.contrasts.every(({ explanation }) => explanation === 'fade')).toBe(true);
    expect(tables.contrasts.every((found) => found.posterior_lower === null)).toBe(true);
  });

  it('has an interval over draws where draws differ', () => {
    // Means of draws 2, 2, 5 stand at 1/6, 1/2, 5/6: 0.05 is below the first and 0.95 above the last.
    const { contrasts } = tablesOf(LAYOUT, toy('fade'), { parameters: { kind: 'prior' } });
    const found = contrasts.find(({ statistic, window }) => statistic === 'difference' && window === AFTER)!;
    expect(found).toMatchObject({ posterior_lower: 2, posterior_upper: 5 });
    expect(found.sentence).not.toContain('parameter set');
  });

  it('refuses addresses out of order and results of another size', () => {
    const tabulator = new Tabulator({
      scenarios: [scenario('lapsed', null)],
      geography: GEOGRAPHY,
      layout: { ...LAYOUT, probes: [] },
    });
    const result = { windows: [1, 2, 3], series: [1], probes: [] };
    tabulator.add({ explanation: 'fade', draw: 1, replicate: 0 }, [result]);
    expect(() => tabulator.add({ explanation: 'fade', draw: 0, replicate: 5 }, [result])).toThrow(
      'fade:0:5 comes after fade:1:0, out of order',
    );
    expect(() =>
      tabulator.add({ explanation: 'fade', draw: 2, replicate: 0 }, [{ ...result, series: [] }]),
    ).toThrow('a replicate returned 3, 0, 0 windows, months and probes, the layout has 3, 1, 0');
    expect(() => tabulator.add({ explanation: 'equal', draw: 2, replicate: 0 }, [result])).toThrow(
      'unknown explanation "equal"',
    );
    expect(() => tabulator.add({ explanation: 'fade', draw: 2, replicate: 0 }, [])).toThrow(
      '0 results for 1 scenarios',
    );
  });
});
