/** The paired difference of claims in Afghanistan month by month, by the code that contrasts a run's windows. */
import { monthNumber } from '../model/calendar.js';
import type { RowOf } from '../results/columns.js';
import { ContrastTable } from './contrast-table.js';
import { windowOf } from './layout.js';
import { type MonthlySeries, pairsOf } from './monthly-claims.js';

/**
 * Rows of statistic `difference`, one for each explanation (and `equal`) and month from `from` on, windows of one month.
 * @param months those that the series have a value for, in order
 */
export function monthlyContrasts(
  scenario: { readonly id: string; readonly series: readonly MonthlySeries[] },
  reference: { readonly id: string; readonly series: readonly MonthlySeries[] },
  months: readonly string[],
  from: string,
  level: number,
): RowOf<'contrasts'>[] {
  const first = months.indexOf(from);
  const measures = months.slice(Math.max(0, first)).map((month) => ({
    target: 'attacks',
    location: 'afghanistan',
    window: windowOf(monthNumber(month), monthNumber(month) + 1),
  }));
  if (first < 0) return [];
  const table = new ContrastTable({
    scenarioId: scenario.id,
    referenceId: reference.id,
    measures,
    coarse: new Set(),
    bars: null,
    headline: [],
    drawsDiffer: false,
    note: null,
    level,
  });
  let explanation: string | null = null;
  for (const [own, other] of pairsOf(scenario.series, reference.series)) {
    if (explanation !== null && explanation !== own.address.explanation) table.close(explanation);
    explanation = own.address.explanation;
    table.add(explanation, own.address.draw, own.values.subarray(first), other.values.subarray(first));
  }
  if (explanation !== null) table.close(explanation);
  return table.finish().filter(({ statistic }) => statistic === 'difference');
}
