/** The rows of `contrasts.csv` for two scenarios of finished runs, from their trajectories. */
import type { RowOf } from '../results/columns.js';
import { numberText } from '../results/decimal.js';
import { EQUAL } from './averages.js';
import type { ContrastPlan } from './contrast.js';
import { contrastRow } from './contrast-row.js';
import { averagedEffects, ContrastTable } from './contrast-table.js';
import type { Effect } from './effect.js';
import { orderOf, type Replicate, replicatesOf } from './replicate-stream.js';
import type { Sides } from './sides.js';
import { UnpairedContrast } from './unpaired.js';

export interface Recomputed {
  readonly rows: readonly RowOf<'contrasts'>[];
  /** Addresses that only one side has; without pairing, those under an explanation that only one side has. */
  readonly unmatched: number;
}

/** Pairs by address, by the same code that a run uses. Rows as they would be read back from the table. */
export async function pairedRows(sides: Sides, plan: ContrastPlan): Promise<Recomputed> {
  const table = new ContrastTable(plan);
  const left = replicatesOf(sides.scenario, plan.measures);
  const right = replicatesOf(sides.reference, plan.measures);
  let [a, b] = [await next(left), await next(right)];
  let unmatched = 0;
  let explanation: string | null = null;
  while (a && b) {
    const order = orderOf(a.address, b.address);
    if (order === 0) {
      if (explanation !== null && explanation !== a.address.explanation) table.close(explanation);
      explanation = a.address.explanation;
      table.add(explanation, a.address.draw, a.values, b.values);
      [a, b] = [await next(left), await next(right)];
      continue;
    }
    unmatched++;
    if (order < 0) a = await next(left);
    else b = await next(right);
  }
  for (; a; a = await next(left)) unmatched++;
  for (; b; b = await next(right)) unmatched++;
  if (explanation !== null) table.close(explanation);
  return { rows: table.finish().map(asRead), unmatched };
}

/** Differences of independent means, for the explanations that both sides have. */
export async function unpairedRows(sides: Sides, plan: ContrastPlan): Promise<Recomputed> {
  const contrasts = new Map<string, UnpairedContrast>();
  const seen = { scenario: new Map<string, number>(), reference: new Map<string, number>() };
  for (const side of ['scenario', 'reference'] as const) {
    for await (const { address, values } of replicatesOf(sides[side], plan.measures)) {
      const { explanation, draw } = address;
      let contrast = contrasts.get(explanation);
      if (!contrast) contrasts.set(explanation, (contrast = new UnpairedContrast(plan.measures)));
      contrast.add(side, draw, values);
      seen[side].set(explanation, (seen[side].get(explanation) ?? 0) + 1);
    }
  }
  const effects = new Map<string, Effect[]>();
  for (const [explanation, contrast] of contrasts) {
    if (seen.scenario.has(explanation) && seen.reference.has(explanation))
      effects.set(explanation, contrast.effects(plan.level));
  }
  let unmatched = 0;
  for (const [own, other] of [
    [seen.scenario, seen.reference],
    [seen.reference, seen.scenario],
  ] as const) {
    for (const [explanation, replicates] of own) if (!other.has(explanation)) unmatched += replicates;
  }
  const averages = averagedEffects([EQUAL], effects, plan.level).map(({ explanation, effect }) =>
    asRead(contrastRow(plan, explanation, effect)),
  );
  const rows = [...effects].flatMap(([explanation, of]) =>
    of.map((effect) => asRead(contrastRow(plan, explanation, effect))),
  );
  return { rows: [...rows, ...averages], unmatched };
}

async function next(replicates: AsyncGenerator<Replicate>): Promise<Replicate | null> {
  const { done, value } = await replicates.next();
  return done ? null : value;
}

/** Numbers as a reader of the table would get them, so that it makes no difference where a row comes from. */
function asRead(row: RowOf<'contrasts'>): RowOf<'contrasts'> {
  const cells = Object.entries(row).map(([name, cell]) => [
    name,
    typeof cell === 'number' ? Number(numberText(cell)) : cell,
  ]);
  return Object.fromEntries(cells) as RowOf<'contrasts'>;
}
