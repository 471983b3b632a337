/**
 * Data as they would have been printed had a row of a prior table been the truth, and how far other rows lie from
 * them. The reading is drawn from its prior weights and known to whoever is tested: what another reading would make
 * of the same printed totals is not simulated.
 */
import { EXPLANATIONS } from '../model/explanations.js';
import { deriveKey, Draws } from '../random/draws.js';
import type { Key } from '../random/threefry.js';
import { chanceCoordinate, Distance, SHIFT, UNDEFINED } from './distance.js';
import type { PriorTable } from './prior-table.js';
import { type CalibrationTarget, READING_WEIGHTS, READINGS, type TargetReader } from './target.js';

/** Rows of a prior table as data, in coordinates in which distance is difference. */
export class PseudoData {
  /** Coordinates of each row, a number for each target of the reader; NaN for a share of nothing. */
  readonly coordinates: readonly Float64Array[];
  /** What each row would have printed, source error included. */
  readonly printed: readonly Float64Array[];
  private readonly draws: Draws;
  private readonly under: readonly (readonly number[])[];

  /** @param reader of the fitted targets */
  constructor(
    { explanation, rows }: PriorTable,
    readonly reader: TargetReader,
    master: Key,
  ) {
    const { targets } = reader;
    this.draws = new Draws(deriveKey(master, 0x70736575, EXPLANATIONS.indexOf(explanation), 0, 0));
    const distance = new Distance(targets);
    this.printed = rows.map(({ simulated: { values } }, row) => {
      const errors = distance.errors(this.draws, row);
      return reader.read(values).map((value, at) => value * errors[at]!);
    });
    this.coordinates = this.printed.map((values) =>
      values.map((value, at) => chanceCoordinate(targets[at]!, value)),
    );
    this.under = READINGS.map((reading) =>
      targets.flatMap(({ readings }, at) => (readings.includes(reading) ? [at] : [])),
    );
  }

  /** Places of the targets under the reading in which a row is printed. */
  seen(row: number): readonly number[] {
    let u = this.draws.uniform(row, 0, 1, 0);
    const reading = READINGS.findIndex((name) => (u -= READING_WEIGHTS[name]) < 0);
    return this.under.at(reading)!;
  }

  /** Root mean square distance of rows of any table from one row as data. */
  distances(row: number, of: PseudoData): Float64Array {
    const seen = this.seen(row).filter((at) => !Number.isNaN(this.coordinates[row]![at]!));
    const data = this.coordinates[row]!;
    return Float64Array.from(of.coordinates, (other) => {
      let sum = 0;
      for (const at of seen) {
        const difference = other[at]! - data[at]!;
        sum += Number.isNaN(difference) ? UNDEFINED ** 2 : difference * difference;
      }
      return Math.sqrt(sum / seen.length);
    });
  }

  /** The targets as they would have been printed, the same under every reading. */
  targets(row: number): CalibrationTarget[] {
    return this.seen(row).flatMap((at) => {
      const value = this.printed[row]![at]!;
      return Number.isNaN(value) ? [] : [printedAs(this.reader.targets[at]!, value)];
    });
  }
}

/** A target with another printed value; chance and rounding as wide as they are there. */
export function printedAs(target: CalibrationTarget, value: number): CalibrationTarget {
  const [low, high] = target.rounding;
  const wider =
    target.kind === 'count' ? Math.sqrt((Math.max(0, value) + SHIFT) / (target.value + SHIFT)) : 1;
  return {
    ...target,
    readings: READINGS,
    value,
    rounding: [value + low - target.value, value + high - target.value],
    scale: target.scale! * wider,
  };
}

/** The k least of distances, nearest first, ties by place; without one of the places. */
export function nearestRows(distances: Float64Array, k: number, without = -1): number[] {
  const places = Array.from(distances.keys()).filter((at) => at !== without);
  return places.sort((a, b) => distances[a]! - distances[b]! || a - b).slice(0, k);
}
