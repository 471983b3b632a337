/** All bars of a scenario's rebound under one explanation, replicate by replicate. */
import { type Course, courseOf, timeTo } from './course.js';
import type { Effect } from './effect.js';
import { LevelBefore } from './level-before.js';
import { reboundEffects } from './rebound-effects.js';
import type { BarAt, PlaceAt, ReboundPlan } from './rebound-plan.js';
import { SurvivalCurve } from './survival-curve.js';
import { type WaitingPair, WaitingPairs } from './waiting-pairs.js';

/** A bar whose pairs are all in. */
export interface Reached {
  readonly at: BarAt;
  /** Claims a month that the bar stands at. */
  readonly claims: number;
  readonly curve: SurvivalCurve;
  /** Against the reference; empty without one. */
  readonly effects: readonly Effect[];
}

interface Followed {
  readonly at: BarAt;
  readonly curve: SurvivalCurve;
}

export class ReboundPlaces {
  private readonly places: readonly PlaceCourses[];

  /** @param hasReference `false`: what is added as the reference is the scenario itself */
  constructor(
    private readonly plan: ReboundPlan,
    private readonly hasReference: boolean,
    drawsDiffer: boolean,
  ) {
    this.places = plan.places.map((place) => new PlaceCourses(plan, place, drawsDiffer));
  }

  /** Adds a pair. @param scenario all probes of the layout @param reference the same */
  add(draw: number, scenario: ArrayLike<number>, reference: ArrayLike<number>): void {
    const empty = this.plan.cells.flatMap((at, month) => (scenario[at] === 0 ? [month + 1] : []));
    for (const place of this.places) place.add(draw, scenario, reference, empty);
  }

  /** Bars in the order of the plan, without those that would stand at no claims at all. */
  reached(level: number): Reached[] {
    const { within, held } = this.plan;
    return this.places.flatMap((place) =>
      place.settled().map(({ at, curve, claims }) => {
        const { location } = at;
        const told = { ...at, location, within, held, claims, level, identical: place.identical };
        return { at, claims, curve, effects: this.hasReference ? reboundEffects(curve, told) : [] };
      }),
    );
  }
}

/** The bars of one place. Pairs wait for the level that `twice-before` is twice of, as many as it is taken from. */
class PlaceCourses {
  private readonly fixed: readonly Followed[];
  private readonly twice: Followed | null;
  private readonly level = new LevelBefore();
  private readonly waiting = new WaitingPairs();
  /** Expected claims after the change have been the same in every pair. */
  identical = true;

  constructor(
    private readonly plan: ReboundPlan,
    private readonly place: PlaceAt,
    drawsDiffer: boolean,
  ) {
    const { bars, months, within, held } = plan;
    const sizes = [months.to - months.from, within.to - within.from] as const;
    const followed = bars
      .filter(({ location }) => location === place.location)
      .map((at) => ({ at, curve: new SurvivalCurve(...sizes, held, drawsDiffer) }));
    this.fixed = followed.filter(({ at }) => at.bar !== 'twice-before');
    this.twice = followed.find(({ at }) => at.bar === 'twice-before') ?? null;
  }

  add(
    draw: number,
    scenario: ArrayLike<number>,
    reference: ArrayLike<number>,
    empty: readonly number[],
  ): void {
    const pair = { draw, own: this.courseIn(scenario), other: this.courseIn(reference), empty };
    this.identical &&= this.place.expected.every((at) => scenario[at] === reference[at]);
    for (const { at, curve } of this.fixed) follow(curve, pair, Number(at.bar));
    if (!this.twice) return;
    this.level.add(reference[this.place.before]!);
    this.waiting.add(pair);
    if (this.level.isSettled) this.settle();
  }

  settled(): (Followed & { claims: number })[] {
    this.settle();
    const fixed = this.fixed.map((followed) => ({ ...followed, claims: Number(followed.at.bar) }));
    const { twice } = this.level;
    return this.twice && twice > 0 ? [...fixed, { ...this.twice, claims: twice }] : fixed;
  }

  private settle(): void {
    for (const pair of this.waiting.take()) follow(this.twice!.curve, pair, this.level.twice);
  }

  private courseIn(probes: ArrayLike<number>): Course {
    const { expectedBefore, expected } = this.place;
    const values = (at: readonly number[]): number[] => at.map((index) => probes[index]!);
    return courseOf(values(expectedBefore), values(expected), this.plan.held);
  }
}

function follow(curve: SurvivalCurve, { draw, own, other, empty }: WaitingPair, bar: number): void {
  curve.add(draw, timeTo(own, bar), timeTo(other, bar), empty);
}
