/**
 * How well the means of the gate see: how often a table without any change is refused, and how often a change of a
 * calibrated rate is noticed. No part of a check: `npm run study:gate` writes what it finds.
 */
import type { Explanation } from '../model/explanations.js';
import { type Parameter, PARAMETERS, type ParameterValues, parameterValues } from '../model/parameters.js';
import { deriveKey, Draws } from '../random/draws.js';
import { masterKey } from '../random/seed.js';
import { key, type RowOfTable, table, value } from '../results/column.js';
import { parseRows } from '../results/csv-reader.js';
import type { ParameterSets } from '../runner/plan.js';
import { normalCdf } from '../statistics/distributions.js';
import { thresholdFor, zScore } from './gate.js';
import {
  BLESSED_REPLICATES,
  type ChanceMean,
  exactValuesOf,
  EXACT_REPLICATES,
  EXACT_SEED,
  FRESH_REPLICATES,
  gateSets,
  type GateSource,
  type GateValue,
  pointSetsOf,
  type Replicate,
  type Replicates,
  replicatesOf,
  SumReader,
} from './gate-values.js';

export const GATE_POWER_FILE = 'calibration/gate-power.csv';
/** A change that should be noticed, and how often. */
export const FACTORS = [0.9, 1.1] as const;
export const LEAST_POWER = 0.9;

const STUDY_SEED = 'gate-study';
/** Replicates of each draw that are shared out between a blessed and a fresh table. */
const POOL = BLESSED_REPLICATES + FRESH_REPLICATES;

export const GATE_POWER = table('gate-power.csv', 'How often the gate notices that a rate has changed.', [
  key('parameter', 'string', 'A calibrated parameter that is no date.'),
  key('factor', 'number', 'By which it is multiplied in every draw, within its bounds.'),
  value('exact', 'boolean', 'The exact tier moves.'),
  value('quantity', 'string', 'Mean of the statistical tier that moves most.'),
  value('explanation', 'string', 'Explanation under which it does.'),
  value('shift', 'number', 'How far, in standard errors of the comparison.'),
  value('power', 'number', 'Probability that this mean alone is refused.'),
  value('n', 'integer', 'Pairs of replicates of each explanation behind the shift.'),
]);
export type GatePowerRow = RowOfTable<typeof GATE_POWER>;

export function parseGatePower(text: string, file: string): GatePowerRow[] {
  return parseRows('gate-power', GATE_POWER, text, file).rows;
}

/** Rates that the means notice too seldom, one way or the other, in the order of the table. */
export function undetected(rows: readonly GatePowerRow[]): string[] {
  return [...new Set(rows.filter(({ power }) => power < LEAST_POWER).map(({ parameter }) => parameter))];
}

/** Calibrated parameters of which a tenth more or less means something: all but dates. */
export function calibratedRates(): Parameter[] {
  return PARAMETERS.filter(({ status, unit }) => status === 'calibrated' && !unit.startsWith('days since'));
}

/** The sets with one parameter multiplied, and kept within its bounds. */
export function withRate(
  sets: ParameterSets,
  { id, bounds: [low, high] }: Parameter,
  factor: number,
): ParameterSets {
  const changed = (values: ParameterValues): ParameterValues => {
    const old = (values as Readonly<Record<string, number>>)[id]!;
    return parameterValues({ ...values, [id]: Math.min(high, Math.max(low, old * factor)) });
  };
  return Object.fromEntries(Object.entries(sets).map(([name, own]) => [name, own.map(changed)]));
}

/** All that the study compares with. */
export interface Baseline {
  readonly sets: ParameterSets;
  readonly pool: Replicates;
  readonly exact: readonly GateValue[];
  /** Of each explanation and quantity: the standard error of a blessed and a fresh mean together. */
  readonly errors: ReadonlyMap<Explanation, readonly number[]>;
  readonly threshold: number;
}

export async function baselineOf(source: GateSource): Promise<Baseline> {
  const sets = gateSets(source);
  const pool = await replicatesOf(source, sets, STUDY_SEED, POOL);
  const exact = await replicatesOf(source, pointSetsOf(source), EXACT_SEED, EXACT_REPLICATES);
  const reader = new SumReader(source.quantities);
  const scale = Math.sqrt(POOL * (1 / BLESSED_REPLICATES + 1 / FRESH_REPLICATES));
  const errors = new Map(
    [...pool].map(([name, own]) => [name, reader.means(own, POOL).map(({ se }) => (se ?? NaN) * scale)]),
  );
  return {
    sets,
    pool,
    exact: exactValuesOf(source, exact),
    errors,
    threshold: thresholdFor(source.explanations.length * source.quantities.length),
  };
}

/**
 * Greatest |z| of each of some tables without any change: the pool's replicates of each draw are shared out at random
 * into a blessed and a fresh part, again and again.
 */
export function nullTables(
  { quantities }: Pick<GateSource, 'quantities'>,
  { pool }: Pick<Baseline, 'pool'>,
  tables: number,
): number[] {
  const reader = new SumReader(quantities);
  const master = masterKey(STUDY_SEED);
  return Array.from({ length: tables }, (_, trial) => {
    let greatest = 0;
    for (const [explanation, own] of [...pool].entries()) {
      const numbers = new Draws(deriveKey(master, 0x73706c69, explanation, trial, 0));
      const [blessed, fresh]: [Replicate[], Replicate[]] = [[], []];
      for (let draw = 0; draw < own[1].length / POOL; draw++) {
        const order = Array.from({ length: POOL }, (__, at) => ({ at, u: numbers.uniform(draw, at, 0, 0) }));
        order.sort((a, b) => a.u - b.u);
        for (const [place, { at }] of order.entries())
          (place < BLESSED_REPLICATES ? blessed : fresh).push(own[1][draw * POOL + at]!);
      }
      const means = reader.means(blessed, BLESSED_REPLICATES);
      for (const [at, seen] of reader.means(fresh, FRESH_REPLICATES).entries())
        greatest = Math.max(greatest, Math.abs(zOf(means[at]!, seen)));
    }
    return greatest;
  });
}

function zOf(blessed: ChanceMean, fresh: ChanceMean): number {
  if (blessed.value === null || fresh.value === null) return blessed.value === fresh.value ? 0 : Infinity;
  const [before, after] = [blessed, fresh].map(({ value: mean, se }) => ({ value: mean!, se: se! }));
  return zScore(before!, after!, FRESH_REPLICATES / BLESSED_REPLICATES);
}

/**
 * The power against one change: replicates of the changed model paired with the pool's at the same addresses. The
 * mean that moves most is chosen on one half of them and measured on the other, and the other way round, so that the
 * choice among hundreds of means does not flatter.
 * @param paired replicates of each draw, even, at most {@link POOL}
 */
export async function powerAgainst(
  source: GateSource,
  { sets, pool, exact, errors, threshold }: Baseline,
  parameter: Parameter,
  factor: number,
  paired: number,
): Promise<GatePowerRow> {
  const changed = await replicatesOf(source, withRate(sets, parameter, factor), STUDY_SEED, paired);
  const point = withRate(pointSetsOf(source), parameter, factor);
  const counted = exactValuesOf(source, await replicatesOf(source, point, EXACT_SEED, EXACT_REPLICATES));
  const reader = new SumReader(source.quantities);
  /** Shifts of every mean in standard errors, by one half of the pairs. */
  const shifts = (half: 0 | 1): { explanation: Explanation; at: number; shift: number }[] =>
    [...changed].flatMap(([explanation, own]) => {
      const part = (all: readonly Replicate[], each: number): Replicate[] =>
        all.filter((_, number) => number % each < paired && (number % each) % 2 === half);
      const before = reader.means(part(pool.get(explanation)!, POOL), paired / 2);
      return reader.means(part(own, paired), paired / 2).map(({ value: after }, at) => {
        const [old, error] = [before[at]!.value, errors.get(explanation)![at]!];
        const shift = after === null || old === null || !(error > 0) ? 0 : (after - old) / error;
        return { explanation, at, shift };
      });
    });
  const halves = [shifts(0), shifts(1)] as const;
  const measured = ([0, 1] as const).map((half) => {
    const most = halves[half].reduce(
      (best, { shift }, row) => (Math.abs(shift) > Math.abs(halves[half][best]!.shift) ? row : best),
      0,
    );
    const { shift, ...where } = halves[1 - half]![most]!;
    return { ...where, shift: shift * Math.sign(halves[half][most]!.shift) };
  });
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const [{ explanation, at }] = measured as [(typeof measured)[number]];
  return {
    parameter: parameter.id,
    factor,
    exact: counted.some(({ value: seen }, row) => exact[row]!.value !== seen),
    quantity: source.quantities[at]!.id,
    explanation,
    shift: mean(measured.map(({ shift }) => shift)),
    power: mean(measured.map(({ shift }) => normalCdf(shift - threshold))),
    n: changed.get(explanation)!.length,
  };
}
