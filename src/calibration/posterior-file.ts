/** A posterior as a file that any scenario can name: explanation, draw, weight, then a column for each parameter. */
import { PARAMETERS } from '../model/parameters.js';
import type { Posterior } from './posterior.js';

/** Digits of a weight. */
const DIGITS = 6;

/** Parameters that are not the same number under every explanation. */
function columns(): string[] {
  return PARAMETERS.filter(({ prior }) => {
    const values = Object.values(prior).map((own) => (own.kind === 'fixed' ? own.value : NaN));
    return !values.every((value) => value === values[0]);
  }).map(({ id }) => id);
}

/** CSV, LF, in the order given; numbers as the draws have them. */
export function posteriorText(posteriors: readonly Posterior[]): string {
  const ids = columns();
  const lines = posteriors.flatMap(({ fit: { explanation }, draws }) =>
    draws.map(({ weight, values }, at) =>
      [
        explanation,
        at + 1,
        Number(weight.toPrecision(DIGITS)),
        ...ids.map((id) => (values as Readonly<Record<string, number>>)[id]!),
      ].join(),
    ),
  );
  return `${[['explanation', 'draw', 'weight', ...ids].join(), ...lines].join('\n')}\n`;
}
