/** The draws after which a run with a rule to stop looks whether it may: fixed by the plan, not by who is fast. */
import type { Plan, Range } from './plan.js';

/** Each look comes after a quarter more draws than the one before. */
const GROWTH = 1.25;
/** One draw says nothing about how draws differ. */
const FEWEST = 2;

/**
 * Draws in batches, in order: the first holds `atLeast` (2 or more), each of the following ends after 1.25 times as
 * many draws as the one before, rounded up, and the last one with the last draw. One batch without a rule to stop.
 */
export function batchesOf({ draws, stop }: Pick<Plan, 'draws' | 'stop'>): Range[] {
  if (!stop) return [draws];
  const batches: Range[] = [];
  let first = draws.first;
  let upTo = Math.max(FEWEST, stop.atLeast);
  while (first <= draws.last) {
    const last = Math.min(draws.last, draws.first + upTo - 1);
    batches.push({ first, last });
    first = last + 1;
    upTo = Math.ceil(GROWTH * upTo);
  }
  return batches;
}
