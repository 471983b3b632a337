/**
 * A calibration from end to end: prior tables, fits, what they predict, evidence, headlines; into a folder. Each step
 * is a function of (targets, seed, budget, model) alone; simulations are kept in the store that is handed in.
 */
import type { Measure } from '../analysis/layout.js';
import { windowOf } from '../analysis/layout.js';
import { type Explanation } from '../model/explanations.js';
import { deriveKey } from '../random/draws.js';
import { masterKey } from '../random/seed.js';
import type { Key } from '../random/threefry.js';
import type { RowOf } from '../results/columns.js';
import type { Executor } from '../runner/executor.js';
import { type GeographyText, type Plan } from '../runner/plan.js';
import type { Scenario } from '../scenarios/scenario.js';
import { spreadDraws } from '../statistics/resampling.js';
import type { Budget } from './budget.js';
import { type Fit, fit, type FitKind, type FitSettings, firstDraw } from './fit.js';
import { FORECAST, POSTERIOR, SPACES, WITHOUT_2020_21 } from './fit-kinds.js';
import { HINDCAST_MONTHS, hindcastPlan } from './hindcast.js';
import { headlineContrasts, type HeadlineParameters } from './headlines.js';
import type { Generation } from './population.js';
import { type Posterior, posteriorOf } from './posterior.js';
import { predicted, type Predicted } from './predictive.js';
import { type PriorTable, priorTable } from './prior-table.js';
import { type SimulationStore, Simulator } from './simulator.js';
import { type CalibrationTarget, measuresOf } from './target.js';

/** Places whose months are pictured. */
export const MONTHLY_PLACES = [
  'afghanistan',
  'all',
  'kabul',
  'kp',
  'nangarhar',
  'north',
  'rest-of-afghanistan',
];

export interface CalibrationOptions {
  readonly explanations: readonly Explanation[];
  readonly targets: readonly CalibrationTarget[];
  readonly geography: GeographyText;
  readonly seed: string;
  readonly budget: Budget;
  /** The shipped pair, reference first. */
  readonly pair: readonly Scenario[];
  readonly executorOf: (plan: Plan) => Executor;
  readonly signal: AbortSignal;
  readonly store: SimulationStore | null;
  readonly onStep: (step: string) => void;
  readonly onGeneration: (
    explanation: Explanation,
    kind: string,
    run: number,
    generation: Generation,
  ) => void;
  /** Simulations done or recalled, whenever some are. */
  readonly onProgress: (simulations: number) => void;
}

/** One explanation fitted: every kind of fit, and what it predicts. */
export interface Calibrated {
  readonly explanation: Explanation;
  readonly table: PriorTable;
  readonly posterior: Posterior;
  readonly without: Posterior;
  readonly forecast: Posterior;
  readonly predictive: Predicted;
  readonly forecastPredictive: Predicted;
}

export interface Calibration {
  readonly options: CalibrationOptions;
  readonly measures: readonly Measure[];
  /** Measures of the predictive simulations: those of the targets, then months of `MONTHLY_PLACES`, place by place. */
  readonly predictiveMeasures: readonly Measure[];
  readonly explanations: readonly Calibrated[];
  readonly contrasts: ReadonlyMap<HeadlineParameters, readonly RowOf<'contrasts'>[]>;
  readonly simulations: number;
}

/** @throws SimulationsFailedError; AbortError where the signal was given, with what was simulated kept in the store */
export async function calibrate(options: CalibrationOptions): Promise<Calibration> {
  const { explanations, targets, geography, seed, executorOf, signal, store } = options;
  const measures = measuresOf(targets);
  const predictiveMeasures = [...measures, ...monthlyMeasures()];
  const master = masterKey(seed);
  let simulations = 0;
  const count = (): void => options.onProgress(simulations + fitting.total + predicting.total);
  const executor = executorOf(hindcastPlan(geography, measures, seed));
  const wide = executorOf(hindcastPlan(geography, predictiveMeasures, seed));
  const fitting = new Simulator(executor, signal, store, count);
  const predicting = new Simulator(wide, signal, null, count);
  const calibrated: Calibrated[] = [];
  try {
    const tables: PriorTable[] = [];
    for (const explanation of explanations) {
      options.onStep(`prior table of ${explanation}`);
      const kind = { ...POSTERIOR, index: SPACES.table };
      tables.push(
        await priorTable(explanation, kind, targets, measures, fitting, master, options.budget.table),
      );
    }
    for (const [at, explanation] of explanations.entries()) {
      options.onStep(`fits of ${explanation}`);
      calibrated.push(
        await calibrateOne(explanation, tables[at]!, options, measures, fitting, predicting, master),
      );
    }
  } finally {
    await executor.close();
    await wide.close();
  }
  simulations = fitting.total + predicting.total;
  const contrasts = new Map<HeadlineParameters, readonly RowOf<'contrasts'>[]>();
  const { draws, replicates } = options.budget.headlines;
  for (const parameters of ['prior', 'posterior', 'posterior-without-2020-21'] as const) {
    options.onStep(`headlines under the ${parameters}`);
    const sets = Object.fromEntries(
      calibrated.map((one) => [one.explanation, setsOf(one, parameters, draws, master)]),
    );
    contrasts.set(
      parameters,
      await headlineContrasts(
        options.pair,
        sets,
        { draws, replicates, seed },
        executorOf,
        signal,
        (addresses) => options.onProgress((simulations += addresses)),
      ),
    );
  }
  return { options, measures, predictiveMeasures, explanations: calibrated, contrasts, simulations };
}

async function calibrateOne(
  explanation: Explanation,
  table: PriorTable,
  { targets, budget, onGeneration }: CalibrationOptions,
  measures: readonly Measure[],
  fitting: Simulator,
  predicting: Simulator,
  master: Key,
): Promise<Calibrated> {
  const fitted = (kind: FitKind, settings: FitSettings): Promise<Fit> =>
    fit(explanation, kind, targets, measures, fitting, master, settings, (run, generation) =>
      onGeneration(explanation, kind.name, run, generation),
    );
  const variant = { ...budget.fit, ...budget.variant };
  const [posterior, without, forecast] = (
    await Promise.all([
      fitted(POSTERIOR, budget.fit),
      fitted(WITHOUT_2020_21, variant),
      fitted(FORECAST, variant),
    ])
  ).map(posteriorOf) as [Posterior, Posterior, Posterior];
  const { draws, replicates } = budget.predictive;
  const predict = (of: Posterior, space: number): Promise<Predicted> =>
    predicted(explanation, drawn(of, draws, master), replicates, predicting, firstDraw(space, 0));
  return {
    explanation,
    table,
    posterior,
    without,
    forecast,
    predictive: await predict(posterior, SPACES.predictive),
    forecastPredictive: await predict(forecast, SPACES.forecast),
  };
}

/** Equally weighted draws of a posterior. */
export function drawn(
  { draws, fit: { kind } }: Posterior,
  count: number,
  master: Key,
): Posterior['draws'][number]['values'][] {
  const pick = spreadDraws(
    draws.map(({ weight }) => weight),
    deriveKey(master, 0x706f7374, kind.index, 0, 0),
  );
  return Array.from({ length: count }, (_, k) => draws[pick(k)]!.values);
}

function setsOf(
  { table, posterior, without }: Calibrated,
  parameters: HeadlineParameters,
  count: number,
  master: Key,
): Posterior['draws'][number]['values'][] {
  if (parameters === 'posterior') return drawn(posterior, count, master);
  if (parameters === 'posterior-without-2020-21') return drawn(without, count, master);
  return Array.from({ length: count }, (_, k) =>
    table.space.values(table.rows[k % table.rows.length]!.point),
  );
}

function monthlyMeasures(): Measure[] {
  return MONTHLY_PLACES.flatMap((location) =>
    Array.from({ length: HINDCAST_MONTHS }, (_, month) => ({
      target: 'attacks',
      location,
      window: windowOf(month, month + 1),
    })),
  );
}
