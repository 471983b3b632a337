/** The simulations that calibration rests on: history as each draw has it, one replicate a draw, to August 2023. */
import { type Measure, windowOf } from '../analysis/layout.js';
import { dayOf, monthOf } from '../model/calendar.js';
import { EXPLANATIONS } from '../model/explanations.js';
import type { GeographyText, Plan } from '../runner/plan.js';

/** Last simulated day: two checks reach into August 2023. */
export const HINDCAST_END = dayOf('2023-08-31');
/** Months that a target may refer to. */
export const HINDCAST_MONTHS = monthOf(HINDCAST_END) + 1;

/** Draws of a plan whose parameters come with its tasks: as many as 32-bit addresses hold. */
const MOST_DRAWS = 2 ** 32 - 1;

/** @param measures what is read off each replicate, in this order. @param replicates of each draw */
export function hindcastPlan(
  geography: GeographyText,
  measures: readonly Measure[],
  seed: string,
  replicates = 1,
): Plan {
  const asCalibrated = { everywhere: null, byRegion: [] };
  return {
    scenarios: [
      {
        id: 'hindcast',
        days: HINDCAST_END + 1,
        taliban: asCalibrated,
        pakistan: asCalibrated,
        levers: [],
      },
    ],
    geography,
    explanations: [...EXPLANATIONS].sort(),
    draws: { first: 1, last: Math.floor(MOST_DRAWS / replicates) },
    replicates: { first: 1, last: replicates },
    seed,
    parameters: {},
    layout: {
      measures,
      months: Array.from({ length: HINDCAST_MONTHS }, (_, month) => windowOf(month, month + 1)),
      series: [],
      probes: [],
    },
    trajectories: { locations: [], targets: [] },
    stop: null,
  };
}
