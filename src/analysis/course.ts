/**
 * When expected claims of one replicate come to stand at a bar, for any bar: the rule is applied once, and what is
 * kept answers for bars that are known later.
 *
 * A bar is reached in the last of so many consecutive months after the change that are all at it or above. A group
 * whose mean over as many months before the change is at the bar stood above already.
 */

/** A replicate's expected claims, reduced to what any bar asks of them. */
export interface Course {
  /** Mean over the last months before the change; NaN where these are not inside the run. */
  readonly before: number;
  /** Months (1 = the first after the change) in which a higher bar than ever before is reached, ascending. */
  readonly months: readonly number[];
  /** The highest bar reached by each of these months, ascending. */
  readonly reached: readonly number[];
}

/**
 * @param before expected claims of the last `held` months before the change, or none
 * @param after expected claims of each month after it
 * @param held months in a row, at least 1
 */
export function courseOf(before: readonly number[], after: readonly number[], held: number): Course {
  const [months, reached]: [number[], number[]] = [[], []];
  for (let month = held; month <= after.length; month++) {
    let least = Infinity;
    for (let at = month - held; at < month; at++) least = Math.min(least, after[at]!);
    if (least <= (reached.at(-1) ?? -Infinity)) continue;
    months.push(month);
    reached.push(least);
  }
  return { before: before.reduce((sum, x) => sum + x, 0) / before.length, months, reached };
}

/** Month in which the bar is reached; Infinity for never, NaN for a group that stood above before the change. */
export function timeTo({ before, months, reached }: Course, bar: number): number {
  if (before >= bar) return NaN;
  const at = reached.findIndex((highest) => highest >= bar);
  return at < 0 ? Infinity : months[at]!;
}
