/** What goes with the paired difference across parameter draws: rank correlations, and what noise alone would show. */
import { noiseThreshold } from '../statistics/noise-threshold.js';
import { rankCorrelation } from '../statistics/rank-correlation.js';
import { type MonthlySeries, pairsOf } from './monthly-claims.js';

/** Mean paired difference of one parameter set under one explanation. */
export interface DrawDifference {
  readonly explanation: string;
  /** The first draw with these parameters. */
  readonly draw: number;
  readonly difference: number;
  /** Pairs behind it. */
  readonly pairs: number;
}

export interface Driver {
  readonly explanation: string;
  readonly parameter: string;
  readonly correlation: number;
  readonly lower: number | null;
  readonly upper: number | null;
  /** What the largest correlation with as many parameters of pure noise stays below in 95 % of cases. */
  readonly threshold: number;
  /** Parameters that vary, and parameter sets. */
  readonly parameters: number;
  readonly sets: number;
}

/** Parameter values by draw of one explanation. */
export type DrawParameters = ReadonlyMap<number, ReadonlyMap<string, number>>;

const NOISE_LEVEL = 0.95;

/**
 * Sum over months `from` to `to` (exclusive, indices of the series), scenario − reference, mean over the replicates of
 * each parameter set. Draws with the same parameters are one set: a resampled posterior holds some twice.
 * @param parameters by explanation
 */
export function drawDifferences(
  scenario: readonly MonthlySeries[],
  reference: readonly MonthlySeries[],
  from: number,
  to: number,
  parameters: ReadonlyMap<string, DrawParameters>,
): DrawDifference[] {
  const sums = new Map<string, { explanation: string; draw: number; sum: number; pairs: number }>();
  const sets = new Map<string, string>();
  for (const [own, other] of pairsOf(scenario, reference)) {
    const { explanation, draw } = own.address;
    const address = `${explanation} ${draw}`;
    let key = sets.get(address);
    if (key === undefined) {
      const values = parameters.get(explanation)?.get(draw);
      key = values
        ? `${explanation} ${[...values].map(([name, value]) => `${name}=${value}`).join()}`
        : address;
      sets.set(address, key);
    }
    let difference = 0;
    for (let month = from; month < to; month++) difference += own.values[month]! - other.values[month]!;
    if (Number.isNaN(difference)) continue;
    const held = sums.get(key) ?? { explanation, draw, sum: 0, pairs: 0 };
    sums.set(key, { ...held, sum: held.sum + difference, pairs: held.pairs + 1 });
  }
  return [...sums.values()].map(({ explanation, draw, sum, pairs }) => ({
    explanation,
    draw,
    difference: sum / pairs,
    pairs,
  }));
}

/**
 * Rank correlation of the difference with each parameter that varies, the largest in size first; empty for an
 * explanation whose draws are all alike.
 */
export function driversOf(
  differences: readonly DrawDifference[],
  parameters: ReadonlyMap<string, DrawParameters>,
  level: number,
): Driver[] {
  const explanations = [...new Set(differences.map(({ explanation }) => explanation))];
  return explanations.flatMap((explanation) => {
    const own = differences.filter((row) => row.explanation === explanation);
    const byDraw = parameters.get(explanation);
    const names = [...(byDraw?.get(own[0]!.draw)?.keys() ?? [])];
    const columns = names
      .map((parameter) => ({
        parameter,
        values: own.map(({ draw }) => byDraw?.get(draw)?.get(parameter) ?? NaN),
      }))
      .filter(({ values }) => values.some((value) => value !== values[0]) && !values.some(Number.isNaN));
    const threshold = noiseThreshold(own.length, columns.length, NOISE_LEVEL);
    return columns
      .flatMap(({ parameter, values }): Driver[] => {
        const { estimate, interval } = rankCorrelation(
          values,
          own.map(({ difference }) => difference),
          level,
        );
        if (estimate === null) return [];
        return [
          {
            explanation,
            parameter,
            correlation: estimate,
            lower: interval?.lower ?? null,
            upper: interval?.upper ?? null,
            threshold,
            parameters: columns.length,
            sets: own.length,
          },
        ];
      })
      .sort(
        (a, b) => Math.abs(b.correlation) - Math.abs(a.correlation) || (a.parameter < b.parameter ? -1 : 1),
      );
  });
}
