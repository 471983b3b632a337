/**
 * Targets: what the article prints, as quantities that a replicate can be read for. A target may say something else
 * under each of the three readings that make the printed numbers agree; then it has a row for each.
 */
import type { Measure, Window } from '../analysis/layout.js';

/** The readings of the printed windows, in order, with their prior weights (design assumption). */
export const READINGS = ['R1', 'R2', 'R3'] as const;
export type Reading = (typeof READINGS)[number];
export const READING_WEIGHTS: Readonly<Record<Reading, number>> = { R1: 0.4, R2: 0.4, R3: 0.2 };

/** `fit`: scored. `check`: compared and never scored. `derived`: a total of what is scored, reported. */
export const ROLES = ['fit', 'check', 'derived'] as const;
export type Role = (typeof ROLES)[number];

/** `share`: the sum of `terms` over the sum of `per`. `at-least`: a lower bound on such a count or share. */
export const TARGET_KINDS = ['count', 'share', 'at-least'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** A measured count, times a factor. */
export interface Term extends Measure {
  readonly factor: number;
}

/** A sum of measured counts, or such a sum over another. */
export interface Sums {
  readonly terms: readonly Term[];
  /** Empty for a count. */
  readonly per: readonly Term[];
}

export interface CalibrationTarget extends Sums {
  readonly id: string;
  /** Readings under which this row is what the article says. */
  readonly readings: readonly Reading[];
  readonly role: Role;
  readonly kind: TargetKind;
  readonly label: string;
  /** The printed value, or what follows from printed values by subtraction. */
  readonly value: number;
  /** The values that would be printed like this: scored as no distance at all. */
  readonly rounding: readonly [low: number, high: number];
  /** Standard deviation by chance, in the target's unit: the unit of distance. Fitted targets only. */
  readonly scale: number | null;
  /** Coefficient of variation of the source's log-normal error. */
  readonly sourceError: number;
  /** Lines of the article and rows of `data/article_facts.csv`. */
  readonly lines: string;
  readonly facts: string;
}

/** First and last month over all terms. */
export function spanOf({ terms, per }: CalibrationTarget): Pick<Window, 'from' | 'to'> {
  const windows = [...terms, ...per].map(({ window }) => window);
  return {
    from: Math.min(...windows.map(({ from }) => from)),
    to: Math.max(...windows.map(({ to }) => to)),
  };
}

/** Every measure that the targets need, each once. */
export function measuresOf(targets: readonly Sums[]): Measure[] {
  const known = new Map<string, Measure>();
  for (const { target, location, window } of targets.flatMap(({ terms, per }) => [...terms, ...per]))
    known.set(keyOf({ target, location, window }), { target, location, window });
  return [...known.values()];
}

function keyOf({ target, location, window }: Measure): string {
  return `${target} ${location} ${window.id}`;
}

/** Reads targets off the measured values of a replicate. */
export class TargetReader<Read extends Sums = CalibrationTarget> {
  private readonly sums: readonly {
    readonly terms: readonly (readonly [index: number, factor: number])[];
    readonly per: readonly (readonly [index: number, factor: number])[];
  }[];

  /** @param measures what is measured, in order. @throws RangeError for a term that is not */
  constructor(
    readonly targets: readonly Read[],
    measures: readonly Measure[],
  ) {
    const index = new Map(measures.map((measure, at) => [keyOf(measure), at]));
    const placed = (terms: readonly Term[]): (readonly [number, number])[] =>
      terms.map((term) => {
        const at = index.get(keyOf(term));
        if (at === undefined) throw new RangeError(`${keyOf(term)} is not measured`);
        return [at, term.factor];
      });
    this.sums = targets.map(({ terms, per }) => ({ terms: placed(terms), per: placed(per) }));
  }

  /** One value a target; NaN for a share without a denominator. */
  read(values: ArrayLike<number>): Float64Array {
    return Float64Array.from(this.sums, ({ terms, per }) => {
      const total = sum(terms, values);
      if (per.length === 0) return total;
      const whole = sum(per, values);
      return whole > 0 ? total / whole : NaN;
    });
  }
}

function sum(
  terms: readonly (readonly [index: number, factor: number])[],
  values: ArrayLike<number>,
): number {
  let total = 0;
  for (const [index, factor] of terms) total += factor * values[index]!;
  return total;
}
