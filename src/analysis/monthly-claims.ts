/** Claimed attacks a month in Afghanistan, replicate by replicate, from the trajectories of a run in one pass. */
import type { FinishedRun } from '../results/finished-run.js';
import { orderOf } from './replicate-stream.js';
import type { PairAddress } from './tabulator.js';

export interface MonthlySeries {
  readonly address: PairAddress;
  /** A value for each month of the run; NaN = missing. */
  readonly values: Float64Array;
}

export interface MonthlyClaims {
  /** `YYYY-MM`, in order. */
  readonly months: readonly string[];
  /** By scenario, in key order. */
  readonly series: ReadonlyMap<string, readonly MonthlySeries[]>;
}

const FILTER = { locations: new Set(['afghanistan']), targets: new Set(['attacks']) } as const;

/** Empty where the run's trajectories do not hold claims in Afghanistan. */
export async function monthlyClaims(run: FinishedRun): Promise<MonthlyClaims> {
  const months: string[] = [];
  const at = new Map<string, number>();
  const series = new Map<string, { address: PairAddress; values: number[] }[]>();
  for await (const rows of run.trajectories(FILTER)) {
    for (const row of rows) {
      const address = {
        explanation: row.explanation,
        draw: row.run_grouping,
        replicate: row.stochastic_run,
      };
      let own = series.get(row.scenario_id);
      if (!own) series.set(row.scenario_id, (own = []));
      let last = own.at(-1);
      if (!last || orderOf(last.address, address) !== 0) own.push((last = { address, values: [] }));
      let index = at.get(row.month);
      if (index === undefined) {
        at.set(row.month, (index = months.length));
        months.push(row.month);
      }
      last.values[index] = row.value ?? NaN;
    }
  }
  return {
    months,
    series: new Map(
      [...series].map(([id, own]) => [
        id,
        own.map(({ address, values }) => ({ address, values: Float64Array.from(values) })),
      ]),
    ),
  };
}

/** Pairs of the same address, in key order. */
export function* pairsOf(
  scenario: readonly MonthlySeries[],
  reference: readonly MonthlySeries[],
): Generator<readonly [MonthlySeries, MonthlySeries]> {
  let at = 0;
  for (const own of scenario) {
    while (at < reference.length && orderOf(reference[at]!.address, own.address) < 0) at++;
    const other = reference[at];
    if (other && orderOf(other.address, own.address) === 0) yield [own, other];
  }
}
