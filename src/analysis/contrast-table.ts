/** The rows of one scenario in `contrasts.csv`, explanation by explanation, and `equal` at the end. */
import { AVERAGED } from '../model/explanations.js';
import type { RowOf } from '../results/columns.js';
import { Contrast, type ContrastPlan } from './contrast.js';
import { contrastRow } from './contrast-row.js';
import { type Effect, equalEffect } from './effect.js';

export class ContrastTable {
  private readonly rows: RowOf<'contrasts'>[] = [];
  private readonly averaged = new Map<string, readonly Effect[]>();
  private readonly open = new Map<string, Contrast>();

  constructor(readonly plan: ContrastPlan) {}

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

  /** All rows, not sorted; `equal` ones where all four explanations of the average are present. */
  finish(): RowOf<'contrasts'>[] {
    const strata = AVERAGED.map((explanation) => this.averaged.get(explanation));
    if (!strata.every((effects) => effects !== undefined)) return this.rows;
    const equal = strata[0]!.map((_, at) =>
      contrastRow(
        this.plan,
        'equal',
        equalEffect(
          strata.map((effects) => effects[at]!),
          this.plan.level,
        ),
      ),
    );
    return [...this.rows, ...equal];
  }
}
