/**
 * How far a replicate lies from what the article prints, under each reading: the root mean square over the fitted
 * targets of the distance in units of chance. Counts are compared on the square-root scale, on which chance has
 * nearly the same size whatever the count. The source's error is drawn and put on the simulated value, so that
 * accepting within a tolerance weighs by the error model itself (Wilkinson 2013), and nothing is added for the chance
 * in the counts: the simulator has made it.
 */
import { type Draws } from '../random/draws.js';
import { normalQuantile } from '../random/samplers.js';
import { exp } from '../random/elementary.js';
import { type CalibrationTarget, READINGS } from './target.js';

/** Distance of a share that has no denominator, in units of chance. */
export const UNDEFINED = 4;
/** Anscombe's constant for the square root of a count. */
export const SHIFT = 3 / 8;
const PURPOSE = 0x6572726f;

/** Distance of one value in units of chance; 0 inside the rounding interval. */
export function chanceUnits(target: CalibrationTarget, simulated: number): number {
  if (Number.isNaN(simulated)) return UNDEFINED;
  const [low, high] = target.rounding;
  const printed = Math.min(high, Math.max(low, simulated));
  const scale = target.scale!;
  if (target.kind !== 'count') return (simulated - printed) / scale;
  // 2·√o·(√s − √o) is s − o to first order, and chance in it does not grow with s.
  const root = Math.sqrt(Math.max(0, printed) + SHIFT);
  return (2 * root * (Math.sqrt(Math.max(0, simulated) + SHIFT) - root)) / scale;
}

/** A coordinate of values in which distance from any printed value is a difference, but for rounding. */
export function chanceCoordinate({ kind, value, scale }: CalibrationTarget, of: number): number {
  if (kind !== 'count') return of / scale!;
  return (2 * Math.sqrt(value + SHIFT) * Math.sqrt(Math.max(0, of) + SHIFT)) / scale!;
}

export class Distance {
  private readonly byReading: readonly (readonly number[])[];

  /** @param targets those that are fitted, in the order in which values come. @throws RangeError for none under a reading */
  constructor(readonly targets: readonly CalibrationTarget[]) {
    this.byReading = READINGS.map((reading) =>
      targets.flatMap(({ readings }, index) => (readings.includes(reading) ? [index] : [])),
    );
    if (this.byReading.some((indices) => indices.length === 0)) throw new RangeError('no target to fit');
  }

  /** The source's errors: a factor for each target, addressed by simulation and target. */
  errors(draws: Draws, simulation: number): Float64Array {
    return Float64Array.from(this.targets, ({ sourceError }, index) =>
      sourceError === 0 ? 1 : exp(sourceError * normalQuantile(draws.uniform(simulation, index, PURPOSE, 0))),
    );
  }

  /** Distance under each of `READINGS`. @param errors factors on the values, or `null` for none */
  under(values: ArrayLike<number>, errors: ArrayLike<number> | null): Float64Array {
    const squares = this.targets.map(
      (target, index) => chanceUnits(target, values[index]! * (errors?.[index] ?? 1)) ** 2,
    );
    return Float64Array.from(this.byReading, (indices) =>
      Math.sqrt(indices.reduce((sum, index) => sum + squares[index]!, 0) / indices.length),
    );
  }
}
