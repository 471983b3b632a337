/** The end of a run on stdout: what differs, how sure it is, where it is written, and what to do next. */
import { AVERAGED } from '../model/explanations.js';
import Table from 'cli-table3';
import { fullMonths, reboundWindows } from '../analysis/rebound-windows.js';
import type { RowOf } from '../results/columns.js';
import { averagesFor } from '../runner/evidence-weights.js';
import type { ParameterSource, Scenario } from '../scenarios/scenario.js';
import { tableStyle } from './table-style.js';

type Contrast = RowOf<'contrasts'>;

/** Rows that the end of a run prints; none where no twelve months fit between the change and the end. */
export interface Headline {
  readonly scenario: Scenario;
  readonly reference: string;
  /** Ids of the windows, in order. */
  readonly windows: readonly string[];
  readonly differences: readonly Contrast[];
  readonly shares: readonly Contrast[];
}

/** Scenarios that have their counterfactual in the run. */
export function compared(scenarios: readonly Scenario[]): Scenario[] {
  return scenarios.filter(({ counterfactual }) => scenarios.some(({ id }) => id === counterfactual));
}

/** The rows of each scenario that is compared: claims in Afghanistan after it begins to differ. */
export function headlines(scenarios: readonly Scenario[], contrasts: readonly Contrast[]): Headline[] {
  return compared(scenarios).flatMap((scenario) => {
    const { id, counterfactual, rebound, start, end } = scenario;
    if (!rebound) return [];
    const { first, second } = reboundWindows(rebound.from, fullMonths(start, end));
    const windows = [first, second].flatMap((window) => (window ? [window.id] : []));
    if (windows.length === 0) return [];
    const own = contrasts.filter(
      (row) =>
        row.scenario_id === id &&
        row.target === 'attacks' &&
        row.location === 'afghanistan' &&
        windows.includes(row.window),
    );
    return [
      {
        scenario,
        reference: counterfactual!,
        windows,
        differences: own.filter(({ statistic }) => statistic === 'difference'),
        shares: own.filter(({ statistic }) => statistic.startsWith('p_above_')),
      },
    ];
  });
}

/** One table: a block per explanation, excess claims by window, then how often each bar is reached. */
export function headlineText(
  { scenario, reference, windows, differences, shares }: Headline,
  colour: boolean,
): string {
  const explanations = inOrder(differences.map(({ explanation }) => explanation));
  if (explanations.length === 0)
    return `${scenario.id} against ${reference}: no pair of replicates was completed\n`;
  const bars = scenario.rebound!.bars.map((bar) => `p_above_${String(bar).replaceAll('-', '_')}`);
  const level = round(100 * differences[0]!.level);
  const table = new Table({
    // Cells have several lines, so that rows need lines between them.
    style: { ...tableStyle(colour).style, compact: false },
    head: [
      'explanation',
      ...windows.map(
        (_, at) => `excess claims,\nmonths ${12 * at + 1}–${12 * at + 12}\n[${level} % MC interval]`,
      ),
      ...scenario.rebound!.bars.map((bar) => `P(≥ ${barText(bar)}):\nboth, then the\ndifference`),
    ],
  });
  for (const explanation of explanations) {
    const excess = (window: string): string => {
      const row = differences.find((other) => other.explanation === explanation && other.window === window);
      return row ? excessText(row) : '';
    };
    const share = (statistic: string): string => {
      const of = (name: string) =>
        shares.find((row) => row.explanation === explanation && row.statistic === name);
      const [own, other, difference] = [
        of(statistic),
        of(`${statistic}_reference`),
        of(`${statistic}_difference`),
      ];
      if (!own || !other || !difference) return '';
      const { effect, interval } = effectOf(difference, 100);
      const open = difference.resolved === false && interval !== '' ? ' ~' : '';
      const both = `${percentText(own.estimate)} / ${percentText(other.estimate)}`;
      return [both, endsText(own, 100), endsText(other, 100), `${effect}${open}`, interval]
        .filter((line) => line !== '')
        .join('\n');
    };
    const pairs = differences.find((row) => row.explanation === explanation)!.n_pairs;
    table.push([
      `${explanation}\n${pairs} pair${pairs === 1 ? '' : 's'}`,
      ...windows.map(excess),
      ...bars.map(share),
    ]);
  }
  const months = windows.map((window, at) => `${12 * at + 1}–${12 * at + 12} = ${window}`).join(', ');
  return [
    `${scenario.id} against ${reference}: claimed attacks in Afghanistan, mean difference of paired replicates`,
    table.toString(),
    `Months ${months}.`,
    ...averagesText(explanations, scenario.parameters),
    `[ ]: ${level} % Monte Carlo interval, replicates of one draw as a cluster.`,
    `MC error: Monte Carlo standard error; % >: share of pairs in which ${scenario.id} has more.`,
    `P: share of replicates whose mean over the last window reaches so many claims a month, in`,
    `${scenario.id} / ${reference}, and their intervals in this order; the difference in percentage points.`,
    '~ not resolved by so many pairs; for shares, duel compare says what would resolve them.',
    '',
  ].join('\n');
}

/** What the averages are that stand below explanations; no line where there is none. */
export function averagesText(explanations: readonly string[], source: ParameterSource): string[] {
  const lines = {
    equal: () => [`equal: average of ${AVERAGED.join(', ')}, each with the same weight.`],
    evidence: () => {
      const { weights } = averagesFor(source).find(({ id }) => id === 'evidence')!;
      const parts = AVERAGED.map((name, at) => `${name} ${round(weights[at]!)}`).join(', ');
      return [
        `evidence: their average weighted by how well each explains what was counted: ${parts}.`,
        'Such weights often name another explanation than the one that made the data: calibration/article/confusion.csv.',
      ];
    },
  };
  return Object.entries(lines).flatMap(([name, text]) => (explanations.includes(name) ? text() : []));
}

/** For a run without a comparison: mean claims in Afghanistan by window. */
export function levelsText(
  summary: readonly RowOf<'summary'>[],
  scenario: Scenario,
  colour: boolean,
): string {
  const own = summary.filter(
    (row) =>
      row.scenario_id === scenario.id &&
      row.target === scenario.outputs.targets[0] &&
      row.location === 'afghanistan',
  );
  const windows = [...new Set(own.map(({ window }) => window))];
  const table = new Table({ ...tableStyle(colour), head: ['explanation', ...windows, 'replicates'] });
  for (const explanation of inOrder(own.map((row) => row.explanation))) {
    const rows = own.filter((row) => row.explanation === explanation);
    const cells = windows.map((window) => {
      const row = rows.find((other) => other.window === window);
      if (!row || row.mean === null) return '';
      const error = row.mcse === null ? [] : [`MC error ${round(row.mcse)}`];
      return [round(row.mean), ...error, `${round(row.q05!)} to ${round(row.q95!)}`].join('\n');
    });
    table.push([explanation, ...cells, String(rows[0]!.n)]);
  }
  return [
    `${scenario.id}: ${scenario.outputs.targets[0]!} in Afghanistan, mean with its Monte Carlo error, and 0.05 to 0.95 quantile of replicates`,
    table.toString(),
    '',
  ].join('\n');
}

/** What the numbers may be taken for. */
export function caveat(source: ParameterSource): string {
  const parameters = {
    point:
      'One parameter set per explanation, the centre of its posterior: no uncertainty about parameters is shown.',
    file:
      source.kind === 'file' && source.form === 'draws'
        ? 'Parameters drawn from a file.'
        : 'One parameter set from a file for every explanation: no uncertainty about parameters is shown.',
    prior: 'Parameters drawn from the prior: not held against what was counted.',
    posterior: 'Parameters drawn from the posterior.',
    'posterior-without-2020-21': 'Parameters drawn from the posterior without 2020–21.',
  }[source.kind];
  return `Stylised scenarios, not forecasts. ${parameters}\n`;
}

/** `equal` stands at the end: it is an average of what is above it. */
export function inOrder(explanations: readonly string[]): string[] {
  const averages = ['equal', 'evidence'];
  const own = [...new Set(explanations)].sort();
  return [
    ...own.filter((name) => !averages.includes(name)),
    ...own.filter((name) => averages.includes(name)),
  ];
}

/** An effect with its sign, and its interval in brackets; no interval where no pair differs. */
function effectOf(
  { estimate, mc_lower, mc_upper }: Contrast,
  scale: number,
): { readonly effect: string; readonly interval: string } {
  if (estimate === null) return { effect: 'no value', interval: '' };
  if (estimate === 0 && mc_lower === 0 && mc_upper === 0) return { effect: 'no pair differs', interval: '' };
  return {
    effect: `${estimate > 0 ? '+' : ''}${round(scale * estimate)}`,
    interval: endsText({ mc_lower, mc_upper }, scale),
  };
}

/** The Monte Carlo interval in brackets. */
export function endsText(
  { mc_lower, mc_upper }: Pick<Contrast, 'mc_lower' | 'mc_upper'>,
  scale: number,
): string {
  return mc_lower === null || mc_upper === null
    ? '[no interval]'
    : `[${round(scale * mc_lower)} to ${round(scale * mc_upper)}]`;
}

/** Effect, share of pairs, interval, Monte Carlo error, and what would resolve it, on lines of their own. */
function excessText(row: Contrast): string {
  const { share_pairs_greater: greater, mcse } = row;
  const { effect, interval } = effectOf(row, 1);
  if (interval === '') return effect;
  return [
    greater === null ? effect : `${effect}, ${percentText(greater)} >`,
    interval,
    ...(mcse === null ? [] : [`MC error ${round(mcse)}`]),
    ...(row.resolved === false ? unresolved(row) : []),
  ].join('\n');
}

function unresolved({ draws_needed: draws, replicates_needed: replicates }: Contrast): string[] {
  const ways = [
    draws === null ? null : `${draws} draws`,
    replicates === null ? null : `${replicates} replicates a draw`,
  ].filter((way) => way !== null);
  return ways.length === 0
    ? ['~ not resolved']
    : ['~ not resolved: needs', ...ways.join(' or\n').split('\n')];
}

export function percentText(share: number | null): string {
  return share === null ? '?' : `${round(100 * share)} %`;
}

export function barText(bar: number | string): string {
  return bar === 'twice-before' ? '2 × before' : String(bar);
}

/** Three significant digits, and none after the point from 100 on. */
function round(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
