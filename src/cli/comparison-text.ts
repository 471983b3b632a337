/** How a comparison is printed: a table for people, Markdown, CSV or JSON. */
import Table from 'cli-table3';
import { type CompareOptions, type Comparison, notComputedText } from '../analysis/index.js';
import type { RowOf } from '../results/columns.js';
import { headerText, rowText } from '../results/csv.js';
import { markdownText } from '../results/markdown.js';

type Row = RowOf<'contrasts'>;

export type Format = 'text' | 'md' | 'csv' | 'json';

const HEAD = [
  'explanation',
  'target',
  'location',
  'window',
  'statistic',
  'effect',
  'MC interval',
  'greater',
  'pairs',
  'MC error',
  'would resolve it',
];
/** From this column on it is the effect, and it is shown even if all rows say the same; but for the pairs. */
const EFFECT = HEAD.indexOf('effect');
const PAIRS = HEAD.indexOf('pairs');

/** Rows that say that something differs. With a single pair there is no error to look at. */
export function differs(row: Row): boolean {
  if (row.statistic !== 'difference' && !row.statistic.endsWith('_difference')) return false;
  return row.estimate !== null && !(row.estimate === 0 && (row.mcse ?? 0) === 0);
}

/** No pair differed, so there is nothing that more replicates would resolve. */
function isSame({ estimate, mc_lower, mc_upper, n_pairs }: Row): boolean {
  return estimate === 0 && mc_lower === 0 && mc_upper === 0 && n_pairs > 0;
}

/** The comparison, line ends included. CSV and JSON hold every row, the other two what is looked at first. */
export function comparisonText(comparison: Comparison, format: Format, options: CompareOptions): string {
  const { rows } = comparison;
  switch (format) {
    case 'csv':
      return headerText('contrasts') + rows.map((row) => rowText('contrasts', row)).join('');
    case 'json':
      return `${JSON.stringify(comparison, null, 2)}\n`;
    case 'md':
    case 'text': {
      const shown = headline(comparison, options);
      const body = format === 'md' ? markdown(shown) : boxed(shown);
      const asText = format === 'md' ? markdownText : (text: string): string => text;
      return `${[...opening(comparison, asText), '', body, '', ...closing(comparison, shown, asText)].join('\n')}\n`;
    }
  }
}

/**
 * Differences that a reader looks at first. Where nothing was asked for: claimed attacks (or whatever there is) in
 * Afghanistan, in the two years after the change where there is one.
 */
function headline({ rows, after }: Comparison, { targets, by }: CompareOptions): Row[] {
  const differences = rows.filter(
    ({ statistic }) => statistic === 'difference' || statistic.endsWith('_difference'),
  );
  const first = (candidates: Row[]): Row[] => (candidates.length > 0 ? candidates : differences);
  const ofAttacks =
    targets || by === 'kind' ? differences : first(differences.filter((row) => row.target === 'attacks'));
  if (by === 'month') return ofAttacks;
  const here = by ? ofAttacks : ofAttacks.filter((row) => row.location === 'afghanistan');
  const late = after === null ? here : here.filter(({ window }) => isYearAfter(window, after.id));
  return late.length > 0 ? late : here.length > 0 ? here : ofAttacks;
}

/** The window of months 13–24 after the change, or that of months 1–12, which ends where it begins. */
function isYearAfter(window: string, second: string): boolean {
  const monthsOf = (id: string): number[] =>
    id.split('/').map((month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)));
  const [[from, to], [start, end]] = [monthsOf(window), monthsOf(second)];
  return window === second || (from === start! - 12 && to === end! - 12);
}

/** @param asText how names and reasons are written in this format */
function opening({ paired, rows, ...named }: Comparison, asText: (text: string) => string): string[] {
  const level = 100 * (rows[0]?.level ?? 0.9);
  const [scenarioId, referenceId, why] = [named.scenarioId, named.referenceId, named.why].map(asText);
  const how = paired ? 'paired replicate by replicate' : 'NOT paired, so less is resolved';
  return [
    `${scenarioId} against ${referenceId}: ${how} (${why})`,
    `effect = ${scenarioId} - ${referenceId}; MC interval = ${level} % Monte Carlo interval, draws as clusters`,
    `P = share of replicates that reach the bar, in points; greater = share of pairs; ~ = not resolved`,
  ];
}

function closing(
  { rows, notComputed }: Comparison,
  shown: readonly Row[],
  asText: (text: string) => string,
): string[] {
  const lines = new Set(
    shown.flatMap(({ sentence }) => /(one parameter set[^;.]*)/.exec(sentence)?.[1] ?? []),
  );
  const rest = rows.length - shown.length;
  return [
    ...[...lines].map((note) => `Parameters: ${asText(note)}; there is no interval over parameters.`),
    ...notComputed.flatMap((of) => notComputedText(of).split('\n').map(asText)),
    ...(rest > 0 ? [`${rest} more rows with --csv or --json; other targets with --target.`] : []),
    'These are stylised scenarios, not forecasts.',
  ];
}

function cellsOf(row: Row): string[] {
  const share = row.statistic.startsWith('p_above_');
  const same = isSame(row);
  const text = (value: number | null): string => (value === null ? '' : number(share ? 100 * value : value));
  const tilde = row.resolved === false && row.estimate !== null && !same ? '~ ' : '';
  return [
    row.explanation,
    row.target,
    row.location,
    row.window,
    statisticText(row.statistic),
    row.estimate === null ? 'no value' : `${tilde}${text(row.estimate)}`,
    same
      ? 'no pair differed'
      : row.mc_lower === null
        ? 'none'
        : `${text(row.mc_lower)} to ${text(row.mc_upper)}`,
    row.share_pairs_greater === null ? '' : percent(row.share_pairs_greater),
    pairsText(row),
    text(row.mcse),
    same ? '' : needed(row),
  ];
}

/** Of what is not paired, the replicates of each side: one that lacks a month of the window has no value. */
function pairsText({ n_pairs, sentence }: Row): string {
  const replicates = n_pairs === 0 ? /; (\d+ and \d+ replicates) from /.exec(sentence)?.[1] : undefined;
  return replicates === undefined ? String(n_pairs) : `none: ${replicates}`;
}

/** `P ≥ 7` of `p_above_7_difference`. */
function statisticText(statistic: string): string {
  const bar = /^p_above_(.+)_difference$/.exec(statistic)?.[1];
  return bar === undefined ? statistic : `P ≥ ${bar === 'twice_before' ? '2 × before' : bar}`;
}

function needed({ resolved, draws_needed: draws, replicates_needed: replicates }: Row): string {
  if (resolved !== false) return '';
  const ways = [
    draws === null ? null : `${draws} draws`,
    replicates === null ? null : `${replicates} replicates/draw`,
  ].filter((way) => way !== null);
  return ways.join(' or\n') || 'not known';
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${number(100 * share)} %`;
}

/** Columns in which all rows say the same are left out, but for those of the effect. */
function columnsOf(cells: readonly string[][]): number[] {
  return HEAD.map((_, at) => at).filter(
    (at) => at === 0 || (at >= EFFECT && at !== PAIRS) || new Set(cells.map((row) => row[at])).size > 1,
  );
}

function boxed(rows: readonly Row[]): string {
  const cells = rows.map(cellsOf);
  const columns = columnsOf(cells);
  const table = new Table({
    head: columns.map((at) => HEAD[at]!),
    style: { head: [], border: [], compact: true },
  });
  for (const row of cells) table.push(columns.map((at) => row[at]!));
  return [common(cells, columns), table.toString()].filter((text) => text !== '').join('\n');
}

function markdown(rows: readonly Row[]): string {
  const cells = rows.map((row) => cellsOf(row).map(markdownText));
  const columns = columnsOf(cells);
  const line = (row: readonly string[]): string => `| ${columns.map((at) => row[at]!).join(' | ')} |`;
  return [
    ...[common(cells, columns)].filter((text) => text !== '').flatMap((text) => [text, '']),
    line(HEAD),
    `|${columns.map(() => '---').join('|')}|`,
    ...cells.map(line),
  ].join('\n');
}

/** What all rows share. */
function common(cells: readonly string[][], columns: readonly number[]): string {
  const [first] = cells;
  if (!first) return '';
  return HEAD.map((name, at) => (columns.includes(at) ? null : `${name} ${first[at]}`))
    .filter((text) => text !== null)
    .join(', ');
}
