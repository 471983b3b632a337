/** From an effect to its row of `contrasts.csv`. */
import type { RowOf } from '../results/columns.js';
import { drawsNeeded, replicatesNeeded } from '../statistics/needed.js';
import type { ContrastPlan } from './contrast.js';
import { posteriorInterval } from './draw-means.js';
import type { Effect } from './effect.js';
import { sentenceOf } from './sentence.js';

/**
 * The Monte Carlo interval leaves out "no effect"; `null` where that is not asked: for a share and a time, which are
 * held against nothing, and where no pair differed, which more replicates of the same would not make clearer.
 */
export function resolvedOf({ form, interval, identical }: Effect): boolean | null {
  if (form === 'share' || form === 'time' || identical) return null;
  const none = form === 'ratio' ? 1 : 0;
  return interval !== null && (interval.lower > none || interval.upper < none);
}

export function contrastRow(
  plan: Pick<ContrastPlan, 'scenarioId' | 'referenceId' | 'note' | 'level'>,
  explanation: string,
  effect: Effect,
): RowOf<'contrasts'> {
  const { level } = plan;
  const { measure, interval, planned, distance } = effect;
  const resolved = resolvedOf(effect);
  const posterior = posteriorInterval(effect.byDraw, level);
  const open = resolved === false && planned.length > 0 && effect.estimate !== null;
  return {
    scenario_id: plan.scenarioId,
    reference_id: plan.referenceId,
    explanation,
    target: measure.target,
    location: measure.location,
    window: measure.window.id,
    statistic: effect.statistic,
    estimate: effect.estimate,
    mc_lower: interval?.lower ?? null,
    mc_upper: interval?.upper ?? null,
    posterior_lower: posterior?.lower ?? null,
    posterior_upper: posterior?.upper ?? null,
    level,
    mcse: effect.mcse,
    share_pairs_greater: effect.greater,
    n_draws: effect.draws,
    n_pairs: effect.pairs,
    resolved,
    draws_needed: open ? drawsNeeded(planned, level, distance) : null,
    replicates_needed: open ? replicatesNeeded(planned, level, distance) : null,
    sentence: sentenceOf(explanation, effect, plan, resolved),
  };
}
