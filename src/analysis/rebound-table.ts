/** The rows of one scenario in `survival.csv`, and what its curves say against its reference, for `contrasts.csv`. */
import { AVERAGED } from '../model/explanations.js';
import { monthName } from '../model/calendar.js';
import type { RowOf } from '../results/columns.js';
import { type Average, averageOf, weighted } from './averages.js';
import type { ContrastPlan } from './contrast.js';
import { contrastRow } from './contrast-row.js';
import { averageEffect, type Effect } from './effect.js';
import type { BarAt, ReboundPlan } from './rebound-plan.js';
import { ReboundPlaces, type Reached } from './rebound-places.js';
import type { CurvePoint } from './survival-curve.js';

type Row = RowOf<'survival'>;

export interface ReboundTablePlan extends Pick<
  ContrastPlan,
  'scenarioId' | 'drawsDiffer' | 'note' | 'level'
> {
  /** `null`: the run has no counterfactual of the scenario. */
  readonly referenceId: string | null;
  readonly rebound: ReboundPlan;
}

/** A bar of one explanation, when its pairs are in. */
interface Line {
  readonly claims: number;
  readonly above: number;
  readonly draws: number;
  readonly points: readonly CurvePoint[];
  readonly effects: readonly Effect[];
}

export class ReboundTable {
  private readonly survival: Row[] = [];
  private readonly contrasts: RowOf<'contrasts'>[] = [];
  private readonly open = new Map<string, ReboundPlaces>();
  /** By bar and place, then by averaged explanation. */
  private readonly averaged = new Map<string, { readonly at: BarAt; readonly by: Map<string, Line> }>();

  constructor(
    private readonly plan: ReboundTablePlan,
    private readonly averages: readonly Average[],
  ) {}

  /** Adds the pair of one address: all probes of the layout; without a reference, those of the scenario twice. */
  add(explanation: string, draw: number, scenario: ArrayLike<number>, reference: ArrayLike<number>): void {
    let places = this.open.get(explanation);
    if (!places) {
      const { rebound, referenceId, drawsDiffer } = this.plan;
      places = new ReboundPlaces(rebound, referenceId !== null, drawsDiffer);
      this.open.set(explanation, places);
    }
    places.add(draw, scenario, reference);
  }

  /** Ends an explanation: its rows are made and its sums are let go. */
  close(explanation: string): void {
    const reached = this.open.get(explanation)?.reached(this.plan.level) ?? [];
    this.open.delete(explanation);
    for (const bar of reached) {
      const line = lineOf(bar, this.plan.level);
      this.append(explanation, bar.at, line);
      if (!(AVERAGED as readonly string[]).includes(explanation)) continue;
      const key = `${String(bar.at.bar)} ${bar.at.location}`;
      const held = this.averaged.get(key) ?? { at: bar.at, by: new Map<string, Line>() };
      this.averaged.set(key, held);
      held.by.set(explanation, line);
    }
  }

  /** All rows, not sorted; averages where every explanation that weighs something has the bar. */
  finish(): { readonly survival: readonly Row[]; readonly contrasts: readonly RowOf<'contrasts'>[] } {
    for (const average of this.averages) {
      for (const { at, by } of this.averaged.values()) {
        const found = weighted(average, by);
        if (found) this.append(average.id, at, averageLine(found.parts, found.weights, this.plan.level));
      }
    }
    return { survival: this.survival, contrasts: this.contrasts };
  }

  private append(explanation: string, { bar, location }: BarAt, line: Line): void {
    const { scenarioId, referenceId, rebound, level, note } = this.plan;
    for (const [at, point] of line.points.entries()) {
      this.survival.push({
        scenario_id: scenarioId,
        explanation,
        bar: String(bar),
        location,
        month: monthName(rebound.months.from + at),
        elapsed: at + 1,
        claims: Number.isNaN(line.claims) ? null : line.claims,
        at_risk: point.atRisk,
        events: point.events,
        censored: point.censored,
        already_above: line.above,
        extinct: point.extinct,
        survival: point.survival,
        lower: point.interval?.lower ?? null,
        upper: point.interval?.upper ?? null,
        reference_id: referenceId,
        reference_survival: referenceId === null ? null : point.reference,
        reference_lower: referenceId === null ? null : (point.referenceInterval?.lower ?? null),
        reference_upper: referenceId === null ? null : (point.referenceInterval?.upper ?? null),
        difference: referenceId === null ? null : point.difference,
        difference_lower: referenceId === null ? null : (point.differenceInterval?.lower ?? null),
        difference_upper: referenceId === null ? null : (point.differenceInterval?.upper ?? null),
        level,
        n_draws: line.draws,
      });
    }
    if (referenceId === null) return;
    for (const effect of line.effects)
      this.contrasts.push(contrastRow({ scenarioId, referenceId, note, level }, explanation, effect));
  }
}

function lineOf({ claims, curve, effects }: Reached, level: number): Line {
  return { claims, above: curve.above, draws: curve.clusters, points: curve.points(level), effects };
}

/**
 * The average of curves, each with its weight, and of their ends as in `averageEffect`; counts are those of all
 * explanations together. Where explanations have as many at risk, equal weights give the curve of all together.
 */
function averageLine(lines: readonly Line[], weights: readonly number[], level: number): Line {
  const [first] = lines;
  const sum = (of: (line: Line) => number): number => lines.reduce((total, line) => total + of(line), 0);
  const { claims } = first!;
  return {
    claims: lines.every((line) => line.claims === claims) ? claims : NaN,
    above: sum(({ above }) => above),
    draws: sum(({ draws }) => draws),
    points: first!.points.map((_, month) =>
      averagePoint(
        lines.map(({ points }) => points[month]!),
        weights,
      ),
    ),
    effects: first!.effects.map((_, at) =>
      averageEffect(
        lines.map(({ effects }) => effects[at]!),
        level,
        weights,
      ),
    ),
  };
}

function averagePoint(points: readonly CurvePoint[], weights: readonly number[]): CurvePoint {
  const sum = (of: (point: CurvePoint) => number): number =>
    points.reduce((total, point) => total + of(point), 0);
  const mean = (of: (point: CurvePoint) => number | null): number | null => {
    const values = points.map(of);
    return values.every((value) => value !== null) ? averageOf(values, weights) : null;
  };
  const ends = (
    estimate: (point: CurvePoint) => number | null,
    interval: (point: CurvePoint) => CurvePoint['interval'],
  ): CurvePoint['interval'] => {
    const average = mean(estimate);
    const gaps = (end: 'lower' | 'upper'): number =>
      Math.hypot(...points.map((p, at) => weights[at]! * ((interval(p)?.[end] ?? NaN) - estimate(p)!)));
    if (average === null || points.some((point) => interval(point) === null)) return null;
    return { lower: average - gaps('lower'), upper: average + gaps('upper') };
  };
  return {
    atRisk: sum(({ atRisk }) => atRisk),
    events: sum(({ events }) => events),
    censored: sum(({ censored }) => censored),
    extinct: sum(({ extinct }) => extinct),
    survival: mean(({ survival }) => survival),
    interval: ends(
      ({ survival }) => survival,
      ({ interval }) => interval,
    ),
    reference: mean(({ reference }) => reference),
    referenceInterval: ends(
      ({ reference }) => reference,
      ({ referenceInterval }) => referenceInterval,
    ),
    difference: mean(({ difference }) => difference),
    differenceInterval: ends(
      ({ difference }) => difference,
      ({ differenceInterval }) => differenceInterval,
    ),
  };
}
