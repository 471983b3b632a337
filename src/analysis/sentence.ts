/** An effect in one plain sentence. */
import type { ContrastPlan } from './contrast.js';
import type { Effect } from './effect.js';
import { targetOf } from '../model/targets.js';

/** A number as prose: three significant digits, whole numbers in full. */
export function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

/** A share in percent. */
export function percent(share: number): string {
  return `${shown(100 * share)} %`;
}

type Sides = Pick<ContrastPlan, 'scenarioId' | 'referenceId' | 'note' | 'level'>;

/**
 * Effect, interval by its name, pairs and draws, whether it is resolved, and the note on parameters.
 *
 * @param explanation one of the five, or `equal`
 * @param resolved `null` where that is not asked
 */
export function sentenceOf(
  explanation: string,
  effect: Effect,
  sides: Sides,
  resolved: boolean | null,
): string {
  const parts = [`${openingOf(explanation)} ${statement(effect, sides)}`, ...evidence(effect, sides)];
  if (resolved === false && !effect.identical && effect.estimate !== null) parts.push('not resolved');
  if (sides.note !== null) parts.push(sides.note);
  return `${parts.join('; ')}.`;
}

function openingOf(explanation: string): string {
  return explanation === 'equal' ? 'With equal weights over four explanations,' : `Under ${explanation},`;
}

function statement(effect: Effect, { scenarioId, referenceId }: Sides): string {
  const { measure, estimate, form } = effect;
  const { target, location, window } = measure;
  const place = `in ${location} over ${window.id}`;
  if (estimate === null) {
    return form === 'ratio' && effect.pairs > 0
      ? `${target} ${place} has no ratio of ${scenarioId} to ${referenceId}, which has none`
      : `${target} ${place} has no value in any pair of ${scenarioId} and ${referenceId}`;
  }
  if (form === 'difference' || form === 'ratio') {
    if (effect.identical) {
      return `${target} ${place} is the same in ${scenarioId} as in ${referenceId}: no pair of ${effect.pairs} differed`;
    }
    // A flow is summed over its window, so that its mean over replicates is the mean of a total.
    const { aggregation } = targetOf(target);
    const subject = `mean ${aggregation === 'flow' ? 'total of ' : ''}${target} ${place}`;
    if (form === 'ratio') {
      return `${subject} is ${shown(estimate)} times as large in ${scenarioId} as in ${referenceId}`;
    }
    const { unit } = targetOf(target);
    const amount = `${shown(Math.abs(estimate))}${unit === '1' ? '' : ` ${unit}`}`;
    return `${subject} is ${amount} ${estimate < 0 ? 'lower' : 'higher'} in ${scenarioId} than in ${referenceId}`;
  }
  const bar = `attacks ${place} reach a mean of ${barText(effect)} claims a month`;
  if (form === 'share') {
    const whose = effect.statistic.endsWith('_reference') ? referenceId : scenarioId;
    return `${bar} in ${percent(estimate)} of replicates of ${whose}`;
  }
  if (effect.identical) {
    return `${bar} as often in ${scenarioId} as in ${referenceId}: no pair of ${effect.pairs} differed`;
  }
  if (estimate === 0) return `${bar} as often in ${scenarioId} as in ${referenceId}`;
  const points = `${shown(100 * Math.abs(estimate))} percentage points`;
  return `${bar} ${points} ${estimate < 0 ? 'less' : 'more'} often in ${scenarioId} than in ${referenceId}`;
}

function barText({ bars }: Effect): string {
  const [low, high] = [Math.min(...bars), Math.max(...bars)];
  return low === high ? shown(low) : `${shown(low)} to ${shown(high)} (by explanation)`;
}

function evidence({ interval, form, pairs, draws, identical }: Effect, { level }: Sides): string[] {
  const counts = `${counted(pairs, 'pair')} from ${counted(draws, 'draw')}`;
  if (identical) return [counts];
  const text = (value: number): string => {
    if (form === 'share') return percent(value);
    return form === 'share-difference' ? `${shown(100 * value)} points` : shown(value);
  };
  const name = `${percent(level)} Monte Carlo interval`;
  return [interval ? `${name} ${text(interval.lower)} to ${text(interval.upper)}` : `no ${name}`, counts];
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
