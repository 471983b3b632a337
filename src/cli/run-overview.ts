/** Several scenarios at a glance: a line each, where a table each would fill the screen. */
import Table from 'cli-table3';
import type { RowOf } from '../results/columns.js';
import { figure } from './run-checks.js';
import { endsText, type Headline, inOrder } from './run-summary.js';
import { tableStyle } from './table-style.js';

type Contrast = RowOf<'contrasts'>;

/** From so many compared scenarios on, a line each is told. */
export const MANY = 2;

/** One table for each counterfactual. @param headlines of all scenarios that are compared */
export function overviewText(
  headlines: readonly Headline[],
  contrasts: readonly Contrast[],
  regret: readonly RowOf<'regret'>[],
  colour: boolean,
): string {
  const references = [...new Set(headlines.map(({ reference }) => reference))];
  return references
    .map((reference) =>
      tableOf(
        reference,
        headlines.filter((headline) => headline.reference === reference),
        contrasts,
        regret.filter((row) => row.reference_id === reference && row.target === 'attacks'),
        colour,
      ),
    )
    .join('\n');
}

function tableOf(
  reference: string,
  headlines: readonly Headline[],
  contrasts: readonly Contrast[],
  regret: readonly RowOf<'regret'>[],
  colour: boolean,
): string {
  const explanations = inOrder(
    headlines.flatMap(({ differences }) => differences.map((row) => row.explanation)),
  );
  const main = explanations.includes('equal') ? 'equal' : explanations[0];
  if (main === undefined) return `against ${reference}: no pair of replicates was completed\n`;
  const level = figure(100 * headlines[0]!.differences[0]!.level);
  const common = commonWindow(headlines);
  const table = new Table({
    style: { ...tableStyle(colour).style, compact: false },
    head: [
      'scenario',
      `excess claims\n${main}`,
      'least to most\nby explanation',
      `raids more\n${main}`,
      `claims averted\nper raid more`,
      'largest regret\nand where',
    ],
  });
  for (const { scenario, windows, differences } of headlines) {
    const window = windows.at(-1)!;
    const rows = differences.filter((row) => row.window === window);
    const own = contrasts.filter(
      (row) => row.scenario_id === scenario.id && row.location === 'afghanistan' && row.window === window,
    );
    const of = (target: string, statistic: string): Contrast | undefined =>
      own.find((row) => row.explanation === main && row.target === target && row.statistic === statistic);
    table.push([
      window === common ? scenario.id : `${scenario.id}\n${window}`,
      withInterval(of('attacks', 'difference')),
      rangeOf(rows),
      withInterval(of('raids', 'difference')),
      withInterval(of('attacks', 'averted_per_raid')),
      regretText(regret, scenario.id),
    ]);
  }
  const chosen = regret.some((row) => row.explanation === 'maximum');
  if (chosen) table.push([reference, '', '', '', '', regretText(regret, reference)]);
  return [
    `${headlines.length} scenarios against ${reference}: claims and raids in Afghanistan over ${common},`,
    'mean difference of paired replicates (a scenario that begins later has its months beside it)',
    table.toString(),
    `[ ]: ${level} % Monte Carlo interval, replicates of one draw as a cluster. ~ not resolved; raids alike: they do`,
    'not differ enough to tell a ratio. Least to most: the five explanations one by one. Regret: claims more, over all the',
    'months after the change, than under the best scenario that could have been chosen, where that is most; without',
    'scenarios that have an event. More: tables/contrasts.csv, survival.csv, regret.csv, one row a comparison.',
    '',
  ].join('\n');
}

/** The window of most of them. */
function commonWindow(headlines: readonly Headline[]): string {
  const last = headlines.map(({ windows }) => windows.at(-1)!);
  const times = (window: string): number => last.filter((other) => other === window).length;
  return last.reduce((most, window) => (times(window) > times(most) ? window : most));
}

/** An estimate with its sign, and its interval on a second line. */
function withInterval(row: Contrast | undefined): string {
  if (!row) return '';
  const { estimate, mc_lower, mc_upper, resolved, statistic } = row;
  if (estimate === null) return 'no value';
  if (resolved === null) return 'no pair differs';
  const perRaid = statistic === 'averted_per_raid';
  if (mc_lower === null || mc_upper === null)
    return perRaid ? 'raids alike ~' : `${figure(estimate)}\n[no interval]`;
  const sign = estimate > 0 && !perRaid ? '+' : '';
  return `${sign}${figure(estimate)}${resolved ? '' : ' ~'}\n[${figure(mc_lower)} to ${figure(mc_upper)}]`;
}

/** The least and the greatest estimate of the explanations, and which they are of. */
function rangeOf(rows: readonly Contrast[]): string {
  const told = rows
    .filter(({ explanation, estimate }) => !['equal', 'evidence'].includes(explanation) && estimate !== null)
    .sort((a, b) => a.estimate! - b.estimate!);
  const ends = told.length > 1 ? [told[0]!, told.at(-1)!] : told;
  return ends.map((row) => `${figure(row.estimate!)} ${row.explanation}\n${endsText(row, 1)}`).join('\n');
}

function regretText(regret: readonly RowOf<'regret'>[], id: string): string {
  const row = regret.find((of) => of.scenario_id === id && of.explanation === 'maximum');
  if (!row) return '';
  const { lower, upper, resolved, decided_by: where } = row;
  const ends = lower === null || upper === null ? '[no interval]' : `[${figure(lower)} to ${figure(upper)}]`;
  return `${figure(row.regret)}${where === null ? '' : ` ${where}`}${resolved === false ? ' ~' : ''}\n${ends}`;
}
