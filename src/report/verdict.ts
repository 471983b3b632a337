/** What a pair of scenarios says about claims after the change, explanation by explanation, and in words. */
import type { RowOf } from '../results/columns.js';
import { counted, listed, percent, range, signed } from './numbers.js';
import { AVERAGES, contrastOf, explanationsOf, type Pair } from './pairs.js';

type Contrast = RowOf<'contrasts'>;

/** How often a bar is reached in the scenario, in its reference, and the difference of both. */
export interface BarVerdict {
  /** Claims a month, or `twice-before`. */
  readonly bar: string;
  readonly own: Contrast;
  readonly other: Contrast;
  readonly difference: Contrast;
}

export interface Verdict {
  readonly explanation: string;
  readonly first: Contrast | null;
  readonly second: Contrast | null;
  readonly bars: readonly BarVerdict[];
  readonly words: string;
}

/** A verdict for each explanation, averages last. */
export function verdictsOf(pair: Pair, order: readonly string[]): Verdict[] {
  const claims = pair.contrasts.filter(
    ({ target, location }) => target === 'attacks' && location === 'afghanistan',
  );
  return explanationsOf(claims, order).map((explanation) => {
    const first = contrastOf(claims, explanation, pair.first);
    const second = contrastOf(claims, explanation, pair.second);
    const bars = barsOf(claims.filter((row) => row.explanation === explanation));
    return { explanation, first, second, bars, words: wordsOf(first, second, bars) };
  });
}

function barsOf(rows: readonly Contrast[]): BarVerdict[] {
  return rows
    .flatMap((difference) => {
      const bar = /^p_above_(.+)_difference$/.exec(difference.statistic)?.[1];
      if (bar === undefined) return [];
      const of = (statistic: string) => rows.find((row) => row.statistic === statistic);
      const [own, other] = [of(`p_above_${bar}`), of(`p_above_${bar}_reference`)];
      return own && other ? [{ bar: bar.replaceAll('_', '-'), own, other, difference }] : [];
    })
    .sort((a, b) => barOrder(a.bar) - barOrder(b.bar));
}

const barOrder = (bar: string): number => (bar === 'twice-before' ? Infinity : Number(bar));

export function barText(bar: string): string {
  return bar === 'twice-before' ? 'twice the level before' : `${bar} claims a month`;
}

export function isRise({ resolved, estimate }: Contrast): boolean {
  return resolved === true && estimate !== null && estimate > 0;
}

export function isFall({ resolved, estimate }: Contrast): boolean {
  return resolved === true && estimate !== null && estimate < 0;
}

/** No pair of replicates differed. */
export function isIdentical({ estimate, mc_lower, mc_upper }: Contrast): boolean {
  return estimate === 0 && mc_lower === 0 && mc_upper === 0;
}

/** Differences of the share at the lowest bar from which words change; the rule is printed with the table. */
export const FREQUENT = 0.5;
export const SOME = 0.05;

/** A rebound is more claims, resolved, and the lowest bar reached so much more often, resolved too. */
function wordsOf(first: Contrast | null, second: Contrast | null, bars: readonly BarVerdict[]): string {
  const last = second ?? first;
  if (!last) return 'not measured over twelve months';
  if (last.estimate === null) return 'no value in any pair';
  const [lowest] = bars;
  const reached = lowest
    ? `${lowest.bar === 'twice-before' ? 'twice the level before' : `${lowest.bar} a month`} in ${percent(lowest.own.estimate ?? 0)} (without the change ${percent(lowest.other.estimate ?? 0)})`
    : null;
  if (isRise(last)) {
    if (!lowest || reached === null) return 'more claims';
    const points = lowest.difference.resolved === true ? (lowest.difference.estimate ?? 0) : 0;
    const word =
      points >= FREQUENT ? 'rebound' : points >= SOME ? 'some rebound' : 'more claims, hardly a rebound';
    return `${word}: ${reached}`;
  }
  if (isFall(last)) return 'fewer claims';
  if (isIdentical(last)) return 'no difference in any pair';
  return 'no difference resolved';
}

/** `+11.7 claims (90 % Monte Carlo interval 10.5 to 12.8, n = 500 pairs)`. */
export function effectText(row: Contrast): string {
  if (row.estimate === null) return `no value (n = ${counted(row.n_pairs, 'pair')})`;
  if (isIdentical(row)) return `0: no pair of ${row.n_pairs} differed`;
  const interval = `${percent(row.level)} Monte Carlo interval ${range(row.mc_lower, row.mc_upper)}`;
  return `${signed(row.estimate)} (${interval}, n = ${counted(row.n_pairs, 'pair')})`;
}

/** Which explanations have more, fewer, or no resolved difference, in one sentence without its end. */
export function splitText(
  verdicts: readonly Verdict[],
  pick: (verdict: Verdict) => Contrast | null,
  noun: string,
): string {
  const rows = verdicts.flatMap((verdict) => {
    const row = AVERAGES.includes(verdict.explanation) ? null : pick(verdict);
    return row ? [{ explanation: verdict.explanation, row }] : [];
  });
  const told = (test: (row: Contrast) => boolean): string[] =>
    rows
      .filter(({ row }) => test(row))
      .sort((a, b) => Math.abs(b.row.estimate ?? 0) - Math.abs(a.row.estimate ?? 0))
      .map(
        ({ explanation, row }) =>
          `${explanation} (${signed(row.estimate!)} [${range(row.mc_lower, row.mc_upper)}])`,
      );
  const same = rows.filter(({ row }) => isIdentical(row)).map(({ explanation }) => explanation);
  const open = rows
    .filter(({ row }) => !isRise(row) && !isFall(row) && !isIdentical(row))
    .map(({ explanation }) => explanation);
  const [up, down] = [told(isRise), told(isFall)];
  return [
    up.length > 0 ? `more ${noun} under ${listed(up)}` : null,
    down.length > 0 ? `fewer ${noun} under ${listed(down)}` : null,
    open.length > 0 ? `no difference resolved under ${listed(open)}` : null,
    same.length > 0 ? `no difference in any pair under ${listed(same)}` : null,
  ]
    .filter((part) => part !== null)
    .join('; ');
}

/** `from 0 % [0 to 0.6] (fade) to 94.6 % [92 to 97] (slowdown)`: the least and the greatest share, with their names. */
export function spreadText(
  verdicts: readonly Verdict[],
  pick: (verdict: Verdict) => Contrast | null,
): string {
  const shares = verdicts
    .filter(({ explanation }) => !AVERAGES.includes(explanation))
    .flatMap((verdict) => {
      const row = pick(verdict);
      return row?.estimate == null ? [] : [{ explanation: verdict.explanation, row, share: row.estimate }];
    })
    .sort((a, b) => a.share - b.share);
  const [least, most] = [shares[0], shares.at(-1)];
  if (!least || !most) return 'no value';
  // Of equal shares the interval that holds both is told.
  const told = (share: number): string => {
    const rows = shares.filter((one) => one.share === share).map(({ row }) => row);
    const ends = rows.flatMap(({ mc_lower, mc_upper }) => [mc_lower ?? [], mc_upper ?? []].flat());
    return ends.length < 2 * rows.length
      ? percent(share)
      : `${percent(share)} [${range(Math.min(...ends), Math.max(...ends), 100)}]`;
  };
  if (shares.length === 1) return `${told(least.share)} under ${least.explanation}`;
  const under = (share: number): string =>
    listed(shares.filter((one) => one.share === share).map(({ explanation }) => explanation));
  if (least.share === most.share) return `${told(least.share)} under each explanation`;
  return `from ${told(least.share)} (${under(least.share)}) to ${told(most.share)} (${under(most.share)})`;
}
