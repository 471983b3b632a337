/**
 * What a lapse does under the prior, the posterior and the posterior without 2020–21, side by side: where all three
 * agree, the answer was assumed and not learnt. The pair is the shipped one, lapsed against sustained.
 */
import { layoutOf } from '../analysis/layout-of.js';
import { Tabulator } from '../analysis/tabulator.js';
import type { Explanation } from '../model/explanations.js';
import type { RowOf } from '../results/columns.js';
import { Collector } from '../runner/collect.js';
import type { Executor } from '../runner/executor.js';
import { geographyText } from '../runner/package-files.js';
import { experimentOf, type ParameterSets, type Plan, planOf } from '../runner/plan.js';
import { packageGeography } from '../runner/prepare-run.js';
import { tasks } from '../runner/task.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { CalibrationRow } from './columns.js';
import type { Verdict } from './identification.js';

export const HEADLINE_PARAMETERS = ['prior', 'posterior', 'posterior-without-2020-21'] as const;
export type HeadlineParameters = (typeof HEADLINE_PARAMETERS)[number];

export interface HeadlineSettings {
  readonly draws: number;
  readonly replicates: number;
  readonly seed: string;
}

/** Contrasts of the pair under given parameter sets, one a draw. */
export async function headlineContrasts(
  scenarios: readonly Scenario[],
  sets: ParameterSets,
  settings: HeadlineSettings,
  executorOf: (plan: Plan) => Executor,
  signal: AbortSignal,
  onProgress: (addresses: number) => void,
): Promise<readonly RowOf<'contrasts'>[]> {
  const geography = packageGeography();
  // Draws differ whatever the files say, and intervals over draws are wanted.
  const given = scenarios.map((scenario): Scenario => ({
    ...scenario,
    explanations: Object.keys(sets) as Explanation[],
    parameters: { kind: 'prior' },
    outputs: { targets: ['attacks'], trajectories: [], quantiles: [] },
  }));
  const experiment = experimentOf(given, settings);
  const layout = layoutOf(experiment.scenarios, geography);
  const plan = planOf(experiment, sets, layout, geographyText(), geography);
  const tabulator = new Tabulator({ scenarios: given, geography, layout });
  const nowhere = { append: () => undefined };
  const collector = new Collector(plan, tabulator, nowhere, nowhere);
  const executor = executorOf(plan);
  try {
    await executor.execute(
      tasks(plan, () => 20),
      (result) => {
        collector.receive(result);
        onProgress(result.blocks.reduce((sum, { addresses }) => sum + addresses.length, 0));
      },
      signal,
    );
  } finally {
    await executor.close();
  }
  signal.throwIfAborted();
  return tabulator.finish(plan.explanations).contrasts;
}

const isHeadline = ({ target, location, statistic }: RowOf<'contrasts'>): boolean =>
  target === 'attacks' &&
  location === 'afghanistan' &&
  (statistic === 'difference' || statistic.startsWith('p_above_'));

/** Rows of `headlines.csv` from the contrasts under each set of parameters. @param windows of months 1–12 and 13–24 */
export function headlineRows(
  contrasts: ReadonlyMap<HeadlineParameters, readonly RowOf<'contrasts'>[]>,
  windows: readonly string[],
): CalibrationRow<'headlines'>[] {
  const rows = new Map<string, Map<HeadlineParameters, RowOf<'contrasts'>>>();
  for (const [parameters, all] of contrasts) {
    for (const row of all.filter((each) => isHeadline(each) && windows.includes(each.window))) {
      const key = [row.explanation, row.target, row.window, row.statistic].join(' ');
      rows.set(key, (rows.get(key) ?? new Map()).set(parameters, row));
    }
  }
  return [...rows.values()].flatMap((byParameters) => {
    const verdict = headlineVerdict(byParameters.get('prior'), byParameters.get('posterior'));
    return [...byParameters].map(([parameters, row]) => ({
      explanation: row.explanation,
      parameters,
      target: row.target,
      window: row.window,
      statistic: row.statistic,
      estimate: row.estimate,
      ...intervalOf(row),
      n: row.n_draws,
      verdict,
    }));
  });
}

/** Over draws for an amount; of the estimate itself for a probability, which has no distribution over draws of its own. */
function intervalOf(row: RowOf<'contrasts'>): { lower: number | null; upper: number | null } {
  if (row.statistic.startsWith('p_above_') || row.posterior_lower === null)
    return { lower: row.mc_lower, upper: row.mc_upper };
  return { lower: row.posterior_lower, upper: row.posterior_upper };
}

/** The rule: how far the posterior's interval is narrower than the prior's, or its estimate outside of it. */
export const HEADLINE_RULE = { learnt: 0.5, partly: 0.8, shareLearnt: 0.3, sharePartly: 0.1 } as const;

/**
 * `learnt`: the interval under the posterior is at most half as wide as under the prior, or a probability moved by
 * 0.3 or more. `partly`: at most four fifths as wide, or moved by 0.1. `assumed`: neither.
 */
export function headlineVerdict(
  prior: RowOf<'contrasts'> | undefined,
  posterior: RowOf<'contrasts'> | undefined,
): Verdict {
  if (!prior || !posterior || prior.estimate === null || posterior.estimate === null) return 'assumed';
  if (posterior.statistic.startsWith('p_above_')) {
    const moved = Math.abs(posterior.estimate - prior.estimate);
    if (moved >= HEADLINE_RULE.shareLearnt) return 'learnt';
    return moved >= HEADLINE_RULE.sharePartly ? 'partly' : 'assumed';
  }
  const [before, after] = [intervalOf(prior), intervalOf(posterior)];
  const width = ({ lower, upper }: { lower: number | null; upper: number | null }): number =>
    (upper ?? NaN) - (lower ?? NaN);
  const kept = width(after) / width(before);
  if (kept <= HEADLINE_RULE.learnt) return 'learnt';
  return kept <= HEADLINE_RULE.partly ? 'partly' : 'assumed';
}
