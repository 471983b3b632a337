/**
 * How near the shipped parameter sets come to the article: for each increment and explanation the printed value,
 * the median and the 90 % interval of the hindcast's replicates, and whether the median is within tolerance. An
 * explanation that cannot reach a value is a finding about the explanation, so the table says it and goes on.
 */
import { windowOf } from '../analysis/layout.js';
import { dayOf, monthOf } from '../model/calendar.js';
import { type Explanation, EXPLANATIONS } from '../model/explanations.js';
import type { Executor } from '../runner/executor.js';
import type { GeographyText, ParameterSets, Plan } from '../runner/plan.js';
import { type TaskResult, tasks } from '../runner/task.js';
import { quantileSorted } from '../statistics/quantile.js';
import { type Increment, INCREMENT_MEASURES, INCREMENTS, incrementValues } from './increments.js';

/** Medians aim to be within this share of the printed value, or this distance of it where it is small. */
export const TOLERANCE = { share: 0.25, distance: 5, small: 20 };

export interface CheckRow {
  readonly explanation: Explanation;
  readonly increment: string;
  readonly sentence: string;
  readonly facts: string;
  readonly printed: number;
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
  /** Replicates in which the increment is defined. */
  readonly n: number;
  /** Whether the median is within tolerance, whether the 90 % interval holds the printed value. */
  readonly near: boolean;
  readonly covered: boolean;
}

/** A plan of the hindcast alone: `replicates` of one draw per explanation, measured at the increments. */
export function hindcastPlan(
  geography: GeographyText,
  parameters: ParameterSets,
  replicates: number,
  seed: string,
): Plan {
  const last = dayOf('2023-06-30');
  const asCalibrated = { everywhere: null, byRegion: [] };
  return {
    scenarios: [
      { id: 'hindcast', days: last + 1, taliban: asCalibrated, pakistan: asCalibrated, levers: [] },
    ],
    geography,
    explanations: [...EXPLANATIONS].sort(),
    draws: { first: 1, last: 1 },
    replicates: { first: 1, last: replicates },
    seed,
    parameters,
    layout: {
      measures: INCREMENT_MEASURES,
      months: Array.from({ length: monthOf(last) + 1 }, (_, month) => windowOf(month, month + 1)),
      series: [],
      probes: [],
    },
    trajectories: { locations: [], targets: [] },
    stop: null,
  };
}

/** Whether a median is within tolerance of the printed value. */
export function isNear(printed: number, median: number): boolean {
  const allowed = printed < TOLERANCE.small ? TOLERANCE.distance : TOLERANCE.share * printed;
  return Math.abs(median - printed) <= allowed;
}

function checkRow(explanation: Explanation, increment: Increment, values: readonly number[]): CheckRow {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const [lower, median, upper] = [0.05, 0.5, 0.95].map((p) => quantileSorted(sorted, p)) as [
    number,
    number,
    number,
  ];
  const { id, sentence, facts, value: printed } = increment;
  const covered = lower <= printed && printed <= upper;
  return {
    explanation,
    increment: id,
    sentence,
    facts,
    printed,
    median,
    lower,
    upper,
    n: sorted.length,
    near: isNear(printed, median),
    covered,
  };
}

/**
 * Runs the plan and reads the increments.
 * @returns rows by explanation, in the order of `EXPLANATIONS`, and increment
 * @throws Error if a replicate fails: shipped sets must run
 */
export async function checkCalibration(
  plan: Plan,
  executor: Executor,
  chunk: number,
  signal: AbortSignal,
): Promise<CheckRow[]> {
  const found = new Map<Explanation, Map<number, Float64Array>>();
  const receive = (result: TaskResult): void => {
    for (const { address, results } of result.blocks.flatMap(({ addresses }) => addresses)) {
      const [only] = results;
      if (only?.status !== 'done')
        throw new Error(
          `the hindcast failed under ${address.explanation}, replicate ${address.replicate}: ${only?.message}`,
        );
      const rows = found.get(address.explanation) ?? new Map<number, Float64Array>();
      found.set(address.explanation, rows.set(address.replicate, incrementValues(only.windows)));
    }
  };
  await executor.execute(
    tasks(plan, () => chunk),
    receive,
    signal,
  );
  return EXPLANATIONS.filter((explanation) => found.has(explanation)).flatMap((explanation) => {
    const rows = [...found.get(explanation)!.values()];
    return INCREMENTS.map((increment, i) =>
      checkRow(
        explanation,
        increment,
        rows.map((row) => row[i]!),
      ),
    );
  });
}
