import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContrastTable } from '../../src/analysis/contrast-table.js';
import type { ContrastPlan } from '../../src/analysis/contrast.js';
import { windowOf } from '../../src/analysis/layout.js';
import { QuantileTable } from '../../src/analysis/quantile-table.js';
import { AVERAGED } from '../../src/model/explanations.js';
import { type Layout, type Pair, tablesOf } from '../known/analysis/toy.js';

const BEFORE = windowOf(36, 42);
const AFTER = windowOf(54, 66);
const LAYOUT: Layout = {
  measures: [BEFORE, AFTER].map((window) => ({ target: 'attacks', location: 'afghanistan', window })),
  months: [windowOf(0, 1)],
  series: [{ target: 'attacks', location: 'afghanistan' }],
};
const PLAN: ContrastPlan = {
  scenarioId: 'a',
  referenceId: 'b',
  measures: LAYOUT.measures,
  coarse: new Set(['afghanistan']),
  bars: { bars: [1, 'twice-before'], before: BEFORE, after: AFTER },
  headline: [],
  drawsDiffer: false,
  note: null,
  level: 0.9,
};

/** Up to four draws with up to three replicates: claims before, and after under either. */
const REPLICATES = fc.array(
  fc.array(fc.tuple(fc.nat(20), fc.nat(60), fc.nat(60)), { minLength: 1, maxLength: 3 }),
  { minLength: 1, maxLength: 4 },
);
type Replicates = readonly (readonly (readonly [number, number, number])[])[];

function rowsOf(draws: Replicates, side: (pair: readonly [number, number, number]) => [number, number]) {
  const table = new ContrastTable(PLAN);
  for (const [draw, replicates] of draws.entries()) {
    for (const pair of replicates) {
      const [own, other] = side(pair);
      table.add('fade', draw, [pair[0], own], [pair[0], other]);
    }
  }
  table.close('fade');
  return table.finish();
}

function pairsOf(explanation: string, draws: Replicates): Pair[] {
  return draws.flatMap((replicates, draw) =>
    replicates.map(([before, own, other], replicate) => ({
      explanation,
      draw,
      replicate,
      lapsed: { windows: [before, own], series: [own] },
      sustained: { windows: [before, other], series: [other] },
    })),
  );
}

describe('contrasts', () => {
  it('are exactly zero for a scenario against itself', () => {
    fc.assert(
      fc.property(REPLICATES, (draws) => {
        for (const row of rowsOf(draws, ([, own]) => [own, own])) {
          if (!row.statistic.endsWith('difference')) continue;
          expect(row).toMatchObject({ estimate: 0, mc_lower: 0, mc_upper: 0, resolved: null });
          expect(row.share_pairs_greater).toBe(0);
          expect(row.sentence).toContain(`no pair of ${row.n_pairs} differed`);
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('change their sign when scenario and reference change places', () => {
    const negated = (value: number | null): number | null => (value === null ? null : -value + 0);
    fc.assert(
      fc.property(REPLICATES, (draws) => {
        const forth = rowsOf(draws, ([, own, other]) => [own, other]);
        const back = rowsOf(draws, ([, own, other]) => [other, own]);
        for (const [at, row] of forth.entries()) {
          if (!row.statistic.endsWith('difference')) continue;
          const there = back[at]!;
          expect(there.estimate).toBe(negated(row.estimate));
          for (const [here, mirrored] of [
            [there.mc_lower, negated(row.mc_upper)],
            [there.mc_upper, negated(row.mc_lower)],
          ] as const) {
            if (mirrored === null) expect(here).toBeNull();
            else expect(here).toBeCloseTo(mirrored, 10);
          }
          expect(there.resolved).toBe(row.resolved);
          if (row.mcse === null) expect(there.mcse).toBeNull();
          else expect(there.mcse).toBeCloseTo(row.mcse, 10);
        }
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it('have an estimate inside its interval, and say what would resolve it only where it is not', () => {
    fc.assert(
      fc.property(REPLICATES, (draws) => {
        for (const row of rowsOf(draws, ([, own, other]) => [own, other])) {
          if (row.mc_lower !== null) {
            expect(row.mc_lower).toBeLessThanOrEqual(row.estimate!);
            expect(row.mc_upper).toBeGreaterThanOrEqual(row.estimate!);
          }
          if (row.resolved !== false) expect([row.draws_needed, row.replicates_needed]).toEqual([null, null]);
          const isShare = /^p_above_.*(?<!_difference)$/.test(row.statistic);
          const isSame = row.window === BEFORE.id || draws.flat().every(([, own, other]) => own === other);
          expect(row.resolved === null).toBe(isShare || isSame);
          if (row.statistic.startsWith('p_')) expect(Math.abs(row.estimate!)).toBeLessThanOrEqual(1);
        }
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('average with equal weights to the mean of the four', () => {
    fc.assert(
      fc.property(fc.array(REPLICATES, { minLength: 5, maxLength: 5 }), (byExplanation) => {
        const explanations = ['degradation', 'displacement', 'fade', 'mixed', 'slowdown'];
        const tables = tablesOf(
          LAYOUT,
          explanations.flatMap((explanation, at) => pairsOf(explanation, byExplanation[at]!)),
        );
        const equal = tables.contrasts.filter(({ explanation }) => explanation === 'equal');
        // Differences and ratios of both windows, and three rows for each of two bars.
        expect(equal).toHaveLength(4 + 6);
        for (const row of equal) {
          const parts = tables.contrasts.filter(
            ({ explanation, window, statistic }) =>
              (AVERAGED as readonly string[]).includes(explanation) &&
              window === row.window &&
              statistic === row.statistic,
          );
          expect(parts).toHaveLength(4);
          const estimates = parts.map(({ estimate }) => estimate);
          if (estimates.includes(null)) expect(row.estimate).toBeNull();
          else
            expect(row.estimate).toBeCloseTo(
              estimates.reduce((sum, x) => sum! + x! / 4, 0)!,
              9,
            );
          expect(row.n_pairs).toBe(parts.reduce((sum, part) => sum + part.n_pairs, 0));
          expect(row.n_draws).toBe(parts.reduce((sum, part) => sum + part.n_draws, 0));
        }
        const mean = (explanation: string) =>
          tables.summary.find((row) => row.scenario_id === 'lapsed' && row.explanation === explanation)!
            .mean!;
        expect(mean('equal')).toBeCloseTo(
          AVERAGED.reduce((sum, explanation) => sum + mean(explanation) / 4, 0),
          9,
        );
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('have no equal rows when one of the four is not there', () => {
    const tables = tablesOf(
      LAYOUT,
      ['degradation', 'displacement', 'mixed', 'slowdown'].flatMap((explanation) =>
        pairsOf(explanation, [[[1, 2, 3]], [[2, 5, 1]]]),
      ),
    );
    for (const rows of [tables.contrasts, tables.summary, tables.quantiles]) {
      expect(rows.some(({ explanation }) => explanation === 'equal')).toBe(false);
    }
  });
});

describe('sketches', () => {
  it('take no more memory for 20,000 replicates than for 1,000', () => {
    const bytesAfter = (replicates: number): number => {
      const table = new QuantileTable('a', LAYOUT);
      for (let at = 0; at < replicates; at++) table.add('fade', [(at * 37) % 251]);
      return table.bytes;
    };
    expect(bytesAfter(20_000)).toBe(bytesAfter(1_000));
    // 4 bytes for each of 251 counts, and room to grow.
    expect(bytesAfter(20_000)).toBeLessThan(4 * 251 * 4);
  });

  it('of an explanation are let go when it is closed', () => {
    const table = new QuantileTable('a', LAYOUT);
    for (let at = 0; at < 1000; at++) table.add('mixed', [at % 251]);
    expect(table.bytes).toBeGreaterThan(0);
    table.close('mixed');
    expect(table.bytes).toBe(0);
  });

  it('give quantiles of equal weights only where each explanation has as many values', () => {
    const sizes = (fade: number) => {
      const pairs = ['degradation', 'displacement', 'fade', 'slowdown'].flatMap((explanation) =>
        pairsOf(explanation, [
          Array.from({ length: explanation === 'fade' ? fade : 2 }, () => [1, 2, 3] as const),
        ]),
      );
      return tablesOf(LAYOUT, pairs).quantiles.filter(({ explanation }) => explanation === 'equal');
    };
    expect(sizes(2).map(({ value }) => value)).toEqual([2, 2, 2, 2, 2, 3, 3, 3, 3, 3]);
    expect(sizes(1).every(({ value, n }) => value === null && n === 7)).toBe(true);
  });
});
