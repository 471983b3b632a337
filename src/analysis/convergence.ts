/**
 * How the headline settles: the paired difference in claimed attacks in Afghanistan over the months after the
 * change that are read (1–12 and 13–24 together, or the first of them where the run ends before), after 1, 2, 5,
 * 10, 20, 50, … draws; after as many replicates where there is one draw only.
 */
import type { RowOf } from '../results/columns.js';
import { ClusterMean } from '../statistics/cluster.js';
import { known } from './effect.js';
import type { Measure, Window } from './layout.js';

interface Point {
  readonly n: number;
  readonly estimate: number | null;
  readonly mc_lower: number | null;
  readonly mc_upper: number | null;
  readonly mcse: number | null;
  readonly n_draws: number;
}

/** 1, 2, 5, 10, 20, 50, … */
function isCheckpoint(n: number): boolean {
  return /^[125]0*$/.test(String(n));
}

export class Convergence {
  private readonly rows: RowOf<'convergence'>[] = [];
  private readonly open = new Map<string, Course>();

  private constructor(
    private readonly scenarioId: string,
    private readonly at: readonly number[],
    private readonly level: number,
  ) {}

  /** `null` where claims in Afghanistan over the windows after the change are not measured. */
  static of(
    scenarioId: string,
    measures: readonly Measure[],
    windows: readonly Window[],
    level: number,
  ): Convergence | null {
    const at = windows
      .map(({ id }) =>
        measures.findIndex(
          ({ target, location, window }) =>
            target === 'attacks' && location === 'afghanistan' && window.id === id,
        ),
      )
      .filter((index) => index >= 0);
    return at.length > 0 ? new Convergence(scenarioId, at, level) : null;
  }

  /** Adds the pair of one address; draws of an explanation come one after another. */
  add(explanation: string, draw: number, scenario: ArrayLike<number>, reference: ArrayLike<number>): void {
    let course = this.open.get(explanation);
    if (!course) this.open.set(explanation, (course = new Course(this.level)));
    course.add(
      draw,
      this.at.reduce((sum, index) => sum + scenario[index]! - reference[index]!, 0),
    );
  }

  /** Ends an explanation. */
  close(explanation: string): void {
    const points = this.open.get(explanation)?.points() ?? [];
    this.open.delete(explanation);
    for (const point of points) {
      this.rows.push({
        scenario_id: this.scenarioId,
        explanation,
        target: 'attacks',
        location: 'afghanistan',
        ...point,
        level: this.level,
      });
    }
  }

  finish(): readonly RowOf<'convergence'>[] {
    return this.rows;
  }
}

/** The mean of one explanation, and what it was at the checkpoints. */
class Course {
  private readonly mean = new ClusterMean();
  private differing = 0;
  private draw: number | null = null;
  private draws = 0;
  private readonly byReplicate: Point[] = [];
  private readonly byDraw: Point[] = [];

  constructor(private readonly level: number) {}

  add(draw: number, difference: number): void {
    if (draw !== this.draw) {
      if (isCheckpoint(this.draws)) this.byDraw.push(this.pointOfDraws());
      this.draw = draw;
      this.draws++;
    }
    this.mean.add(draw, difference);
    if (difference !== 0) this.differing++;
    if (this.draws === 1 && isCheckpoint(this.mean.n)) this.byReplicate.push(this.point());
  }

  /** Those of draws, or of replicates where there is one draw only; the last one at the end. */
  points(): Point[] {
    const points = this.draws === 1 ? this.byReplicate : this.byDraw;
    const last = this.draws === 1 ? this.point() : this.pointOfDraws();
    return points.at(-1)?.n === last.n ? points : [...points, last];
  }

  private point(): Point {
    const { mean, differing } = this;
    // As a contrast has it: pairs none of which differs leave nothing open.
    const interval = differing === 0 ? { lower: 0, upper: 0 } : mean.interval(this.level);
    return {
      n: mean.n,
      estimate: known(mean.estimate),
      mc_lower: interval?.lower ?? null,
      mc_upper: interval?.upper ?? null,
      mcse: known(mean.standardError),
      n_draws: mean.clusters,
    };
  }

  private pointOfDraws(): Point {
    // One draw of several says nothing about how draws differ.
    return this.draws === 1 ? { ...this.point(), mc_lower: null, mc_upper: null, mcse: null } : this.point();
  }
}
