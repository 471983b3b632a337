/**
 * The five explanations of the 2023 decline that are kept apart. They differ in the priors of the parameter
 * table only: no code branches on an explanation.
 */
export const EXPLANATIONS = ['degradation', 'slowdown', 'displacement', 'fade', 'mixed'] as const;
/** One of the five explanations of the decline in 2023. */
export type Explanation = (typeof EXPLANATIONS)[number];

/** The explanations that the averages `equal` and `evidence` run over; `mixed` stands beside them. */
export const AVERAGED: readonly Explanation[] = ['degradation', 'slowdown', 'displacement', 'fade'];

/** Whether a text is the name of one of the five explanations, letter for letter. */
export function isExplanation(text: string): text is Explanation {
  return (EXPLANATIONS as readonly string[]).includes(text);
}
