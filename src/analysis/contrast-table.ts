/** The rows of one scenario in `contrasts.csv`, explanation by explanation, and averages at the end. */
import { AVERAGED } from '../model/explanations.js';
import type { RowOf } from '../results/columns.js';
import { Contrast, type ContrastPlan } from './contrast.js';
import { contrastRow } from './contrast-row.js';
import { type Average, EQUAL, weighted } from './averages.js';
import { averageEffect, type Effect } from './effect.js';
import { averagePerRaid } from './effort-contrast.js';

export class ContrastTable {
  private readonly rows: RowOf<'contrasts'>[] = [];
  private readonly averaged = new Map<string, readonly Effect[]>();
  private readonly open = new Map<string, Contrast>();

  constructor(
    readonly plan: ContrastPlan,
    private readonly averages: readonly Average[] = [EQUAL],
  ) {}

  /** Adds the pair of one address; see {@link Contrast.add}. */
  add(explanation: string, draw: number, scenario: ArrayLike<number>, reference: ArrayLike<number>): void {
    let contrast = this.open.get(explanation);
    if (!contrast) this.open.set(explanation, (contrast = new Contrast(this.plan)));
    contrast.add(draw, scenario, reference);
  }

  /** Ends an explanation: its rows are made and its sums are let go. */
  close(explanation: string): void {
    const effects = this.open.get(explanation)?.effects();
    if (!effects) return;
    this.open.delete(explanation);
    for (const effect of effects) this.rows.push(contrastRow(this.plan, explanation, effect));
    if ((AVERAGED as readonly string[]).includes(explanation)) this.averaged.set(explanation, effects);
  }

  /** All rows, not sorted; averages where all explanations that weigh something are present. */
  finish(): RowOf<'contrasts'>[] {
    return [
      ...this.rows,
      ...averagedEffects(this.averages, this.averaged, this.plan.level).map(({ explanation, effect }) =>
        contrastRow(this.plan, explanation, effect),
      ),
    ];
  }
}

/** The averages of effects that every explanation has in the same order. */
export function averagedEffects(
  averages: readonly Average[],
  byExplanation: ReadonlyMap<string, readonly Effect[]>,
  level: number,
): { readonly explanation: string; readonly effect: Effect }[] {
  return averages.flatMap((average) => {
    const found = weighted(average, byExplanation);
    if (!found) return [];
    return found.parts[0]!.map(({ form }, at) => {
      const effects = found.parts.map((of) => of[at]!);
      const averaged = form === 'per-raid' ? averagePerRaid : averageEffect;
      return { explanation: average.id, effect: averaged(effects, level, found.weights) };
    });
  });
}
