/** Were there enough draws and replicates: the headline as replicates are added. */
import * as Plot from '@observablehq/plot';
import type { Figure } from '../figure.js';
import type { Material } from '../material.js';
import { counted, figure, listed } from '../numbers.js';
import { panelOf } from '../panel.js';
import { explanationsOf, type Pair } from '../pairs.js';

export function convergenceFigure(material: Material, pair: Pair, id: string): Figure | null {
  const rows = material.convergence.filter(
    ({ scenario_id, estimate }) => scenario_id === pair.scenario.scenario_id && estimate !== null,
  );
  const explanations = explanationsOf(rows, material.explanations);
  if (explanations.length === 0) return null;
  const of = (explanation: string) => rows.filter((row) => row.explanation === explanation);
  const last = explanations.map((explanation) => of(explanation).at(-1)!);
  const unsure = last.filter(({ mcse, estimate }) => mcse === null || mcse > 0.1 * Math.abs(estimate ?? 0));
  const title =
    unsure.length === 0
      ? 'Under each explanation the Monte Carlo error of the headline is below a tenth of it.'
      : `The Monte Carlo error of the headline is a tenth of it or more under ${listed(unsure.map(({ explanation }) => explanation))}: more draws would say more.`;
  return {
    id,
    title,
    panels: explanations.map((explanation) => {
      const own = of(explanation).map((row) => ({
        n: row.n,
        estimate: row.estimate!,
        lower: row.mcse === null ? null : row.estimate! - 1.645 * row.mcse,
        upper: row.mcse === null ? null : row.estimate! + 1.645 * row.mcse,
      }));
      const end = own.at(-1)!;
      const settled = own.filter(({ lower }) => lower !== null);
      return panelOf({
        label: explanation,
        description: `Estimate of the headline under ${explanation} as replicates are added: ${own.map(({ n, estimate }) => `${figure(estimate)} after ${n}`).join(', ')}.`,
        height: 170,
        marginLeft: 42,
        marginBottom: 34,
        marginTop: 14,
        marginRight: 14,
        x: {
          type: 'log',
          label: 'replicates',
          labelAnchor: 'center',
          labelArrow: 'none',
          ticks: [1, 10, 100, 1000, 10000].filter((n) => n >= own[0]!.n / 2 && n <= end.n * 2),
          tickFormat: (n: number) => String(n),
        },
        y: { label: null, ticks: 4, nice: true, tickFormat: figure },
        marks: [
          Plot.gridY({ stroke: '#000', strokeOpacity: 0.1 }),
          Plot.ruleY([end.estimate], { stroke: '#6b6b6b', strokeDasharray: '2 2' }),
          Plot.ruleX(settled, {
            x: 'n',
            y1: 'lower',
            y2: 'upper',
            stroke: '#1a1a1a',
            strokeWidth: 3,
            strokeOpacity: 0.4,
          }),
          Plot.line(own, { x: 'n', y: 'estimate', stroke: '#1a1a1a', strokeWidth: 1 }),
          Plot.dot(own, {
            x: 'n',
            y: 'estimate',
            r: 3,
            fill: '#1a1a1a',
            title: ({ n, estimate }: { n: number; estimate: number }) =>
              `after ${n} replicates: ${figure(estimate)}`,
          }),
        ],
      });
    }),
    columns: 3,
    band: '90 % of a normal law around the estimate: ± 1.645 Monte Carlo standard errors, draws as clusters; none where one draw alone was in',
    n: `up to ${listed([...new Set(last.map(({ n }) => counted(n, 'replicate')))])} of each explanation`,
    notes: [
      'The headline: paired difference of claims in Afghanistan, months 1–24 after the change together. Each explanation has its own scale.',
    ],
    table: {
      caption: 'the headline as replicates are added',
      head: ['Explanation', 'Replicates', 'Estimate', 'Monte Carlo error'],
      rows: explanations.flatMap((explanation) =>
        of(explanation).map((row) => [
          explanation,
          String(row.n),
          figure(row.estimate!),
          row.mcse === null ? '–' : figure(row.mcse),
        ]),
      ),
    },
    data: {
      columns: ['explanation', 'n', 'estimate', 'mcse'],
      rows: rows.map((row) => [row.explanation, row.n, row.estimate, row.mcse]),
    },
    specification: {
      source: 'tables/convergence.csv',
      panels: 'explanation',
      marks: [
        { mark: 'line', x: 'n', y: 'estimate' },
        { mark: 'rule', x: 'n', y1: 'estimate - 1.645 mcse', y2: 'estimate + 1.645 mcse' },
      ],
    },
  };
}
