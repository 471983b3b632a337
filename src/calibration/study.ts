/**
 * A study of the method on data that it made itself: does the posterior hold truths as often as it says? Ranks on the
 * prior tables, runs of the engine on pseudo-data, recovery of one synthetic truth an explanation, and confusion.
 */
import type { Measure } from '../analysis/layout.js';
import { type Explanation, EXPLANATIONS } from '../model/explanations.js';
import { deriveKey, Draws } from '../random/draws.js';
import { masterKey } from '../random/seed.js';
import type { Key } from '../random/threefry.js';
import type { RowOfTable } from '../results/column.js';
import type { Executor } from '../runner/executor.js';
import type { GeographyText, Plan } from '../runner/plan.js';
import { quantileSorted, weightedQuantile } from '../statistics/quantile.js';
import { rankAmong } from '../statistics/rank-uniformity.js';
import { systematicIndices } from '../statistics/resampling.js';
import { drawn } from './calibrate.js';
import { confusionRows } from './confusion.js';
import { type Fit, type FitKind, firstDraw, fittedRun, problemOf, type RunSettings } from './fit.js';
import { POSTERIOR, SPACES } from './fit-kinds.js';
import { hindcastPlan } from './hindcast.js';
import { leaveOneOutRows } from './leave-one-out.js';
import { type Posterior, posteriorOf } from './posterior.js';
import { predicted, readingText, targetValues } from './predictive.js';
import { PriorSpace } from './prior-space.js';
import { type PriorTable, priorTable } from './prior-table.js';
import { PseudoData } from './pseudo-data.js';
import { Simulator } from './simulator.js';
import type { STUDY_TABLES } from './study-columns.js';
import { type CalibrationTarget, measuresOf, TargetReader } from './target.js';

export interface StudySizes {
  /** Rows of each prior table, a power of two, and how many of them stand in for data. */
  readonly table: number;
  readonly data: number;
  /** Data of their own for each explanation, at most 15, and runs of the engine that are pooled on each, at most 8. */
  readonly runs: number;
  readonly pooled: number;
  readonly fit: RunSettings;
  /** Recovery: posterior draws, replicates of each, and replicates of the truth. */
  readonly draws: number;
  readonly replicates: number;
  readonly truth: number;
}

export interface StudyOptions {
  readonly targets: readonly CalibrationTarget[];
  readonly geography: GeographyText;
  readonly seed: string;
  readonly sizes: StudySizes;
  readonly executorOf: (plan: Plan) => Executor;
  readonly signal: AbortSignal;
  readonly onStep: (step: string) => void;
}

type StudyTableName = keyof typeof STUDY_TABLES;
type RowOf<Name extends StudyTableName> = RowOfTable<(typeof STUDY_TABLES)[Name]>;
export type StudyTables = { readonly [Name in StudyTableName]: readonly RowOf<Name>[] };

/** Draws that a truth is ranked among in a run of the engine. */
const RANKED = 19;
const STUDY: FitKind = { name: 'study', index: SPACES.study, changes: {}, isFitted: () => true };
/** Runs of the address space of `STUDY` beside those of the engine: recovery's. */
const RECOVERY_RUN = 15;

export async function study(options: StudyOptions): Promise<StudyTables> {
  const { targets, geography, seed, sizes, executorOf, signal, onStep } = options;
  const fitted = targets.filter(POSTERIOR.isFitted);
  const measures = measuresOf(targets);
  const reader = new TargetReader(fitted, measures);
  const master = masterKey(seed);
  const executor = executorOf(hindcastPlan(geography, measures, seed));
  const simulator = new Simulator(executor, signal);
  const ranks: RowOf<'ranks'>[] = [];
  const engine: RowOf<'engine'>[] = [];
  const recovery: RowOf<'recovery'>[] = [];
  const tables: PriorTable[] = [];
  try {
    for (const explanation of EXPLANATIONS) {
      onStep(`prior table of ${explanation}`);
      const kind = { ...POSTERIOR, index: SPACES.table };
      const table = await priorTable(explanation, kind, targets, measures, simulator, master, sizes.table);
      tables.push(table);
      onStep(`ranks under ${explanation}`);
      ranks.push(...leaveOneOutRows(table, reader, master, sizes.data));
      const data = new PseudoData(table, reader, master);
      for (let run = 0; run < sizes.runs; run++) {
        onStep(`run ${run + 1} of the engine on pseudo-data of ${explanation}`);
        // From the end of the table: ranks are of its beginning.
        const row = table.rows.length - 1 - run;
        const posterior = await fitOf(
          explanation,
          run,
          data.targets(row),
          measures,
          simulator,
          master,
          sizes,
        );
        engine.push(...engineRows(table, row, run, posterior, master));
        if (run === 0)
          recovery.push(
            ...(await recoveryRows(table, row, posterior, data, measures, simulator, master, sizes)),
          );
      }
    }
  } finally {
    await executor.close();
  }
  onStep('confusion');
  return { ranks, engine, recovery, confusion: confusionRows(tables, reader, master, sizes.data) };
}

async function fitOf(
  explanation: Explanation,
  run: number,
  targets: readonly CalibrationTarget[],
  measures: readonly Measure[],
  simulator: Simulator,
  master: Key,
  { fit, pooled }: StudySizes,
): Promise<Posterior> {
  const numbers = Array.from({ length: pooled }, (_, number) => number);
  const runs = await Promise.all(
    numbers.map((number) => {
      // Pooled runs lie in spaces of addresses of their own, one after the other.
      const kind = { ...STUDY, index: STUDY.index + number };
      const problem = problemOf(explanation, kind, run, targets, measures, simulator, master);
      const key = deriveKey(master, 0x73747564, EXPLANATIONS.indexOf(explanation), run, number);
      return fittedRun(problem, fit, key);
    }),
  );
  const one: Fit = { explanation, kind: STUDY, space: new PriorSpace(explanation), targets, runs };
  return posteriorOf(one);
}

function engineRows(
  { explanation, space, rows }: PriorTable,
  row: number,
  run: number,
  { draws, tolerance }: Posterior,
  master: Key,
): RowOf<'engine'>[] {
  const chance = new Draws(deriveKey(master, 0x656e6769, EXPLANATIONS.indexOf(explanation), run, 0));
  const weights = draws.map(({ weight }) => weight);
  const ranked = systematicIndices(weights, RANKED, chance.uniform(0, 0, 1, 0));
  return space.learnt.map((at) => {
    const truth = space.value(at, rows[row]!.point[at]!);
    const values = draws.map(({ point }) => space.value(at, point[at]!));
    const holds = (share: number): boolean =>
      weightedQuantile(values, weights, (1 - share) / 2) <= truth &&
      truth <= weightedQuantile(values, weights, (1 + share) / 2);
    return {
      explanation,
      run: run + 1,
      quantity: space.parameters[at]!.id,
      rank: rankAmong(
        Array.from(ranked, (draw) => values[draw]!),
        truth,
        chance.uniform(at, 0, 2, 0),
      ),
      inside50: holds(0.5),
      inside90: holds(0.9),
      tolerance,
    };
  });
}

async function recoveryRows(
  { explanation, space, rows }: PriorTable,
  row: number,
  posterior: Posterior,
  data: PseudoData,
  measures: readonly Measure[],
  simulator: Simulator,
  master: Key,
  { draws, replicates, truth: repeats }: StudySizes,
): Promise<RowOf<'recovery'>[]> {
  const targets = data.seen(row).map((at) => data.reader.targets[at]!);
  const first = firstDraw(STUDY.index, RECOVERY_RUN);
  const found = await predicted(explanation, drawn(posterior, draws, master), replicates, simulator, first);
  const truth = await predicted(
    explanation,
    [space.values(rows[row]!.point)],
    repeats,
    simulator,
    first + draws * replicates,
  );
  const expected = targetValues(truth, targets, measures, master);
  return targetValues(found, targets, measures, master).flatMap(({ target, means }, at) => {
    const value = expected[at]!.means[0];
    if (value === undefined || means.length === 0) return [];
    const sorted = Float64Array.from(means).sort();
    const [q05, q95] = [quantileSorted(sorted, 0.05), quantileSorted(sorted, 0.95)];
    return [
      {
        explanation,
        target: target.id,
        reading: readingText(target),
        truth: value,
        q05,
        q95,
        held: q05 <= value && value <= q95,
        n: sorted.length,
      },
    ];
  });
}
