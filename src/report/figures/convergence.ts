/** Were there enough draws and replicates: the headline as replicates are added. */
import * as Plot from '@observablehq/plot';
import type { Figure } from '../figure.js';
import type { Material } from '../material.js';
import { counted, figure, listed, percent, range } from '../numbers.js';
import { panelOf } from '../panel.js';
import { explanationsOf, type Pair } from '../pairs.js';
import type { RowOf } from '../../results/columns.js';

type Row = RowOf<'convergence'>;

/** An interval wider than this share of the estimate leaves the size of the headline open. */
const WIDE = 0.5;
/** A tick that is not an end of the scale stands this many times away from both. */
const APART = 1.6;

export function convergenceFigure(material: Material, pair: Pair, id: string): Figure | null {
  const rows = material.convergence.filter(
    ({ scenario_id, estimate }) => scenario_id === pair.scenario.scenario_id && estimate !== null,
  );
  const explanations = explanationsOf(rows, material.explanations);
  if (explanations.length === 0) return null;
  const of = (explanation: string) => rows.filter((row) => row.explanation === explanation);
  const last = explanations.map((explanation) => of(explanation).at(-1)!);
  const open = last.filter(
    ({ estimate, mc_lower, mc_upper }) =>
      mc_lower === null || mc_upper! - mc_lower > WIDE * Math.abs(estimate!),
  );
  const title =
    open.length === 0
      ? `Under each explanation the interval of the headline is narrower than half of it.`
      : `The interval of the headline is wider than half of it under ${listed(open.map(({ explanation }) => explanation))}: more draws would say more.`;
  return {
    id,
    title,
    panels: explanations.map((explanation) => {
      const own = of(explanation).map((row) => ({ ...row, estimate: row.estimate! }));
      const end = own.at(-1)!;
      const domain = domainOf(own);
      const within = (value: number): number => Math.min(domain[1], Math.max(domain[0], value));
      const settled = own.flatMap(({ n, mc_lower, mc_upper }) =>
        mc_lower === null || mc_upper === null
          ? []
          : [{ n, lower: within(mc_lower), upper: within(mc_upper) }],
      );
      return panelOf({
        label: explanation,
        description: `Estimate of the headline under ${explanation} as replicates are added: ${own.map(({ n, estimate }) => `${figure(estimate)} after ${n}`).join(', ')}.`,
        height: 170,
        marginLeft: 54,
        marginBottom: 34,
        marginTop: 14,
        marginRight: 20,
        x: {
          type: 'log',
          label: 'replicates',
          labelAnchor: 'center',
          labelArrow: 'none',
          ticks: [...new Set([own[0]!.n, 10, 100, 1000, 10_000, end.n])].filter((n) =>
            isApart(n, own[0]!.n, end.n),
          ),
          tickFormat: (n: number) => String(n),
        },
        y: { domain, label: null, ticks: 4, grid: true, tickFormat: figure },
        marks: [
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
            title: ({ n, estimate, mc_lower, mc_upper }: (typeof own)[number]) =>
              `after ${n} replicates: ${figure(estimate)} (${range(mc_lower, mc_upper)})`,
          }),
        ],
      });
    }),
    columns: 3,
    band: `${percent(last[0]!.level)} Monte Carlo interval, draws as clusters, as in contrasts.csv; none where one draw of several was in`,
    n: `up to ${listed([...new Set(last.map(({ n, n_draws }) => `${counted(n, 'pair')} of replicates from ${counted(n_draws, 'draw')}`))])} of each explanation`,
    notes: [
      'The headline: paired difference of claims in Afghanistan, months 1–24 after the change together. Each explanation has its own scale; intervals of few draws are cut at its ends.',
    ],
    table: {
      caption: 'the headline as replicates are added',
      head: ['Explanation', 'Replicates', 'Draws', 'Estimate', 'Monte Carlo interval', 'Monte Carlo error'],
      rows: explanations.flatMap((explanation) =>
        of(explanation).map((row) => [
          explanation,
          String(row.n),
          String(row.n_draws),
          figure(row.estimate!),
          range(row.mc_lower, row.mc_upper),
          row.mcse === null ? '–' : figure(row.mcse),
        ]),
      ),
    },
    data: {
      columns: ['explanation', 'n', 'n_draws', 'estimate', 'mc_lower', 'mc_upper', 'level', 'mcse'],
      rows: rows.map((row) => [
        row.explanation,
        row.n,
        row.n_draws,
        row.estimate,
        row.mc_lower,
        row.mc_upper,
        row.level,
        row.mcse,
      ]),
    },
    specification: {
      source: 'tables/convergence.csv',
      panels: 'explanation',
      marks: [
        { mark: 'line', x: 'n', y: 'estimate' },
        { mark: 'rule', x: 'n', y1: 'mc_lower', y2: 'mc_upper' },
      ],
    },
  };
}

function isApart(n: number, first: number, last: number): boolean {
  return n === first || n === last || (n >= APART * first && n * APART <= last);
}

/** Holds all estimates and the last interval, and a quarter more at both ends. */
function domainOf(rows: readonly Row[]): [number, number] {
  const estimates = rows.map(({ estimate }) => estimate!);
  const { mc_lower, mc_upper, estimate } = rows.at(-1)!;
  const [least, most] = [
    Math.min(...estimates, mc_lower ?? estimate!),
    Math.max(...estimates, mc_upper ?? estimate!),
  ];
  const room = 0.25 * (most - least || 1);
  return [least - room, most + room];
}
