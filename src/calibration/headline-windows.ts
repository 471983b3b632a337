/** Months that headlines and pictures are about. */
import type { Measure } from '../analysis/layout.js';
import { fullMonths, reboundWindows } from '../analysis/rebound-windows.js';
import type { Scenario } from '../scenarios/scenario.js';

/** Windows of months 1–12 and 13–24 after the change of the scenario that has a counterfactual. */
export function reboundWindowsOf(pair: readonly Scenario[]): string[] {
  return pair.flatMap(({ rebound, start, end }) => {
    if (!rebound) return [];
    const { first, second } = reboundWindows(rebound.from, fullMonths(start, end));
    return [first, second].flatMap((window) => (window ? [window.id] : []));
  });
}

/** Whether measures are the claims of a place, month by month from the first. */
export function isFullSeries(measures: readonly Measure[], location: string): boolean {
  return measures.every(
    ({ target, location: at, window }, month) =>
      target === 'attacks' && at === location && window.from === month,
  );
}
