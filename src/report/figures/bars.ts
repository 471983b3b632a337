/** How often claims reach each bar: in the scenario and in its reference. */
import * as Plot from '@observablehq/plot';
import type { Figure } from '../figure.js';
import { inPercent, percent, range, signed, windowText } from '../numbers.js';
import { panelOf, REFERENCE, SCENARIO } from '../panel.js';
import type { Pair } from '../pairs.js';
import { barText, spreadText, type Verdict } from '../verdict.js';

export function barsFigure(pair: Pair, verdicts: readonly Verdict[], id: string): Figure | null {
  const [withBars] = verdicts.filter(({ bars }) => bars.length > 0);
  if (!withBars) return null;
  const bars = withBars.bars.map(({ bar }) => bar);
  const of = (bar: string) =>
    verdicts.flatMap((verdict) => {
      const found = verdict.bars.find((one) => one.bar === bar);
      return found ? [{ explanation: verdict.explanation, ...found }] : [];
    });
  const [lowest] = bars;
  const { scenario, reference } = pair;
  const spread = spreadText(verdicts, (verdict) => verdict.bars[0]?.own ?? null);
  const other = spreadText(verdicts, (verdict) => verdict.bars[0]?.other ?? null);
  const every = bars.flatMap(of);
  const { level } = withBars.bars[0]!.own;
  return {
    id,
    title: `A mean of ${barText(lowest!)} over months 13–24 is reached ${spread} of replicates in ${scenario.scenario_id}, and ${other} in ${reference.scenario_id}.`,
    panels: bars.map((bar) => {
      const rows = of(bar);
      const side = (pick: 'own' | 'other') =>
        rows.map((row) => ({
          name: row.explanation,
          share: row[pick].estimate,
          lower: row[pick].mc_lower,
          upper: row[pick].mc_upper,
        }));
      const tip =
        (where: string) =>
        (row: { name: string; share: number | null; lower: number | null; upper: number | null }) =>
          `${row.name}, ${where}: ${row.share === null ? 'no value' : percent(row.share)} (${range(row.lower, row.upper, 100)} %)`;
      return panelOf({
        label: `At least ${barText(bar)}`,
        description: `Share of replicates that reach ${barText(bar)}. ${rows.map((row) => `${row.explanation}: ${percent(row.own.estimate ?? 0)} in ${scenario.scenario_id}, ${percent(row.other.estimate ?? 0)} in ${reference.scenario_id}`).join('. ')}.`,
        height: 32 * rows.length + 46,
        marginLeft: 92,
        marginRight: 92,
        marginTop: 6,
        marginBottom: 38,
        x: {
          domain: [0, 100],
          percent: true,
          label: 'percent of replicates',
          labelAnchor: 'center',
          labelArrow: 'none',
          ticks: 5,
          grid: true,
        },
        y: { domain: rows.map(({ explanation }) => explanation), label: null, tickSize: 0 },
        marks: [
          Plot.ruleY(side('own'), {
            y: 'name',
            x1: 'lower',
            x2: 'upper',
            stroke: SCENARIO.stroke,
            strokeWidth: 3,
            strokeOpacity: 0.6,
            dy: -5,
          }),
          Plot.ruleY(side('other'), {
            y: 'name',
            x1: 'lower',
            x2: 'upper',
            stroke: REFERENCE.stroke,
            strokeWidth: 3,
            strokeOpacity: 0.6,
            dy: 5,
          }),
          Plot.dot(side('own'), {
            y: 'name',
            x: 'share',
            r: 4.2,
            fill: SCENARIO.stroke,
            symbol: 'circle',
            dy: -5,
            title: tip(scenario.scenario_id),
          }),
          Plot.dot(side('other'), {
            y: 'name',
            x: 'share',
            r: 4.2,
            fill: '#fff',
            stroke: REFERENCE.stroke,
            strokeWidth: 1.6,
            symbol: 'square',
            dy: 5,
            title: tip(reference.scenario_id),
          }),
          Plot.text(rows, {
            y: 'explanation',
            text: (row: (typeof rows)[number]) =>
              `${inPercent(row.own.estimate ?? 0)} / ${percent(row.other.estimate ?? 0)}${row.difference.resolved === false ? ' ~' : ''}`,
            frameAnchor: 'right',
            textAnchor: 'end',
            dx: 90,
            fontSize: 11,
          }),
        ],
      });
    }),
    columns: 3,
    band: `${percent(level)} Monte Carlo interval of each share, in brackets in the title`,
    n: [
      ...new Set(
        every.map(
          ({ explanation, own }) =>
            `${own.n_pairs} pairs${explanation === 'equal' || explanation === 'evidence' ? ` (${explanation})` : ''}`,
        ),
      ),
    ].join('; '),
    notes: [
      `Filled circle, above: ${scenario.scenario_id}; hollow square, below: ${reference.scenario_id}. ~: the difference of the two is not resolved.`,
      'The bars: 7 claims a month is the mean of 2020, 11 is half of the first year after the takeover; twice the level before differs by explanation.',
    ],
    table: {
      caption: 'how often each bar is reached',
      head: [
        'Explanation',
        'Bar',
        scenario.scenario_id,
        reference.scenario_id,
        'Difference in points',
        'Resolved',
      ],
      rows: every.map(({ explanation, bar, own, other: under, difference }) => [
        explanation,
        barText(bar),
        `${percent(own.estimate ?? 0)} (${range(own.mc_lower, own.mc_upper, 100)})`,
        `${percent(under.estimate ?? 0)} (${range(under.mc_lower, under.mc_upper, 100)})`,
        difference.estimate === null
          ? '–'
          : `${signed(100 * difference.estimate)} (${range(difference.mc_lower, difference.mc_upper, 100)})`,
        difference.resolved ? 'yes' : 'no',
      ]),
    },
    data: {
      columns: ['explanation', 'bar', 'window', 'scenario_id', 'share', 'lower', 'upper', 'level', 'n_pairs'],
      rows: every.flatMap(({ explanation, bar, own, other: under }) =>
        [[scenario.scenario_id, own] as const, [reference.scenario_id, under] as const].map(
          ([where, row]) => [
            explanation,
            bar,
            row.window,
            where,
            row.estimate,
            row.mc_lower,
            row.mc_upper,
            row.level,
            row.n_pairs,
          ],
        ),
      ),
    },
    specification: {
      source: `tables/contrasts.csv: statistics p_above_*, window ${pair.second === null ? 'none' : windowText(pair.second)}`,
      panels: 'bar',
      marks: [
        { mark: 'rule', y: 'explanation', x1: 'lower', x2: 'upper', group: 'scenario_id' },
        { mark: 'dot', y: 'explanation', x: 'share', symbol: 'scenario_id' },
      ],
    },
  };
}
