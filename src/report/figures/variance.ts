/** How much of what differs between replicates comes from parameters, and how much from chance. */
import type { Figure } from '../figure.js';
import { intervalPanel } from '../interval-panel.js';
import type { Material } from '../material.js';
import { counted, listed, percent, range, underEach, windowText } from '../numbers.js';
import { explanationsOf, type Pair } from '../pairs.js';

export function varianceFigure(material: Material, pair: Pair, id: string): Figure | null {
  const all = (material.variance ?? []).filter(
    ({ scenario_id, target, location, statistic, share }) =>
      scenario_id === pair.scenario.scenario_id &&
      target === 'attacks' &&
      location === 'afghanistan' &&
      statistic === 'difference' &&
      share !== null,
  );
  const window = pair.second ?? pair.first;
  const rows = all.filter((row) => row.window === window);
  const explanations = explanationsOf(rows, material.explanations);
  if (!material.drawsDiffer || explanations.length === 0 || window === null) return null;
  const of = (explanation: string) => rows.find((row) => row.explanation === explanation)!;
  const told = explanations.map((name) => {
    const { share, lower, upper } = of(name);
    return `${percent(share!)} [${range(lower, upper, 100)}] under ${name}`;
  });
  return {
    id,
    title: `Of the variance of the difference, parameters make ${listed(told)}; the rest is chance within a parameter set.`,
    panels: [
      intervalPanel({
        label: windowText(window),
        description: `Share of the variance of the paired difference that comes from parameters: ${told.join(', ')}.`,
        rows: explanations.map((name) => {
          const { share, lower, upper } = of(name);
          return {
            name,
            estimate: share,
            lower,
            upper,
            isFilled: true,
            text: `${percent(share!)} [${range(lower, upper, 100)}]`,
          };
        }),
        unit: 'share of the variance from parameters',
        domain: [0, 1],
        zero: null,
        width: 460,
        textWidth: 138,
      }),
    ],
    columns: 1,
    band: `${percent(rows[0]!.level)} interval of the share`,
    n: underEach(
      explanations.map((name) => [
        name,
        `${counted(of(name).n, 'pair')} from ${counted(of(name).n_draws, 'draw')}`,
      ]),
    ),
    notes: ['Where parameters make most of it, more draws tell more; where chance does, more replicates.'],
    table: {
      caption: 'variance between and within parameter sets',
      head: ['Explanation', 'Between', 'Within', 'Share', 'Interval'],
      rows: explanations.map((name) => {
        const { between, within, share, lower, upper } = of(name);
        return [
          name,
          between === null ? '–' : between.toFixed(1),
          within === null ? '–' : within.toFixed(1),
          percent(share!),
          range(lower, upper, 100),
        ];
      }),
    },
    data: {
      columns: [
        'explanation',
        'window',
        'between',
        'within',
        'share',
        'lower',
        'upper',
        'level',
        'n_draws',
        'n',
      ],
      rows: rows.map((row) => [
        row.explanation,
        row.window,
        row.between,
        row.within,
        row.share,
        row.lower,
        row.upper,
        row.level,
        row.n_draws,
        row.n,
      ]),
    },
    specification: {
      source: 'tables/variance.csv: target attacks, statistic difference',
      panels: null,
      marks: [
        { mark: 'rule', y: 'explanation', x1: 'lower', x2: 'upper' },
        { mark: 'dot', y: 'explanation', x: 'share' },
      ],
    },
  };
}
