/** The paired difference over time. */
import { monthlyContrasts } from '../../analysis/monthly-contrasts.js';
import type { Figure } from '../figure.js';
import type { Material } from '../material.js';
import { counted, listed, monthText, percent, signed, underEach } from '../numbers.js';
import { AVERAGES, explanationsOf, type Pair } from '../pairs.js';
import { monthMiddle, seriesPanel } from '../series-panel.js';
import * as Plot from '@observablehq/plot';

const LEVEL = 0.9;
/** Months before the change that are drawn, where both agree. */
const BEFORE = 3;

export function differenceFigure(material: Material, pair: Pair, id: string): Figure | null {
  const { claims } = material;
  const change = pair.differsFrom?.slice(0, 7);
  const [scenario, reference] = [pair.scenario.scenario_id, pair.reference.scenario_id];
  const [own, other] = [claims.series.get(scenario), claims.series.get(reference)];
  if (change === undefined || !own || !other) return null;
  const first = claims.months[Math.max(0, claims.months.indexOf(change) - BEFORE)]!;
  const rows = monthlyContrasts(
    { id: scenario, series: own },
    { id: reference, series: other },
    claims.months,
    first,
    LEVEL,
  );
  const explanations = explanationsOf(rows, material.explanations);
  if (explanations.length === 0) return null;
  const of = (explanation: string) =>
    rows.filter((row) => row.explanation === explanation).sort((a, b) => (a.window < b.window ? -1 : 1));
  const month = (window: string): string => window.slice(0, 7);
  const ends = rows.flatMap(({ mc_lower, mc_upper, estimate }) => [
    mc_lower ?? 0,
    mc_upper ?? 0,
    estimate ?? 0,
  ]);
  const domain: [number, number] = [Math.min(0, ...ends), Math.max(1, ...ends)];
  const told = explanations
    .filter((name) => !AVERAGES.includes(name))
    .map((name) => ({ name, from: firstResolved(of(name)) }));
  const seen = told.filter(({ from }) => from !== null).sort((a, b) => (a.from! < b.from! ? -1 : 1));
  const never = told.filter(({ from }) => from === null).map(({ name }) => name);
  const title = [
    seen.length > 0
      ? `The difference is resolved in three months running ${underEach(seen.map(({ name, from }) => [name, `from ${monthText(from!)}`]))}`
      : null,
    never.length > 0
      ? `${seen.length > 0 ? 'in' : 'The difference is resolved in'} no three months running under ${listed(never)}`
      : null,
  ]
    .filter((part) => part !== null)
    .join('; ');
  const pairs = [
    ...new Set(
      explanations.map(
        (name) => `${counted(of(name)[0]!.n_pairs, 'pair')}${AVERAGES.includes(name) ? ` (${name})` : ''}`,
      ),
    ),
  ];
  return {
    id,
    title: `${title}.`,
    panels: explanations.map((explanation) => {
      const own = of(explanation);
      const last = own.at(-1)!;
      return seriesPanel({
        label: explanation,
        description: `Paired difference of claims a month under ${explanation}, ${scenario} less ${reference}. Last month, ${monthText(month(last.window))}: ${signed(last.estimate ?? 0)}.`,
        series: [
          {
            role: 'scenario',
            label: `${scenario} less ${reference}`,
            bands: own.map((row) => ({
              month: month(row.window),
              lower: row.mc_lower,
              middle: row.estimate,
              upper: row.mc_upper,
            })),
          },
        ],
        change,
        unit: 'claims a month more',
        domain,
        zero: true,
        height: 200,
        more: [
          Plot.dot(
            own.filter(({ resolved }) => resolved === true),
            {
              x: (row) => monthMiddle(month(row.window)),
              y: 'estimate',
              r: 1.8,
              fill: '#1a1a1a',
              title: (row) =>
                `${monthText(month(row.window))}: ${signed(row.estimate ?? 0)}, interval ${signed(row.mc_lower ?? 0)} to ${signed(row.mc_upper ?? 0)}`,
            },
          ),
        ],
      });
    }),
    columns: 3,
    band: `${percent(LEVEL)} Monte Carlo interval of the mean paired difference of each month, draws as clusters; a dot marks months in which it excludes no difference`,
    n: `${pairs.join('; ')} of replicates, each month`,
    notes: [
      'Months are judged one by one: of many months some are resolved by chance, so three running are asked for.',
      'Dotted upright line: the first month that may differ.',
    ],
    table: {
      caption: 'paired difference by month, every third month',
      head: ['Explanation', 'Month', 'Difference', 'Interval', 'Resolved'],
      rows: explanations.flatMap((explanation) =>
        of(explanation)
          .filter((_, at) => at % 3 === BEFORE % 3)
          .map((row) => [
            explanation,
            monthText(month(row.window)),
            signed(row.estimate ?? 0),
            row.mc_lower === null ? 'none' : `${signed(row.mc_lower)} to ${signed(row.mc_upper!)}`,
            row.resolved ? 'yes' : 'no',
          ]),
      ),
    },
    data: {
      columns: [
        'explanation',
        'month',
        'estimate',
        'mc_lower',
        'mc_upper',
        'level',
        'resolved',
        'n_draws',
        'n_pairs',
      ],
      rows: explanations.flatMap((explanation) =>
        of(explanation).map((row) => [
          explanation,
          month(row.window),
          row.estimate,
          row.mc_lower,
          row.mc_upper,
          row.level,
          row.resolved,
          row.n_draws,
          row.n_pairs,
        ]),
      ),
    },
    specification: {
      source: 'tables/trajectories.csv.gz: target attacks, location afghanistan, paired by replicate',
      panels: 'explanation',
      marks: [
        { mark: 'area', x: 'month', y1: 'mc_lower', y2: 'mc_upper' },
        { mark: 'line', x: 'month', y: 'estimate' },
        { mark: 'dot', x: 'month', y: 'estimate', only: 'resolved' },
      ],
    },
  };
}

/** The first month of three in a row that are resolved; `null` for none. */
function firstResolved(
  rows: readonly { readonly window: string; readonly resolved: boolean | null }[],
): string | null {
  const at = rows.findIndex((_, index) => [0, 1, 2].every((next) => rows[index + next]?.resolved === true));
  return rows[at]?.window.slice(0, 7) ?? null;
}
