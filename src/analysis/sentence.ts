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
 * @param explanation one of the five, or an average
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
  if (explanation === 'equal') return 'With equal weights over four explanations,';
  return explanation === 'evidence'
    ? 'With weights of evidence over four explanations,'
    : `Under ${explanation},`;
}

function statement(effect: Effect, sides: Sides): string {
  if (effect.estimate === null) return withoutValue(effect, sides);
  switch (effect.form) {
    case 'difference':
    case 'ratio':
      return compared(effect, effect.estimate, sides);
    case 'per-raid':
      return perRaid(effect, effect.estimate, sides);
    case 'time':
    case 'time-difference':
      return timed(effect, effect.estimate, sides);
    case 'share':
    case 'share-difference':
      return shared(effect, effect.estimate, sides);
  }
}

function placeOf({ measure: { location, window } }: Effect): string {
  return `in ${location} over ${window.id}`;
}

function withoutValue(effect: Effect, { scenarioId, referenceId }: Sides): string {
  const { target } = effect.measure;
  if (effect.held > 0)
    return `expected claims ${placeOf(effect)} stood at the bar before the change in every replicate: none is at risk`;
  if (effect.form === 'per-raid')
    return `${target} ${placeOf(effect)} cannot be told per raid: ${scenarioId} has as many raids as ${referenceId}`;
  return effect.form === 'ratio' && effect.pairs > 0
    ? `${target} ${placeOf(effect)} has no ratio of ${scenarioId} to ${referenceId}, which has none`
    : `${target} ${placeOf(effect)} has no value in any pair of ${scenarioId} and ${referenceId}`;
}

function compared(effect: Effect, estimate: number, { scenarioId, referenceId }: Sides): string {
  const { target } = effect.measure;
  const place = placeOf(effect);
  if (effect.identical)
    return `${target} ${place} is the same in ${scenarioId} as in ${referenceId}: ${noneDiffered(effect)}`;
  // A flow is summed over its window, so that its mean over replicates is the mean of a total.
  const { aggregation } = targetOf(target);
  const subject = `mean ${aggregation === 'flow' ? 'total of ' : ''}${target} ${place}`;
  if (effect.form === 'ratio')
    return `${subject} is ${shown(estimate)} times as large in ${scenarioId} as in ${referenceId}`;
  const { unit } = targetOf(target);
  const amount = `${shown(Math.abs(estimate))}${unit === '1' ? '' : ` ${unit}`}`;
  return `${subject} is ${amount} ${estimate < 0 ? 'lower' : 'higher'} in ${scenarioId} than in ${referenceId}`;
}

/** A pair that is the same in both is no open question. */
function noneDiffered({ pairs }: Effect): string {
  return `no pair of ${pairs} differed, so that there is nothing to resolve`;
}

function perRaid(effect: Effect, estimate: number, { scenarioId, referenceId }: Sides): string {
  const { unit } = targetOf(effect.measure.target);
  return (
    `of ${scenarioId} and ${referenceId}, the one with more raids has ${shown(Math.abs(estimate))} ${unit} ` +
    `${estimate < 0 ? 'more' : 'fewer'} for each raid more, ${placeOf(effect)}`
  );
}

function timed(effect: Effect, estimate: number, { scenarioId, referenceId }: Sides): string {
  const { window } = effect.measure;
  const months = window.to - window.from;
  const time = `mean time, of ${months} months, until ${standAt(effect)}`;
  if (effect.form === 'time') {
    const whose = effect.statistic.endsWith('_reference') ? referenceId : scenarioId;
    return `${time} is ${shown(estimate)} months in ${whose}`;
  }
  if (effect.identical)
    return `${time} is the same in ${scenarioId} as in ${referenceId}: ${noneDiffered(effect)}`;
  if (estimate === 0) return `${time} is the same in ${scenarioId} as in ${referenceId}`;
  const amount = `${shown(Math.abs(estimate))} months`;
  return `${time} is ${amount} ${estimate < 0 ? 'shorter' : 'longer'} in ${scenarioId} than in ${referenceId}`;
}

function standAt(effect: Effect): string {
  const months = `${effect.held} month${effect.held === 1 ? '' : 's in a row'}`;
  return `expected claims ${placeOf(effect)} have stood at ${barText(effect)} a month or more for ${months}`;
}

function shared(effect: Effect, estimate: number, { scenarioId, referenceId }: Sides): string {
  const bar =
    effect.held > 0
      ? standAt(effect)
      : `attacks ${placeOf(effect)} reach a mean of ${barText(effect)} claims a month`;
  if (effect.form === 'share') {
    const whose = effect.statistic.endsWith('_reference') ? referenceId : scenarioId;
    return `${bar} in ${percent(estimate)} of replicates of ${whose}`;
  }
  if (effect.identical)
    return `${bar} as often in ${scenarioId} as in ${referenceId}: ${noneDiffered(effect)}`;
  if (estimate === 0) return `${bar} as often in ${scenarioId} as in ${referenceId}`;
  const points = `${shown(100 * Math.abs(estimate))} percentage points`;
  return `${bar} ${points} ${estimate < 0 ? 'less' : 'more'} often in ${scenarioId} than in ${referenceId}`;
}

function barText({ bars }: Effect): string {
  const [low, high] = [Math.min(...bars), Math.max(...bars)];
  return low === high ? shown(low) : `${shown(low)} to ${shown(high)} (by explanation)`;
}

function evidence(
  { interval, form, pairs, draws, identical, replicates }: Effect,
  { level }: Sides,
): string[] {
  const n = replicates ? `${replicates.join(' and ')} replicates` : counted(pairs, 'pair');
  const counts = `${n} from ${counted(draws, 'draw')}${replicates ? ' at least' : ''}`;
  if (identical) return [counts];
  const text = (value: number): string => {
    if (form === 'share') return percent(value);
    if (form === 'time' || form === 'time-difference') return `${shown(value)} months`;
    return form === 'share-difference' ? `${shown(100 * value)} points` : shown(value);
  };
  const name = `${percent(level)} Monte Carlo interval`;
  const unbounded = form === 'per-raid' ? `${name} without bounds: raids hardly differ` : `no ${name}`;
  return [interval ? `${name} ${text(interval.lower)} to ${text(interval.upper)}` : unbounded, counts];
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
