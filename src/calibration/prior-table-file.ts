/**
 * The prior table as it is kept: what was measured in each of its simulations, the widened ones behind the others. The
 * points follow from seed and model, which the manifest names.
 */
import type { Measure } from '../analysis/layout.js';
import { numberText } from '../results/decimal.js';
import type { PriorTable } from './prior-table.js';

/** CSV: simulation, widened, and a column for each measure; empty where the simulation failed. */
export function priorTableText({ rows, wide }: PriorTable, measures: readonly Measure[]): string {
  const names = measures.map(({ target, location, window }) => `${target}.${location} ${window.id}`);
  const line = (at: number, widened: boolean, values: Float64Array): string =>
    [at, widened, ...Array.from(values, (value) => (Number.isNaN(value) ? '' : numberText(value)))].join();
  return [
    ['simulation', 'widened', ...names].join(),
    ...rows.map(({ simulated }) => line(simulated.id, false, simulated.values)),
    ...wide.map(({ simulated }) => line(simulated.id, true, simulated.values)),
    '',
  ].join('\n');
}
