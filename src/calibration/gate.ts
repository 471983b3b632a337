/**
 * The gate: what the model gives now against what was blessed. Exact rows must be equal. Means must agree within
 * chance: z by both standard errors, against a threshold at which a table without any change is refused once in a
 * hundred times.
 */
import type { Explanation } from '../model/explanations.js';
import { normalQuantile } from '../random/samplers.js';
import { type BlessedRow, keyOf } from './blessed.js';
import { BLESSED_REPLICATES, type GateValue, type Tier } from './gate-values.js';

/** Probability that a table of means is refused although nothing changed. */
export const FALSE_ALARM = 0.01;

/** `missing`: not in the table; `extra`: in the table, and nothing gives it any more. */
export type GateOutcome = 'held' | 'moved' | 'missing' | 'extra';

export interface GateRow {
  readonly quantity: string;
  readonly explanation: Explanation;
  readonly tier: Tier;
  readonly blessed: number | null;
  readonly blessedSe: number | null;
  readonly seen: number | null;
  readonly seenSe: number | null;
  /** Of means; `null` where there is nothing to divide. Infinity where neither has any spread and they differ. */
  readonly z: number | null;
  readonly outcome: GateOutcome;
}

export interface Mean {
  readonly value: number;
  readonly se: number;
}

export interface GateReport {
  readonly passed: boolean;
  /** Two-sided, on |z|. */
  readonly threshold: number;
  readonly rows: readonly GateRow[];
}

/** |z| that the greatest of `count` independent normal ones exceeds with probability `falseAlarm` (Šidák 1967). */
export function thresholdFor(count: number, falseAlarm = FALSE_ALARM): number {
  const each = -Math.expm1(Math.log1p(-falseAlarm) / Math.max(1, count));
  return -normalQuantile(each / 2);
}

/**
 * z of two means of the same draws, by the standard errors of both. Without a change a replicate has the same variance
 * in both, so neither error is taken to be smaller than the other one implies: of rare and bursty counts a few
 * replicates may hold no burst, and none has a standard error of 0.
 *
 * @param ratio replicates of the fresh mean for each of the blessed one
 */
export function zScore(blessed: Mean, fresh: Mean, ratio: number): number {
  const difference = fresh.value - blessed.value;
  // A mean of `ratio` times the replicates has an error smaller by the root of it.
  const se = Math.max(blessed.se, fresh.se * Math.sqrt(ratio)) * Math.sqrt(1 + 1 / ratio);
  if (se > 0) return difference / se;
  // A table keeps ten digits.
  return Math.abs(difference) <= 1e-9 * Math.abs(fresh.value) ? 0 : difference > 0 ? Infinity : -Infinity;
}

/**
 * @param table rows of the tiers and explanations that were simulated, and no others
 * @param replicates of each draw behind the fresh means
 */
export function gate(
  table: readonly BlessedRow[],
  values: readonly GateValue[],
  replicates: number,
): GateReport {
  const known = new Map(table.map((row) => [keyOf(row), row]));
  const threshold = thresholdFor(values.filter(({ tier }) => tier === 'statistical').length);
  const compared = values.map((seen) => {
    const row = known.get(keyOf(seen));
    known.delete(keyOf(seen));
    return comparedRow(row, seen, threshold, replicates / BLESSED_REPLICATES);
  });
  const extra = [...known.values()].map((row): GateRow => ({
    quantity: row.quantity,
    explanation: row.explanation as Explanation,
    tier: row.tier as Tier,
    blessed: row.value,
    blessedSe: row.se,
    seen: null,
    seenSe: null,
    z: null,
    outcome: 'extra',
  }));
  const rows = [...compared, ...extra];
  return { passed: rows.every(({ outcome }) => outcome === 'held'), threshold, rows };
}

function comparedRow(
  row: BlessedRow | undefined,
  seen: GateValue,
  threshold: number,
  ratio: number,
): GateRow {
  const { quantity, explanation, tier, value, se } = seen;
  const both = {
    quantity,
    explanation,
    tier,
    blessed: row?.value ?? null,
    blessedSe: row?.se ?? null,
    seen: value,
    seenSe: se,
  };
  if (!row) return { ...both, z: null, outcome: 'missing' };
  if (value === null || se === null || row.value === null || row.se === null)
    return { ...both, z: null, outcome: row.value === value ? 'held' : 'moved' };
  const z = zScore({ value: row.value, se: row.se }, { value, se }, ratio);
  return { ...both, z, outcome: Math.abs(z) > threshold ? 'moved' : 'held' };
}
