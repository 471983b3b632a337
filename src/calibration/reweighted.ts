/**
 * Evidence on the prior table when a prior is halved or doubled in width, or a target is left out: rows are
 * reweighted, nothing is simulated. Widths are those of normal scores, so that bounds stay where they are. The rows of
 * the table and its widened ones are one sample of a mixture (Owen & Zhou 2000), so that weights are bounded.
 */
import { effectiveSampleSize } from '../statistics/weighted.js';
import { quantileSorted } from '../statistics/quantile.js';
import type { CalibrationRow } from './columns.js';
import { Distance } from './distance.js';
import { kernel, nearest, type Particle } from './population.js';
import { type PriorTable, WIDENED } from './prior-table.js';
import { READING_WEIGHTS, READINGS, type TargetReader } from './target.js';

const WEIGHTS = READINGS.map((reading) => READING_WEIGHTS[reading]);
/** Share of all prior rows that lie within the tolerance. */
const WITHIN = 0.02;
const SUICIDE = 'suicide-2023-01-06';

/** Density of N(0, scale²) over that of N(0, 1). */
function ratio(score: number, scale: number): number {
  return Math.exp((score * score * (1 - 1 / scale ** 2)) / 2) / scale;
}

/** @param reader of the fitted targets */
export function reweightedRows(
  tables: readonly PriorTable[],
  reader: TargetReader,
): CalibrationRow<'reweighted'>[] {
  const without = reader.targets.map(({ id }) => id !== SUICIDE);
  const distance = new Distance(reader.targets.filter((_, at) => without[at]));
  const withoutSuicide = ({ simulated: { values } }: Particle): Float64Array =>
    distance.under(
      reader.read(values).filter((_, at) => without[at]),
      null,
    );
  const whole = toleranceOf(tables.map(({ rows }) => rows.map(({ simulated }) => nearest(simulated))));
  const reduced = toleranceOf(tables.map(({ rows }) => rows.map((row) => Math.min(...withoutSuicide(row)))));
  return tables.flatMap((table) => {
    const rows = [...table.rows, ...table.wide];
    const { learnt, parameters } = table.space;
    const mixture = rows.map(
      ({ point }) =>
        0.5 + learnt.reduce((sum, at) => sum + ratio(point[at]!, WIDENED), 0) / (2 * learnt.length),
    );
    const level = rows.map(({ simulated }) => kernel(simulated.distances, WEIGHTS, whole));
    const row = (
      change: string,
      factor: (particle: Particle) => number,
      kernels: readonly number[],
      tolerance: number,
    ): CalibrationRow<'reweighted'> => {
      const values = rows.map((particle, at) => (factor(particle) / mixture[at]!) * kernels[at]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / rows.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rows.length - 1);
      const isHit = mean > 0;
      return {
        explanation: table.explanation,
        change,
        log_evidence: Math.log(Math.max(mean, 0.5 / rows.length)),
        standard_error: isHit ? Math.sqrt(variance / rows.length) / mean : 1,
        tolerance,
        n: isHit ? effectiveSampleSize(values) : 0,
      };
    };
    return [
      row('none', () => 1, level, whole),
      ...learnt.flatMap((at) =>
        [0.5, WIDENED].map((scale) =>
          row(
            `${parameters[at]!.id} ${scale === WIDENED ? 'doubled' : 'halved'}`,
            ({ point }) => ratio(point[at]!, scale),
            level,
            whole,
          ),
        ),
      ),
      row(
        'without the suicide share',
        () => 1,
        rows.map((particle) => kernel(withoutSuicide(particle), WEIGHTS, reduced)),
        reduced,
      ),
    ];
  });
}

function toleranceOf(distances: readonly (readonly number[])[]): number {
  return quantileSorted(Float64Array.from(distances.flat()).sort(), WITHIN);
}
