import { describe, expect, it } from 'vitest';
import { drawDifferences, driversOf } from '../../src/analysis/drivers.js';
import type { MonthlySeries } from '../../src/analysis/monthly-claims.js';
import { monthlyContrasts } from '../../src/analysis/monthly-contrasts.js';

const series = (
  explanation: string,
  draw: number,
  replicate: number,
  ...values: number[]
): MonthlySeries => ({
  address: { explanation, draw, replicate },
  values: Float64Array.from(values),
});
const parameters = (values: readonly (readonly [number, Record<string, number>])[]) =>
  new Map([['fade', new Map(values.map(([draw, own]) => [draw, new Map(Object.entries(own))]))]]);

describe('differences by parameter set', () => {
  const scenario = [
    series('fade', 1, 1, 9, 5, 5),
    series('fade', 1, 2, 9, 4, 4),
    series('fade', 2, 1, 9, 1, 2),
    series('fade', 3, 1, 9, 7, 7),
  ];
  const reference = [
    series('fade', 1, 1, 9, 1, 1),
    series('fade', 1, 2, 9, 2, 2),
    series('fade', 2, 1, 9, 3, 1),
    series('fade', 4, 1, 9, 7, 7),
  ];

  it('sums the months asked for and averages over replicates; what has no partner is left out', () => {
    const sets = parameters([
      [1, { a: 1 }],
      [2, { a: 2 }],
    ]);
    expect(drawDifferences(scenario, reference, 1, 3, sets)).toEqual([
      { explanation: 'fade', draw: 1, difference: (8 + 4) / 2, pairs: 2 },
      { explanation: 'fade', draw: 2, difference: -1, pairs: 1 },
    ]);
  });

  it('takes draws with the same parameters as one', () => {
    const sets = parameters([
      [1, { a: 1 }],
      [2, { a: 1 }],
    ]);
    expect(drawDifferences(scenario, reference, 1, 3, sets)).toEqual([
      { explanation: 'fade', draw: 1, difference: (8 + 4 - 1) / 3, pairs: 3 },
    ]);
  });
});

describe('drivers', () => {
  const draws = Array.from({ length: 12 }, (_, at) => at + 1);
  const differences = draws.map((draw) => ({ explanation: 'fade', draw, difference: draw ** 2, pairs: 1 }));
  const values = parameters(
    draws.map((draw) => [draw, { rising: draw, falling: -draw, same: 4, odd: draw % 2 }]),
  );

  it('are ordered by size, and leave out what does not vary', () => {
    const drivers = driversOf(differences, values, 0.9);
    expect(drivers.map(({ parameter, correlation }) => [parameter, correlation])).toEqual([
      ['falling', -1],
      ['rising', 1],
      ['odd', expect.closeTo(-0.1449, 3)],
    ]);
    expect(drivers[0]).toMatchObject({ parameters: 3, sets: 12 });
  });

  it('are none where all draws are alike', () => {
    expect(driversOf(differences.slice(0, 1), values, 0.9)).toEqual([]);
  });
});

describe('the difference by month', () => {
  const side = (id: string, shift: number) => ({
    id,
    series: [1, 2, 3].flatMap((draw) =>
      [1, 2].map((replicate) => series('fade', draw, replicate, 3, 3 + shift * draw)),
    ),
  });

  it('is the mean over pairs, resolved where every pair has more, from the month asked for', () => {
    const rows = monthlyContrasts(side('more', 2), side('less', 0), ['2023-06', '2023-07'], '2023-06', 0.9);
    expect(
      rows.map(({ window, estimate, resolved, n_draws, n_pairs }) => [
        window,
        estimate,
        resolved,
        n_draws,
        n_pairs,
      ]),
    ).toEqual([
      ['2023-06/2023-06', 0, null, 3, 6],
      ['2023-07/2023-07', 4, true, 3, 6],
    ]);
    expect(
      monthlyContrasts(side('more', 2), side('less', 0), ['2023-06', '2023-07'], '2023-07', 0.9),
    ).toHaveLength(1);
    expect(monthlyContrasts(side('more', 2), side('less', 0), ['2023-06'], '2030-01', 0.9)).toEqual([]);
  });
});
