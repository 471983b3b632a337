/** How soon, at the end of a run: for each bar the share that rebounds and the mean time, against the counterfactual. */
import Table from 'cli-table3';
import type { RowOf } from '../results/columns.js';
import type { Scenario } from '../scenarios/scenario.js';
import { figure } from './run-checks.js';
import { barText, endsText, inOrder, percentText } from './run-summary.js';
import { tableStyle } from './table-style.js';

type Contrast = RowOf<'contrasts'>;

/** A block per explanation, a column per bar, for Afghanistan; empty where the run holds no such rows. */
export function reboundText(
  { id, counterfactual, rebound }: Scenario,
  contrasts: readonly Contrast[],
  survival: readonly RowOf<'survival'>[],
  colour: boolean,
): string {
  const own = contrasts.filter(
    ({ scenario_id, location, statistic }) =>
      scenario_id === id && location === 'afghanistan' && /^(p_rebound|restricted_mean)_/.test(statistic),
  );
  const [first] = own;
  if (!first || !rebound) return '';
  const months = monthsIn(first.window);
  const table = new Table({
    style: { ...tableStyle(colour).style, compact: false },
    head: [
      'explanation',
      ...rebound.bars.map((bar) => `${barText(bar)} a month\nfor ${rebound.months} months`),
    ],
  });
  const level = figure(100 * first.level);
  for (const explanation of inOrder(own.map((row) => row.explanation))) {
    const cells = rebound.bars.map((bar) => {
      const name = String(bar).replaceAll('-', '_');
      const of = (statistic: string): Contrast | undefined =>
        own.find((row) => row.explanation === explanation && row.statistic === `${statistic}_${name}`);
      const last = survival.findLast(
        (row) =>
          row.scenario_id === id &&
          row.explanation === explanation &&
          row.bar === String(bar) &&
          row.location === 'afghanistan',
      );
      const difference = own.find(
        (row) => row.explanation === explanation && row.statistic === `restricted_mean_${name}_difference`,
      );
      const share = of('p_rebound');
      if (!share || !difference || !last) return '';
      const other = own.find(
        (row) => row.explanation === explanation && row.statistic === `p_rebound_${name}_reference`,
      );
      const above = last.already_above > 0 ? `, ${last.already_above} above before` : '';
      const extinct = last.extinct > 0 ? `, ${last.extinct} extinct` : '';
      if (share.estimate === null) return `none at risk${above}`;
      return [
        `${percentText(share.estimate)} / ${percentText(other?.estimate ?? null)}`,
        `${endsText(share, 100)} / ${other ? endsText(other, 100) : '?'}`,
        ...timeLines(difference),
        `n ${share.n_pairs}${above}${extinct}`,
      ].join('\n');
    });
    table.push([explanation, ...cells]);
  }
  return [
    `How soon: share of replicates whose expected claims came to stand at the bar within ${months} months, in`,
    `${id} / ${counterfactual}; difference of the mean months until then (at most ${months})`,
    table.toString(),
    `[ ]: ${level} % Monte Carlo interval. n: replicates at risk; above before: they stood at the bar before the change;`,
    `extinct: no cell left at the end of the run, so that it is "never". Month by month: tables/survival.csv.`,
    '',
  ].join('\n');
}

function timeLines({ estimate, mc_lower, mc_upper, resolved }: Contrast): string[] {
  if (estimate === null) return [];
  if (resolved === null) return ['no pair differs'];
  const open = resolved ? '' : ' ~';
  const ends =
    mc_lower === null || mc_upper === null ? 'no interval' : `${figure(mc_lower)} to ${figure(mc_upper)}`;
  return [`${estimate > 0 ? '+' : ''}${figure(estimate)} months${open}`, `[${ends}]`];
}

function monthsIn(window: string): number {
  const [from, to] = window
    .split('/')
    .map((month) => 12 * Number(month.slice(0, 4)) + Number(month.slice(5)));
  return to! - from! + 1;
}
