/**
 * Evidence over explanations: the probability that a draw of the prior comes within a tolerance that all of them
 * reached, with its standard error over runs. It weights a headline only where it is steady over runs and survives
 * priors of half and of twice the width and the omission of the suicide share (design rule).
 */
import { AVERAGED, type Explanation } from '../model/explanations.js';
import type { CalibrationRow } from './columns.js';
import { kernel, type Population } from './population.js';
import { LEAST_EFFECTIVE } from '../statistics/weighted.js';
import type { Posterior } from './posterior.js';
import { isRefused } from './refusal.js';
import { READING_WEIGHTS, READINGS } from './target.js';

/** Standard error of a log evidence above which it is printed and not used. */
const LARGEST_ERROR = 0.5;
/** Change of an explanation's weight under a changed prior above which the evidence does not survive it. */
const LARGEST_CHANGE = 0.25;

const WEIGHTS = READINGS.map((reading) => READING_WEIGHTS[reading]);

/**
 * Log evidence of a run at a tolerance that it reached: by its last generation that was not below, or by its first
 * batch, which is from the prior, where it never stood so high.
 */
export function logEvidenceAt(run: Population, tolerance: number): number {
  const reached = run.generations.filter((generation) => generation.tolerance >= tolerance).at(-1);
  if (!reached) {
    const levels = run.start.map(({ distances }) => kernel(distances, WEIGHTS, tolerance));
    return Math.log(levels.reduce((sum, level) => sum + level, 0) / levels.length);
  }
  if (reached === run.generations.at(-1) || reached.tolerance === tolerance) {
    const share = run.particles.reduce((sum, { simulated }, at) => {
      const own = kernel(simulated.distances, WEIGHTS, run.tolerance);
      return sum + (run.weights[at]! * kernel(simulated.distances, WEIGHTS, tolerance)) / own;
    }, 0);
    if (reached === run.generations.at(-1)) return reached.logEvidence + Math.log(share);
    return reached.logEvidence;
  }
  // Between two generations the log evidence is taken to be linear in the log tolerance.
  const next = run.generations[run.generations.indexOf(reached) + 1]!;
  const share = Math.log(reached.tolerance / tolerance) / Math.log(reached.tolerance / next.tolerance);
  return reached.logEvidence + share * (next.logEvidence - reached.logEvidence);
}

/** Weights that sum to 1 over the averaged explanations, from log evidences. */
export function weightsOf(logs: ReadonlyMap<Explanation, number>): ReadonlyMap<Explanation, number> {
  const own = AVERAGED.flatMap((explanation) => {
    const log = logs.get(explanation);
    return log === undefined ? [] : [[explanation, log] as const];
  });
  const most = Math.max(...own.map(([, log]) => log));
  const total = own.reduce((sum, [, log]) => sum + Math.exp(log - most), 0);
  return new Map(own.map(([explanation, log]) => [explanation, Math.exp(log - most) / total]));
}

/** @param changed evidence under changes of the prior table, see `reweighted.ts`; the first is the unchanged one */
export function evidenceRows(
  posteriors: readonly Posterior[],
  changed: readonly CalibrationRow<'reweighted'>[],
): CalibrationRow<'evidence'>[] {
  const tolerance = Math.max(...posteriors.map((posterior) => posterior.tolerance));
  const found = posteriors.map((posterior) => {
    const { explanation, runs } = posterior.fit;
    const logs = runs.map((run) => logEvidenceAt(run, tolerance));
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / Math.max(1, logs.length - 1);
    const error = Math.sqrt(variance / logs.length);
    return { explanation, mean, error, runs: runs.length, refused: isRefused(posterior) };
  });
  const weights = weightsOf(new Map(found.map(({ explanation, mean }) => [explanation, mean])));
  const reason = reasonAgainst(found, changed);
  return found.map(({ explanation, mean, error, runs }) => ({
    explanation,
    log_evidence: mean,
    standard_error: error,
    n_seeds: runs,
    tolerance,
    weight: weights.get(explanation) ?? null,
    stands: reason === null,
    reason: reason ?? 'steady over runs, under changed priors and without the suicide share',
  }));
}

function reasonAgainst(
  found: readonly {
    readonly explanation: Explanation;
    readonly error: number;
    readonly runs: number;
    readonly refused: boolean;
  }[],
  changed: readonly CalibrationRow<'reweighted'>[],
): string | null {
  if (AVERAGED.some((name) => !found.some(({ explanation }) => explanation === name)))
    return 'not all of the first four explanations were fitted';
  const averaged = found.filter(({ explanation }) => AVERAGED.includes(explanation));
  const few = averaged.filter(({ refused }) => refused).map(({ explanation }) => explanation);
  if (few.length > 0) return `fewer than ${LEAST_EFFECTIVE} effective draws under ${few.join(', ')}`;
  const unsteady = averaged.filter(({ error, runs }) => runs < 2 || !(error <= LARGEST_ERROR));
  if (unsteady.length > 0)
    return `standard error above ${LARGEST_ERROR} under ${unsteady.map(({ explanation }) => explanation).join(', ')}`;
  const changes = [...new Set(changed.map(({ change }) => change))];
  const logsUnder = (change: string) =>
    new Map(
      changed
        .filter((row) => row.change === change)
        .map((row) => [row.explanation as Explanation, row.log_evidence]),
    );
  const unchanged = logsUnder(changes[0] ?? '');
  // An explanation that fixes a parameter has no prior of it to change.
  const weightsUnder = (change: string) => weightsOf(new Map([...unchanged, ...logsUnder(change)]));
  const base = weightsOf(unchanged);
  for (const change of changes.slice(1)) {
    const under = weightsUnder(change);
    for (const [explanation, weight] of under) {
      const moved = Math.abs(weight - (base.get(explanation) ?? NaN));
      if (!(moved <= LARGEST_CHANGE))
        return `"${change}" moves the weight of ${explanation} by ${moved.toFixed(2)}, more than ${LARGEST_CHANGE}`;
    }
  }
  return null;
}
