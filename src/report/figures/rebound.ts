/** How soon attacks return: the share of replicates that have reached a bar, with those still at risk. */
import * as Plot from '@observablehq/plot';
import type { RowOf } from '../../results/columns.js';
import type { Figure } from '../figure.js';
import type { Material } from '../material.js';
import { counted, monthText, percent, range, signed, underEach } from '../numbers.js';
import { panelOf, REFERENCE, SCENARIO } from '../panel.js';
import { AVERAGES, explanationsOf, type Pair } from '../pairs.js';
import { monthDate } from '../series-panel.js';
import { barText } from '../verdict.js';

type Row = RowOf<'survival'>;

/** Numbers under the curve stand at so many months of the curve's. */
const RISK_AT = [0, 1 / 2, 1] as const;

export function reboundFigure(material: Material, pair: Pair, id: string): Figure | null {
  const rows = (material.survival ?? []).filter(
    ({ scenario_id, location }) => scenario_id === pair.scenario.scenario_id && location === 'afghanistan',
  );
  const explanations = explanationsOf(rows, material.explanations).filter((name) => !AVERAGES.includes(name));
  const bars = [...new Set(rows.map(({ bar }) => bar))].sort((a, b) =>
    a === 'twice-before' ? 1 : b === 'twice-before' ? -1 : Number(a) - Number(b),
  );
  if (explanations.length === 0) return null;
  const of = (explanation: string, bar: string): Row[] =>
    rows
      .filter((row) => row.explanation === explanation && row.bar === bar)
      .sort((a, b) => (a.month < b.month ? -1 : 1));
  const cells = explanations.flatMap((explanation) =>
    bars.flatMap((bar) =>
      of(explanation, bar).length > 0 ? [{ explanation, bar, own: of(explanation, bar) }] : [],
    ),
  );
  const [lowest] = bars;
  const reached = cells
    .filter(({ bar }) => bar === lowest)
    .map(({ explanation, own }) => {
      const other = inReference(pair, explanation, lowest!);
      return [
        explanation,
        `${returned(own.at(-1)!)}${other === null ? '' : ` (without the change ${other})`}`,
      ] as const;
    });
  const draws = cells.map(({ own }) => own[0]!.n_draws);
  const [fewest, most] = [Math.min(...draws), Math.max(...draws)];
  const { level } = rows[0]!;
  const hasReference = cells.some(({ own }) => own.some((row) => row.reference_survival !== null));
  const { scenario, reference } = pair;
  return {
    id,
    title: `Of replicates below ${barText(lowest!)} at the change, so many had come to stand at it by ${monthText(cells[0]!.own.at(-1)!.month)}: ${underEach(reached)}.`,
    panels: cells.map(({ explanation, bar, own }) => curve(explanation, bar, own, pair)),
    columns: bars.length,
    band: `${percent(level)} Monte Carlo interval of the share (${scenario.scenario_id}), draws as clusters; [ ]: its ends`,
    n: `the first number under each curve: replicates at risk at the start, of ${fewest === most ? '' : `${fewest} to `}${counted(most, 'draw')}`,
    notes: [
      `Dashed, hatched: ${scenario.scenario_id}${hasReference ? `; solid: ${reference.scenario_id}` : ''}. An event: expected claims, not the noisy count, have stood at the bar for the scenario’s number of months in a row, so that a lucky month is no return.`,
      'Under each curve: replicates at risk, events so far, censored so far. Already above the bar at the change: counted apart, never at risk. Extinct: without any cell, so that they cannot return unless somebody comes.',
    ],
    table: {
      caption: 'returns by bar and explanation',
      head: [
        'Explanation',
        'Bar',
        'At risk at the start',
        'Already above',
        'Events',
        'Censored',
        'Extinct at the end',
        'Share returned [interval]',
        'In the reference',
        'Months gained or lost of the window',
      ],
      rows: cells.map(({ explanation, bar, own }) => {
        const last = own.at(-1)!;
        return [
          explanation,
          barText(bar),
          String(own[0]!.at_risk),
          String(own[0]!.already_above),
          String(sum(own, 'events')),
          String(sum(own, 'censored')),
          String(last.extinct),
          returned(last),
          inReference(pair, explanation, bar) ?? '–',
          meanTime(pair, explanation, bar),
        ];
      }),
    },
    data: {
      columns: [
        'explanation',
        'bar',
        'month',
        'at_risk',
        'events',
        'censored',
        'already_above',
        'extinct',
        'survival',
        'lower',
        'upper',
        'reference_survival',
        'reference_lower',
        'reference_upper',
      ],
      rows: cells.flatMap(({ own }) =>
        own.map((row) => [
          row.explanation,
          row.bar,
          row.month,
          row.at_risk,
          row.events,
          row.censored,
          row.already_above,
          row.extinct,
          row.survival,
          row.lower,
          row.upper,
          row.reference_survival,
          row.reference_lower,
          row.reference_upper,
        ]),
      ),
    },
    specification: {
      source: 'tables/survival.csv: location afghanistan',
      panels: 'explanation, bar',
      marks: [
        { mark: 'area', x: 'month', y1: '1 - upper', y2: '1 - lower' },
        { mark: 'line', x: 'month', y: '1 - survival', curve: 'step' },
        { mark: 'line', x: 'month', y: '1 - reference_survival', curve: 'step' },
      ],
    },
  };
}

/** Share that has come to stand at the bar by the end of the month, with its interval. */
function returned({ survival, lower, upper }: Row): string {
  if (survival === null) return 'an unknown share';
  const ends = lower === null || upper === null ? [null, null] : [1 - upper, 1 - lower];
  return `${percent(1 - survival)} [${range(ends[0]!, ends[1]!, 100)}]`;
}

/** The same in the reference, whose interval only `contrasts.csv` has; `null` where it was not computed. */
function inReference({ contrasts }: Pair, explanation: string, bar: string): string | null {
  const row = contrasts.find(
    (one) =>
      one.explanation === explanation &&
      one.location === 'afghanistan' &&
      one.statistic === `p_rebound_${bar.replaceAll('-', '_')}_reference`,
  );
  return row?.estimate == null
    ? null
    : `${percent(row.estimate)} [${range(row.mc_lower, row.mc_upper, 100)}]`;
}

/** Difference of the restricted mean time below the bar, as `contrasts.csv` has it. */
function meanTime({ contrasts }: Pair, explanation: string, bar: string): string {
  const row = contrasts.find(
    (one) =>
      one.explanation === explanation &&
      one.location === 'afghanistan' &&
      one.statistic === `restricted_mean_${bar.replaceAll('-', '_')}_difference`,
  );
  if (row?.estimate == null) return '–';
  return `${signed(row.estimate)} (${range(row.mc_lower, row.mc_upper)})${row.resolved === false ? ' ~' : ''}`;
}

const sum = (rows: readonly Row[], column: 'events' | 'censored'): number =>
  rows.reduce((total, row) => total + row[column], 0);

const returnedIn = ({ reference_survival }: Row): number | null =>
  reference_survival === null ? null : 1 - reference_survival;

function curve(explanation: string, bar: string, own: readonly Row[], { scenario, reference }: Pair) {
  const points = own
    .filter(({ survival }) => survival !== null)
    .map((row) => ({
      date: monthDate(row.month),
      share: 1 - row.survival!,
      lower: row.upper === null ? null : 1 - row.upper,
      upper: row.lower === null ? null : 1 - row.lower,
      reference: returnedIn(row),
    }));
  const marks = RISK_AT.map((part) => {
    const at = Math.round(part * (own.length - 1));
    return {
      date: monthDate(own[at]!.month),
      text: `${own[at]!.at_risk} · ${sum(own.slice(0, at + 1), 'events')} · ${sum(own.slice(0, at + 1), 'censored')}`,
      anchor: part === 0 ? 'start' : part === 1 ? 'end' : 'middle',
    };
  });
  const last = own.at(-1)!;
  return panelOf({
    label: `${explanation}, ${barText(bar)}`,
    description: `Share of replicates in which ${barText(bar)} has returned under ${explanation}. By ${monthText(last.month)}: ${last.survival === null ? 'not known' : percent(1 - last.survival)} in ${scenario.scenario_id}${last.reference_survival === null ? '' : `, ${percent(1 - last.reference_survival)} in ${reference.scenario_id}`}. At risk at the start: ${own[0]!.at_risk}.`,
    width: 300,
    height: 190,
    marginLeft: 48,
    marginRight: 14,
    marginTop: 12,
    marginBottom: 52,
    x: { type: 'utc', label: null, ticks: 'year', tickFormat: (date: Date) => String(date.getUTCFullYear()) },
    y: {
      domain: [0, 100],
      percent: true,
      ticks: [0, 50, 100],
      grid: true,
      label: null,
      tickFormat: (value: number) => `${value} %`,
    },
    marks: [
      Plot.areaY(points, { x: 'date', y1: 'lower', y2: 'upper', curve: 'step-after', fill: SCENARIO.hatch }),
      Plot.lineY(points, {
        x: 'date',
        y: 'reference',
        curve: 'step-after',
        stroke: REFERENCE.stroke,
        strokeWidth: 1.8,
      }),
      Plot.lineY(points, {
        x: 'date',
        y: 'share',
        curve: 'step-after',
        stroke: SCENARIO.stroke,
        strokeWidth: 2.2,
        strokeDasharray: SCENARIO.dash,
      }),
      ...marks.map(({ date, text, anchor }) =>
        Plot.text([{ date, text }], {
          x: 'date',
          text: 'text',
          frameAnchor: 'bottom',
          dy: 36,
          fontSize: 10,
          textAnchor: anchor as 'start',
        }),
      ),
      Plot.text(['at risk · events · censored'], {
        frameAnchor: 'bottom-left',
        dy: 48,
        dx: 0,
        fontSize: 10,
        fill: '#555',
        textAnchor: 'start',
      }),
    ],
  });
}
